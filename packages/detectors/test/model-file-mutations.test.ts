/** Model files that someone forged: whatever is changed in them, they load to finite scores or say what is wrong. */
import { crc32 } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  autoencoder,
  dbscan,
  extendedIsolationForest,
  isolationForest,
  type Matrix,
  oneClassSvm,
  readModelFile,
  writeModelFile,
} from '../src/index.js';
import { clusteredRows } from './rows.js';

const COLUMNS = 3;
const rows = clusteredRows(60, COLUMNS);
const probes: Matrix = {
  rows: rows.rows + 3,
  columns: COLUMNS,
  values: Float64Array.of(...rows.values, 1e308, -1e308, 0, 1e-300, 1e12, -5, 0.5, 0.5, 0.5),
};
const files = {
  'isolation-forest': writeModelFile({ a: isolationForest({ trees: 3, subsample: 16 }).fit(rows) }),
  'extended-isolation-forest': writeModelFile({
    a: extendedIsolationForest({ trees: 3, subsample: 16 }).fit(rows),
  }),
  'one-class-svm': writeModelFile({ a: oneClassSvm({ nu: 0.2 }).fit(rows) }),
  autoencoder: writeModelFile({ a: autoencoder({ layers: [4, 2, 4], epochs: 2 }).fit(rows) }),
  dbscan: writeModelFile({ a: dbscan({ minSamples: 4 }).fit(rows) }),
};
const TEXT_AT = 16;
/** A mutated file of some kilobytes must not take longer than a machine under load needs for any of them. */
const MOST_MILLISECONDS = 2000;

/** The file with another text, and the length and checksum that belong to it: what damage does not find. */
function forged(file: Uint8Array, text: Uint8Array): Uint8Array {
  const result = Buffer.concat([file.subarray(0, TEXT_AT), text]);
  result.writeUInt32LE(text.length, 8);
  result.writeUInt32LE(crc32(text, crc32(result.subarray(0, 12))), 12);
  return new Uint8Array(result);
}

function isHarmless(file: Uint8Array): void {
  const started = performance.now();
  try {
    for (const model of Object.values(readModelFile(file).models)) {
      const matrix = model.columns === COLUMNS ? probes : zeros(model.columns);
      for (let r = 0; r < matrix.rows; r += 30) {
        const row = matrix.values.slice(r * matrix.columns, (r + 1) * matrix.columns);
        expect(model.explain(row).every(Number.isFinite)).toBe(true);
      }
      expect(model.score(matrix).every(Number.isFinite)).toBe(true);
    }
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    expect(error.message).toMatch(/expected .*received/s);
  }
  expect(performance.now() - started).toBeLessThan(MOST_MILLISECONDS);
}

function zeros(columns: number): Matrix {
  return { rows: 1, columns, values: new Float64Array(columns) };
}

const EXTREMES = [
  '0',
  '-0',
  '1',
  '-1',
  '2',
  '0.5',
  '1e308',
  '-1e308',
  '5e-324',
  '1e-300',
  '1e40',
  '-1e40',
  '65536',
  '1000000',
  '1000001',
  '2147483647',
  '2147483648',
  '4294967296',
  '9007199254740993',
  '1e999',
  '-1e999',
  'null',
  'true',
  '""',
  '[]',
  '{}',
  '[[]]',
  '{"__proto__":{"x":1}}',
  '{"length":1e9}',
];

describe.each(Object.entries(files))('a forged model file of kind %s', (_, file) => {
  const text = Buffer.from(file.subarray(TEXT_AT)).toString('latin1');
  const numbers = [...text.matchAll(/-?\d[\d.e+-]*/g)].map(
    (match) => [match.index, match[0].length] as const,
  );

  it('with other numbers', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(numbers.length - 1), fc.constantFrom(...EXTREMES)), {
          minLength: 1,
          maxLength: 6,
        }),
        (changes) => {
          let changed = text;
          const places = new Map(changes);
          for (const pick of [...places.keys()].sort((a, b) => b - a)) {
            const [at, length] = numbers[pick]!;
            changed = changed.slice(0, at) + places.get(pick) + changed.slice(at + length);
          }
          isHarmless(forged(file, Buffer.from(changed, 'latin1')));
        },
      ),
      { numRuns: 250 },
    );
  });

  it('with one number throughout', () => {
    for (const extreme of EXTREMES) {
      for (const name of new Set([...text.matchAll(/"(\w+)":\[?/g)].map((match) => match[1]!))) {
        const list = new RegExp(`"${name}":(\\[[^\\]]*\\]|-?\\d[\\d.e+-]*)`, 'g');
        const changed = text.replace(list, (found) => found.replace(/(?<=[[,:])-?\d[\d.e+-]*/g, extreme));
        isHarmless(forged(file, Buffer.from(changed, 'latin1')));
      }
    }
  });

  it('with other bits, bytes, or pieces moved', () => {
    const bytes = Buffer.from(text, 'latin1');
    const place = fc.nat(bytes.length - 1);
    const piece = fc.tuple(place, fc.nat(40), place);
    fc.assert(
      fc.property(
        fc.array(fc.tuple(place, fc.nat(7)), { maxLength: 4 }),
        fc.array(piece, { maxLength: 2 }),
        fc.option(place, { nil: bytes.length, freq: 8 }),
        (flips, pieces, end) => {
          let changed = Buffer.from(bytes);
          for (const [at, bit] of flips) changed[at]! ^= 1 << bit;
          for (const [from, length, to] of pieces) {
            const moved = changed.subarray(from, from + length);
            changed = Buffer.concat([changed.subarray(0, to), moved, changed.subarray(to)]);
          }
          isHarmless(forged(file, changed.subarray(0, end)));
        },
      ),
      { numRuns: 250 },
    );
  });
});

describe('memory of a loaded model', () => {
  it('is in proportion to its file, also where a network is very wide', () => {
    const width = 200_000;
    const wide = {
      kind: 'autoencoder',
      version: 1,
      widths: [1, width, 1],
      layers: [
        { weights: new Array(width).fill(1e30), biases: new Array(width).fill(0) },
        { weights: new Array(width).fill(1), biases: [0] },
      ],
      losses: [],
      validationLosses: [],
    };
    const text = Buffer.from(JSON.stringify({ metadata: {}, models: { a: wide } }));
    const file = forged(files.autoencoder, text);
    const model = readModelFile(file).models['a']!;
    const many = { rows: 64, columns: 1, values: new Float64Array(64).fill(0.5) };
    const before = process.memoryUsage().arrayBuffers;
    expect(model.score(many).every(Number.isFinite)).toBe(true);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(64 * 2 ** 20);
  });
});
