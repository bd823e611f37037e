import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { classicPreset, classicVerdicts } from '../../src/learned/classic.js';
import { classicTable } from './classic-table.js';

/** Debian's: another python3 on the path may lack the packages. */
const PYTHON = '/usr/bin/python3';
const PACKAGES = [
  ['python3-sklearn', '/usr/lib/python3/dist-packages/sklearn/__init__.py'],
  ['python3-torch', '/usr/lib/python3/dist-packages/torch/__init__.py'],
] as const;

interface OldScript {
  readonly forest: readonly number[];
  readonly svm: readonly number[];
  readonly decision: readonly number[];
  readonly labels: readonly number[];
  readonly silhouette: number | null;
  readonly threshold: number;
}

const table = classicTable(1500, 21);
let old: OldScript;
beforeAll(() => {
  for (const [name, file] of PACKAGES) {
    if (!existsSync(file)) throw new Error(`${file} is missing: install Debian's ${name}`);
  }
  const { rows, columns, values } = table.matrix;
  const input = {
    ports: table.portColumns,
    rows: Array.from({ length: rows }, (_, r) => [...values.subarray(r * columns, (r + 1) * columns)]),
  };
  const script = fileURLToPath(new URL('old-script.py', import.meta.url));
  const ran = spawnSync(PYTHON, [script], {
    input: JSON.stringify(input),
    encoding: 'utf8',
    maxBuffer: 1e8,
    timeout: 180_000,
  });
  if (ran.status !== 0) throw new Error(`old-script.py failed: ${ran.stderr}`);
  old = JSON.parse(ran.stdout) as OldScript;
});

describe('the classic preset beside scikit-learn and torch', () => {
  const ours = classicVerdicts(table, 3);
  const result = classicPreset(table, 3);

  it("gives the one-class SVM's verdict of every row that is farther from the boundary than its tolerance", () => {
    const decided = old.decision.flatMap((value, r) => (Math.abs(value) > 1e-3 ? [r] : []));
    // The many repeats in the table lie on the boundary itself: which side is up to rounding.
    expect(decided.length).toBeGreaterThan(1000);
    expect(decided.map((r) => ours.svmSigns[r])).toEqual(decided.map((r) => old.svm[r]));
    expect(decided.some((r) => old.svm[r]! < 0)).toBe(true);
  });

  it('gives the same clusters, row by row, and their silhouette', () => {
    expect([...ours.clustering.labels]).toEqual(old.labels);
    expect(result.silhouette).toBeCloseTo(old.silhouette!, 6);
    expect(result.noise).toBe(old.labels.filter((label) => label < 0).length);
  });

  it('flags the same share by the isolation forest, and mostly the same rows', () => {
    const theirs = old.forest.filter((sign) => sign < 0).length;
    expect(Math.abs(result.isolationForestOutliers - theirs)).toBeLessThanOrEqual(5);
    const both = old.forest.filter((sign, r) => sign < 0 && ours.forestSigns[r]! < 0).length;
    expect(both / theirs).toBeGreaterThan(0.7);
  });

  it("finds the autoencoder's 95th percentile where torch finds it", () => {
    expect(result.autoencoderThreshold / old.threshold).toBeGreaterThan(0.98);
    expect(result.autoencoderThreshold / old.threshold).toBeLessThan(1.02);
  });
});
