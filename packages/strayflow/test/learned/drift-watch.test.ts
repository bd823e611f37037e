import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addToDrift, type DriftReference, driftSentence, openDrift } from '../../src/learned/index.js';
import { spreadOf } from '../../src/learned/spread.js';
import { restore, snapshot } from '../../src/model/snapshot.js';
import { cutAt, FLOW_SPECS, flowRows, type MadeFlow, ordinaryFlows } from './synthetic-rows.js';

const HOUR = 3_600_000;
const PEERS = FLOW_SPECS.findIndex(({ name }) => name === 'peers');

/** Six hours of ordinary flows; `peers` of the third hour's are many more. */
const FLOWS: readonly MadeFlow[] = ordinaryFlows(12_000, 3, 20, (6 * HOUR) / 12_000);
const FIRST = Math.ceil(FLOWS[0]!.time / HOUR) * HOUR;
const drifted = FLOWS.map((flow) => {
  const isLater = flow.time >= FIRST + 2 * HOUR && flow.time < FIRST + 3 * HOUR;
  return { ...flow, values: flow.values.map((value, c) => (isLater && c === PEERS ? 40 + value : value)) };
});
const learnedFrom = flowRows(ordinaryFlows(4_000, 9));
const reference: DriftReference = {
  columns: FLOW_SPECS,
  spread: spreadOf({ rows: learnedFrom.length, columns: FLOW_SPECS.length, values: learnedFrom.values }),
  named: new Set(FLOW_SPECS.map(({ name }) => name)),
  line: 0.3,
  of: 'those that the models learned from',
};

function found(flows: readonly MadeFlow[], cuts: readonly number[] = [], named = reference.named) {
  let state = openDrift();
  return cutAt(flowRows(flows), cuts).flatMap((rows) => {
    state = restore(snapshot(state));
    return addToDrift(state, rows, { ...reference, named }, HOUR);
  });
}

describe('drift while flows come', () => {
  it('names the column that drifted, once, in its window', () => {
    const windows = found(drifted).filter(({ columns }) => columns.length > 0);
    expect(windows.map(({ start }) => start)).toEqual([FIRST + 2 * HOUR]);
    expect(windows[0]!.columns).toEqual([
      expect.stringMatching(/^peers in 5 minutes: .* before, 4\d .* now/),
    ]);
    expect(driftSentence(windows[0]!, reference.of)).toMatch(
      /^Drift: 2,0\d\d flows from .* to .* differ from those that the models learned from: peers in 5 minutes: /,
    );
  });

  it('is silent where nothing drifted, of columns that do not count, and of too few flows', () => {
    const ordinary = found(FLOWS);
    expect(ordinary.length).toBeGreaterThanOrEqual(5);
    expect(ordinary.every(({ columns }) => columns.length === 0)).toBe(true);
    expect(ordinary.map((each) => driftSentence(each, reference.of))).toEqual(ordinary.map(() => null));
    const others = found(drifted, [], new Set(['duration']));
    expect(others.every(({ columns }) => columns.length === 0)).toBe(true);
    expect(found(drifted.filter((_, i) => i % 10 === 0))).toEqual([]);
  });

  it('finds the same however flows are cut, and stored in between', () => {
    const whole = found(drifted);
    fc.assert(
      fc.property(fc.array(fc.nat(drifted.length - 1), { maxLength: 5 }), (cuts) => {
        expect(found(drifted, cuts)).toEqual(whole);
      }),
      { numRuns: 10, seed: 1 },
    );
  });
});
