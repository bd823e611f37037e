import { describe, expect, it } from 'vitest';
import { collector } from '../../src/learned/collector.js';
import { deal, GroupHash } from '../../src/learned/groups.js';
import { learnedOptionsSchema } from '../../src/learned/options.js';
import { splitSample } from '../../src/learned/split.js';
import { flowRows, ordinaryFlows } from './synthetic-rows.js';

const options = learnedOptionsSchema.parse({ shareOfSource: 1 });

function splitOf(count: number, hosts: number, excluded: ReadonlySet<string> = new Set()) {
  const stage = collector(options, 1);
  const state = stage.open();
  stage.add(state, flowRows(ordinaryFlows(count, 7, hosts)));
  return { sample: state.flow, split: splitSample(state.flow, options, 1, { excludedHosts: excluded }) };
}

/** The rows of a matrix as text, to find them again. */
const keysOf = (matrix: { rows: number; columns: number; values: Float64Array }) =>
  Array.from({ length: matrix.rows }, (_, r) =>
    matrix.values.subarray(r * matrix.columns, (r + 1) * matrix.columns).join(' '),
  );

describe('the split into folds', () => {
  it('gives every row to fitting or calibrating of exactly one model', () => {
    const { split } = splitOf(3000, 20);
    const parts = split.byFold.flatMap(({ fit, calibrate }) => [keysOf(fit), keysOf(calibrate)]);
    const all = parts.flat().sort();
    expect(all).toEqual(keysOf(split.all).sort());
    for (const { fit, calibrate } of split.byFold) {
      const share = calibrate.rows / (fit.rows + calibrate.rows);
      expect(share).toBeGreaterThan(0.25);
      expect(share).toBeLessThan(0.35);
    }
  });

  it('never lets a model judge a row that it learned from', () => {
    const { sample, split } = splitOf(3000, 20);
    const hash = new GroupHash(split.folds);
    const learned = split.byFold.map(({ fit, calibrate }) => new Set([...keysOf(fit), ...keysOf(calibrate)]));
    const keys = keysOf(split.all);
    keys.forEach((key, row) => {
      const fold = split.folds.foldOfGroup.get(hash.of(split.host, row, split.time[row]!))!;
      expect(learned[fold]!.has(key)).toBe(false);
    });
    expect(sample.seen).toBe(3000);
  });

  it('keeps rows of one host and time block together', () => {
    const { split } = splitOf(3000, 3);
    const hash = new GroupHash(split.folds);
    const part = new Map<number, number>();
    const partOfKey = new Map(
      split.byFold.flatMap(({ fit, calibrate }, f) => [
        ...keysOf(fit).map((key) => [key, 2 * f] as const),
        ...keysOf(calibrate).map((key) => [key, 2 * f + 1] as const),
      ]),
    );
    keysOf(split.all).forEach((key, row) => {
      const group = hash.of(split.host, row, split.time[row]!);
      const found = partOfKey.get(key)!;
      expect(part.get(group) ?? found).toBe(found);
      part.set(group, found);
    });
    expect(part.size).toBeGreaterThan(10);
  });

  it('leaves out hosts that behaviours accuse', () => {
    const { split } = splitOf(2000, 4, new Set(['10.0.0.2']));
    expect(split.excluded).toBeGreaterThan(300);
    for (let row = 0; row < split.all.rows; row++) expect(split.host[row * 16 + 15]).not.toBe(2);
  });

  it('deals large groups first and keeps the shares', () => {
    const groups = [50, 30, 10, 5, 5].map((count, hash) => ({
      hash,
      rows: new Array<number>(count).fill(0),
    }));
    expect(deal(groups, [0.7, 0.3])).toEqual([0, 1, 0, 0, 0]);
    expect(deal(groups, [1, 1])).toEqual([0, 1, 1, 1, 1]);
  });
});
