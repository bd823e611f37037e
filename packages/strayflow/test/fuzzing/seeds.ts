/** Inputs to begin with, made here: of every format a few that it reads. */

import { int64, tableFromArrays, tableToIPC, timestamp } from '@uwdata/flechette';
import { parquetWriteBuffer } from 'hyparquet-writer';
import type { SourceFormat } from '../../src/model/source.js';
import { sniffFormat } from '../../src/sources/index.js';
import { captureSeeds } from './capture-seeds.js';
import { exportSeeds } from './export-seeds.js';
import { NFDUMP_SEED } from './nfdump-seed.js';
import { TEXT_SEEDS } from './text-seeds.js';

export const EXPORT_SEEDS = exportSeeds();

const nfdump = new Uint8Array(Buffer.from(NFDUMP_SEED, 'base64'));

const parquet = new Uint8Array(
  parquetWriteBuffer({
    columnData: [
      { name: 'srcaddr', data: ['10.0.0.1', '10.0.0.2', '-'], type: 'STRING' },
      { name: 'dstaddr', data: ['10.0.0.2', '10.0.0.1', '-'], type: 'STRING' },
      { name: 'srcport', data: [40_000, 443, null], type: 'INT32' },
      { name: 'dstport', data: [443, 40_000, null], type: 'INT32' },
      { name: 'protocol', data: [6, 6, null], type: 'INT32' },
      { name: 'packets', data: [10n, 12n, null], type: 'INT64' },
      { name: 'bytes', data: [800n, 9000n, null], type: 'INT64' },
      { name: 'start', data: [1_600_000_000n, 1_600_000_000n, 1_600_000_000n], type: 'INT64' },
      { name: 'end', data: [1_600_000_060n, 1_600_000_060n, 1_600_000_060n], type: 'INT64' },
    ],
  }),
);

const table = tableFromArrays(
  {
    start_time: [new Date(1_700_000_000_000), new Date(1_700_000_000_001)],
    src_ip: ['10.0.0.1', '10.0.0.2'],
    dst_ip: ['2001:db8::1', '2001:db8::1'],
    dst_port: [443, null],
    bytes_sent: [1000n, 2000n],
  },
  { types: { start_time: timestamp(2), bytes_sent: int64() } },
);

const all: readonly Uint8Array[] = [
  tableToIPC(table, { format: 'stream' })!,
  tableToIPC(table, { format: 'file' })!,
  nfdump,
  parquet,
  ...captureSeeds(EXPORT_SEEDS.payloads),
  ...EXPORT_SEEDS.files,
  ...TEXT_SEEDS.map((text) => new TextEncoder().encode(text)),
];

/** Those that are told to be of this format by their first bytes. */
export function seedsOf(format: SourceFormat): readonly Uint8Array[] {
  return all.filter((seed) => sniffFormat(seed)?.name === format.name);
}
