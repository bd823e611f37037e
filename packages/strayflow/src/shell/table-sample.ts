/** Reads a part of a table with a mapping: the first flows, and how many rows of the part gave one. */
import { formatAddress } from '../model/address.js';
import { CONNECTION_STATE_NAMES, type FlowBatch, isKnown, type NullableColumn } from '../model/flow-batch.js';
import type { RecordSink, SourceFormat } from '../model/source.js';
import { openInput } from './input-reader.js';
import type { InputFile } from './inputs.js';

const SHOWN_FLOWS = 10;
/** How far into the input the mapping is tried (bytes, decompressed). */
const SAMPLE_BYTES = 32 * 1024 * 1024;

export interface SampledFlow {
  readonly time: string;
  readonly source: string;
  readonly sourcePort: number | null;
  readonly destination: string;
  readonly destinationPort: number | null;
  readonly protocol: number | null;
  readonly durationMs: number | null;
  readonly bytesSent: number | null;
  readonly bytesReceived: number | null;
  readonly packetsSent: number | null;
  readonly packetsReceived: number | null;
  readonly state: string | null;
}

export interface TableSample {
  readonly flows: readonly SampledFlow[];
  readonly read: number;
  readonly parsed: number;
  /** Rows without a flow, by reason. */
  readonly rejected: Readonly<Record<string, number>>;
  /** One rejected row of each reason. */
  readonly examples: readonly string[];
  readonly notes: readonly string[];
  /** The input goes on behind the sample. */
  readonly isPart: boolean;
}

function flowsOf(batch: FlowBatch, most: number): SampledFlow[] {
  const value = (column: NullableColumn, row: number) =>
    isKnown(batch.validity[column], row) ? batch[column][row]! : null;
  return Array.from({ length: Math.min(most, batch.length) }, (_, row) => {
    const state = value('state', row);
    return {
      time: new Date(batch.start[row]!).toISOString(),
      source: formatAddress(batch.source, 16 * row),
      sourcePort: value('sourcePort', row),
      destination: formatAddress(batch.destination, 16 * row),
      destinationPort: value('destinationPort', row),
      protocol: value('protocol', row),
      durationMs: value('durationMs', row),
      bytesSent: value('bytesSent', row),
      bytesReceived: value('bytesReceived', row),
      packetsSent: value('packetsSent', row),
      packetsReceived: value('packetsReceived', row),
      state: state === null ? null : CONNECTION_STATE_NAMES[state]!,
    };
  });
}

/** Throws StrayflowError as the format does. */
export async function sampleTable(
  file: InputFile,
  format: SourceFormat,
  options: unknown,
): Promise<TableSample> {
  const flows: SampledFlow[] = [];
  const rejected: Record<string, number> = {};
  const examples: string[] = [];
  const notes: string[] = [];
  let read = 0;
  let parsed = 0;
  const sink: RecordSink = {
    flows: (batch) => {
      parsed += batch.length;
      flows.push(...flowsOf(batch, SHOWN_FLOWS - flows.length));
    },
    facts: () => {},
    read: (records) => {
      read += records;
    },
    reject: (reason, record, detail) => {
      if (rejected[reason] === undefined) examples.push(`record ${record}: ${reason}: ${detail}`);
      rejected[reason] = (rejected[reason] ?? 0) + 1;
    },
    ignore: () => {},
    note: (text) => void notes.push(text),
  };
  const input = await openInput(file);
  let bytes = 0;
  let isPart = false;
  try {
    const parser = format.open({ site: 'map', input: 0, sink }, format.options.parse(options));
    for await (const chunk of input.chunks()) {
      parser.push(chunk);
      bytes += chunk.length;
      isPart = bytes >= SAMPLE_BYTES;
      if (isPart) break;
    }
    // The last row of a part is cut, which is no fault of the table.
    if (isPart) parser.flush();
    else parser.end();
  } finally {
    await input.close();
  }
  return { flows, read, parsed, rejected, examples, notes, isPart };
}
