import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { collector } from '../../src/learned/collector.js';
import { learnedOptionsSchema } from '../../src/learned/options.js';
import { selection } from '../../src/learned/sample.js';
import type { FlowRows } from '../../src/model/feature-rows.js';
import { restore, snapshot } from '../../src/model/snapshot.js';
import {
  cutAt,
  flowRows,
  type MadeFlow,
  ordinaryFlows,
  ordinaryHostRows,
  sliceFlowRows,
} from './synthetic-rows.js';

const options = learnedOptionsSchema.parse({ flowRows: 100, rowsPerKey: 2 });

/** Records of the sample, in the order of their hash. */
function recordsOf(pieces: readonly FlowRows[], chosen = options): number[] {
  const stage = collector(chosen, 5);
  const state = stage.open();
  for (const piece of pieces) stage.add(state, piece);
  return Array.from(selection(state.flow).rows, (row) => state.flow.record[row]!);
}

const repeats = (count: number): MadeFlow[] =>
  Array.from({ length: count }, (_, i) => ({
    time: 1_700_000_100_000 + i,
    source: '10.0.0.66',
    destination: '192.0.2.1',
    destinationPort: 22,
    established: false,
    values: [60 + (i % 3), 40, 1, 1, 1, 1],
  }));

describe('the training sample', () => {
  const rows = flowRows(ordinaryFlows(900, 1));

  it('is the same however the rows were cut into batches, with a snapshot in the middle', () => {
    const whole = recordsOf([rows]);
    expect(whole).toHaveLength(100);
    fc.assert(
      fc.property(fc.array(fc.nat(), { maxLength: 8 }), fc.nat(), (cuts, at) => {
        const stage = collector(options, 5);
        let state = stage.open();
        const pieces = cutAt(rows, cuts);
        pieces.forEach((piece, i) => {
          stage.add(state, piece);
          if (i === at % pieces.length) state = restore(snapshot(state));
        });
        expect(Array.from(selection(state.flow).rows, (row) => state.flow.record[row]!)).toEqual(whole);
        expect(state.flow.seen).toBe(900);
      }),
      { numRuns: 30 },
    );
  });

  it('does not depend on the order of the rows', () => {
    const later = [sliceFlowRows(rows, 500, 900), sliceFlowRows(rows, 0, 500)];
    expect(recordsOf(later)).toEqual(recordsOf([rows]));
  });

  it('is fair: early and late rows are drawn alike', () => {
    const records = recordsOf([flowRows(ordinaryFlows(4000, 2))]);
    const early = records.filter((record) => record <= 2000).length;
    expect(early).toBeGreaterThan(30);
    expect(early).toBeLessThan(70);
  });

  it('changes with the seed', () => {
    const stage = collector(options, 6);
    const state = stage.open();
    stage.add(state, rows);
    const other = Array.from(selection(state.flow).rows, (row) => state.flow.record[row]!);
    expect(other).not.toEqual(recordsOf([rows]));
  });

  it('keeps a few of near-identical flows and counts the rest', () => {
    const mixed = flowRows([...repeats(3000), ...ordinaryFlows(60, 3)]);
    const stage = collector(options, 5);
    const state = stage.open();
    stage.add(state, mixed);
    const chosen = selection(state.flow);
    const fromScanner = Array.from(chosen.rows).filter((row) => state.flow.host[row * 16 + 15] === 66);
    expect(fromScanner.length).toBeLessThanOrEqual(2 * options.rowsPerKey);
    expect(fromScanner.length).toBeGreaterThan(0);
    expect((state.flow.collapsed + chosen.collapsed) / state.flow.entered).toBeGreaterThan(0.9);
  });

  it('lets no source fill more than its part', () => {
    const different = Array.from(
      { length: 2000 },
      (_, i): MadeFlow => ({
        ...repeats(1)[0]!,
        time: 1_700_000_100_000 + i,
        destinationPort: 1 + i,
      }),
    );
    const records = recordsOf([flowRows([...different, ...ordinaryFlows(400, 4)])]);
    expect(records.filter((record) => record <= 2000)).toHaveLength(25);
    expect(records).toHaveLength(100);
  });

  it('holds rows of one shape and refuses others', () => {
    const stage = collector(options, 5);
    const state = stage.open();
    stage.add(state, rows);
    const other = { ...rows, columns: rows.columns.slice(1), values: rows.values.subarray(rows.length) };
    expect(() => stage.add(state, other)).toThrow(/expected the columns bytes-sent/);
  });

  it('samples host windows apart from flows', () => {
    const stage = collector(options, 5);
    const state = stage.open();
    stage.add(state, ordinaryHostRows(10, 1));
    expect(selection(state.host).rows).toHaveLength(200);
    expect(state.flow.seen).toBe(0);
  });
});
