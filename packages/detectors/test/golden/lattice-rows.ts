/** Rows that TypeScript and Python make alike, to the bit: whole numbers of a hash, over a power of two (lattice_rows.py). */
import type { Matrix } from '../../src/index.js';

export type Kind = keyof typeof KINDS;

export function latticeRows(kind: Kind, rows: number, columns: number): Matrix {
  const value = KINDS[kind];
  const values = new Float64Array(rows * columns);
  for (let r = 0, i = 0; r < rows; r++) for (let c = 0; c < columns; c++) values[i++] = value(r, c, columns);
  return { rows, columns, values };
}

/** The cluster that a clustered row was made from, -1 for rows that stand anywhere (rows). */
export function clusterOf(rows: number): Int32Array {
  return Int32Array.from({ length: rows }, (_, row) => {
    const chosen = hashed(1, row);
    return (chosen & 31) === 0 ? -1 : (chosen >>> 5) % 12;
  });
}

const KINDS = { clustered, uniform, lattice, repeated };

/** Twelve clusters of four widths, one row in 32 anywhere. */
function clustered(row: number, column: number, columns: number): number {
  const chosen = hashed(1, row);
  const cluster = (chosen >>> 5) % 12;
  const number = hashed(2, row * columns + column);
  const offset = (number & 255) + ((number >>> 8) & 255) + ((number >>> 16) & 255) + (number >>> 24) - 510;
  const centre = hashed(3, cluster * 64 + column) >>> 16;
  return ((chosen & 31) === 0 ? number >>> 16 : centre + offset * (2 << (cluster % 4))) / 65_536;
}

function uniform(row: number, column: number, columns: number): number {
  return (hashed(4, row * columns + column) >>> 8) / 16_777_216;
}

/** Whole coordinates: many rows are equal, and many distances exactly a radius. */
function lattice(row: number, column: number, columns: number): number {
  const side = columns === 3 ? 40 : columns === 6 ? 6 : 3;
  return hashed(5, row * columns + column) % side;
}

/** Rows of which there are 997 different ones. */
function repeated(row: number, column: number, columns: number): number {
  return clustered(hashed(6, row) % 997, column, columns);
}

function hashed(stream: number, index: number): number {
  return mixed(Math.imul(index, 0x9e3779b9) + mixed(stream));
}

/** The finaliser of MurmurHash3, on 32 bits. */
function mixed(value: number): number {
  let x = value | 0;
  x = Math.imul(x ^ (x >>> 16), 0x85ebca6b);
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
  return (x ^ (x >>> 16)) >>> 0;
}
