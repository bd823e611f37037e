/** DBSCAN beside scikit-learn on rows too many to be kept: both sides make the same ones. */
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { dbscan } from '../src/index.js';
import { type Kind, latticeRows } from './golden/lattice-rows.js';
import { golden } from './golden/read.js';

interface Golden {
  readonly cases: readonly {
    readonly rows: number;
    readonly kind: Kind;
    readonly columns: number;
    readonly epsilon: number;
    readonly minSamples: number;
    readonly clusters: number;
    readonly noise: number;
    readonly core: number;
    /** Of the labels, 32 bits each, lowest byte first, and then of a byte for each row: 1 at core rows. */
    readonly sha256: string;
  }[];
}

describe('DBSCAN beside scikit-learn', () => {
  it.each(golden<Golden>('dbscan-large').cases)(
    'has the same labels in the same numbers: $rows rows, $kind, $columns columns, $epsilon',
    (expected) => {
      const { rows, epsilon, minSamples, kind, columns } = expected;
      const { labels, core, clusters } = dbscan({ epsilon, minSamples }).cluster(
        latticeRows(kind, rows, columns),
      );
      const count = (wanted: (row: number) => boolean) => Array.from(labels.keys()).filter(wanted).length;
      expect({
        clusters,
        noise: count((row) => labels[row] === -1),
        core: count((row) => core[row] === 1),
        sha256: createHash('sha256').update(littleEndian(labels)).update(core).digest('hex'),
      }).toEqual({
        clusters: expected.clusters,
        noise: expected.noise,
        core: expected.core,
        sha256: expected.sha256,
      });
    },
  );
});

function littleEndian(labels: Int32Array): Uint8Array {
  const bytes = new DataView(new ArrayBuffer(4 * labels.length));
  labels.forEach((label, row) => {
    bytes.setInt32(4 * row, label, true);
  });
  return new Uint8Array(bytes.buffer);
}
