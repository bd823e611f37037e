/** Feeds datagrams to an ExportReader in the test's memory and gives back everything that it said, as plain rows. */
import { ADDRESS_BYTES, parseAddress } from '../../../src/model/address.js';
import type { FactBatch } from '../../../src/model/fact-batch.js';
import type { FlowBatch } from '../../../src/model/flow-batch.js';
import { RecordKind } from '../../../src/model/flow-batch.js';
import { restore, snapshot } from '../../../src/model/snapshot.js';
import { type ExportOptions, exportOptions } from '../../../src/sources/exports/export-options.js';
import { ExportReader, type ExportReaderState } from '../../../src/sources/exports/export-reader.js';
import { factsOf, rowsOf, type TextFact, type TextRow } from '../text/reading.js';

export interface Sent {
  readonly bytes: Uint8Array;
  readonly from?: string;
  readonly port?: number;
  /** Unix ms; NaN where not known. */
  readonly time?: number;
}

export interface ExportRow extends TextRow {
  readonly kind: string;
  readonly flow: number;
  readonly exporter: string;
  readonly samplingRate: number;
  readonly interfaceIndex: number;
}

export interface ExportReading {
  readonly rows: readonly ExportRow[];
  readonly facts: readonly TextFact[];
  readonly read: number;
  readonly rejected: Readonly<Record<string, number>>;
  readonly details: readonly string[];
  readonly ignored: Readonly<Record<string, number>>;
  readonly notes: readonly string[];
  readonly losses: number;
}

const KINDS = Object.keys(RecordKind);

function exportRows(batch: FlowBatch): ExportRow[] {
  return rowsOf(batch).map((row, index) => ({
    ...row,
    kind: KINDS[batch.record[index]!]!,
    flow: batch.flowId[index]!,
    exporter: batch.exporter!.dictionary[batch.exporter!.codes[index]!]!,
    samplingRate: batch.samplingRate![index]!,
    interfaceIndex: batch.interfaceIndex![index]!,
  }));
}

/** `restartAfter`: after so many datagrams the reader is thrown away and brought back from its snapshot. */
export function readDatagrams(
  sent: readonly Sent[],
  options: Partial<ExportOptions> = {},
  restartAfter = -1,
): ExportReading {
  const rows: ExportRow[] = [];
  const facts: TextFact[] = [];
  const rejected: Record<string, number> = {};
  const ignored: Record<string, number> = {};
  const details: string[] = [];
  const notes: string[] = [];
  let read = 0;
  const sink = {
    flows: (batch: FlowBatch) => void rows.push(...exportRows(batch)),
    facts: (batch: FactBatch) => void facts.push(...factsOf(batch)),
    read: (records: number) => {
      read += records;
    },
    reject: (reason: string, _record: number, detail: string) => {
      rejected[reason] = (rejected[reason] ?? 0) + 1;
      details.push(detail);
    },
    ignore: (reason: string, records: number) => {
      ignored[reason] = (ignored[reason] ?? 0) + records;
    },
    note: (text: string) => void notes.push(text),
  };
  const context = { site: 'test', input: 0, sink };
  const parsed = exportOptions.parse(options);
  let reader = new ExportReader(context, parsed);
  const address = new Uint8Array(ADDRESS_BYTES);
  sent.forEach(({ bytes, from, port, time }, index) => {
    address.fill(0);
    if (from !== undefined) parseAddress(from, address);
    // A copy at an odd place that is overwritten afterwards: nothing may be kept of it.
    const copy = new Uint8Array(bytes.length + 3);
    copy.set(bytes, 3);
    reader.take(time ?? Number.NaN, address, 0, port ?? 9999, copy, 3, copy.length);
    copy.fill(0xee);
    reader.tell();
    if (index !== restartAfter) return;
    reader.flush();
    reader = new ExportReader(context, parsed, restore<ExportReaderState>(snapshot(reader.state)));
  });
  const { losses } = reader;
  reader.end();
  return { rows, facts, read, rejected, details, ignored, notes, losses };
}
