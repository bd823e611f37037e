/** The source "sflow": sFlow version 5 datagrams in a file, one after the other. */
import type { SourceFormat } from '../model/source.js';
import { ExportFileParser } from './exports/export-file-parser.js';
import { type ExportOptions, exportOptions } from './exports/export-options.js';
import { SflowFile, sniffSflow } from './sflow/sflow-file.js';

export const sflowFormat: SourceFormat<ExportOptions> = {
  name: 'sflow',
  title: 'sFlow version 5 datagrams in a file',
  options: exportOptions,
  sniff: sniffSflow,
  open: (context, options, snapshot) =>
    new ExportFileParser(context, options, () => new SflowFile(), snapshot),
};
