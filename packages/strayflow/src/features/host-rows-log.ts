/** Rows of hosts as numbers in a log, and back. */
import { ADDRESS_BYTES } from '../model/address.js';
import type { HostRows } from '../model/feature-rows.js';
import type { NumberLog, NumberReader } from '../model/number-log.js';
import { HOST_FEATURES } from './host-features.js';

const RECORDS = 5;
const COLUMNS = HOST_FEATURES.length;
/** Numbers that hold the bytes of an address. */
const ADDRESS_NUMBERS = ADDRESS_BYTES / 8;

/** Rows of one site and window. */
export function writeHostRows(log: NumberLog, rows: HostRows, site: number): void {
  const { start, end } = rows.windows[0]!;
  log.write(Float64Array.of(rows.length, site, start, end));
  log.write(rows.values);
  log.write(new Float64Array(rows.host.slice().buffer));
  for (const column of [rows.flowCount, rows.establishedCount, rows.input, rows.recordNumber]) {
    log.write(Float64Array.from(column));
  }
}

/** @param sites names by their number */
export function readHostRows(log: NumberReader, sites: readonly string[]): HostRows {
  const [length, site, start, end] = log.next(4) as unknown as [number, number, number, number];
  return {
    kind: 'host-window',
    site: sites[site]!,
    length,
    columns: HOST_FEATURES,
    values: log.next(COLUMNS * length).slice(),
    host: new Uint8Array(log.next(ADDRESS_NUMBERS * length).slice().buffer),
    windows: Array.from({ length }, () => ({ start, end })),
    flowCount: Uint32Array.from(log.next(length)),
    establishedCount: Uint32Array.from(log.next(length)),
    input: Uint32Array.from(log.next(RECORDS * length)),
    recordNumber: log.next(RECORDS * length).slice(),
  };
}
