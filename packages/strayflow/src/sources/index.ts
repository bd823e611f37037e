/** The source formats, one line each, and how an input is told. */
import { z } from 'zod';
import type { SourceFormat } from '../model/source.js';
import { arrowFormat } from './arrow.js';
import { awsVpcFlowFormat } from './aws-vpc-flow.js';
import { azureFlowFormat } from './azure-flow.js';
import { cloudflareFormat } from './cloudflare.js';
import { csvOptions } from './csv/options.js';
import { csvFormat } from './csv.js';
import { exportCaptureFormat } from './export-capture.js';
import { flowDatagramsFormat } from './flow-datagrams.js';
import { googleVpcFlowFormat } from './google-vpc-flow.js';
import { ndjsonFormat } from './ndjson.js';
import { netflowFormat } from './netflow.js';
import { nfdumpFormat } from './nfdump.js';
import { parquetFormat } from './parquet.js';
import { pcapFormat } from './pcap.js';
import { sflowFormat } from './sflow.js';
import { suricataFormat } from './suricata.js';
import { zeekFormat, zeekOtherFormat } from './zeek.js';

export { parseColumnMap } from './table/fields.js';

export const SOURCE_FORMATS: readonly SourceFormat[] = [
  exportCaptureFormat,
  pcapFormat,
  flowDatagramsFormat,
  netflowFormat,
  sflowFormat,
  suricataFormat,
  awsVpcFlowFormat,
  azureFlowFormat,
  googleVpcFlowFormat,
  cloudflareFormat,
  zeekFormat,
  zeekOtherFormat,
  nfdumpFormat,
  parquetFormat,
  arrowFormat,
  ndjsonFormat,
  csvFormat,
] as readonly SourceFormat[];

/** The surest format for an input that begins with `head` (up to 64 KiB, decompressed); null when none fits. */
export function sniffFormat(
  head: Uint8Array,
  formats: readonly SourceFormat[] = SOURCE_FORMATS,
): SourceFormat | null {
  let best: SourceFormat | null = null;
  let surest = 0;
  for (const format of formats) {
    const sure = format.sniff(head);
    if (sure > surest) {
      surest = sure;
      best = format;
    }
  }
  return best;
}

const optionSchemas = {
  ...Object.fromEntries(
    SOURCE_FORMATS.map((format) => [format.name, format.options.prefault({}).describe(format.title)]),
  ),
  csv: csvOptions.prefault({}).describe(csvFormat.title),
};

/** Options of every format, by its name. */
export const sourceOptionsSchema = z.strictObject(optionSchemas);
