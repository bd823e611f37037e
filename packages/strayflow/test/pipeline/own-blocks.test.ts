import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { BlockEffect } from '../../src/model/block-effect.js';
import type { Decision } from '../../src/model/decision.js';
import { sliceBatch } from '../../src/model/flow-builder.js';
import { OwnBlocks, type OwnBlocksState, openOwnBlocks } from '../../src/pipeline/own-blocks.js';
import { type FlowRow, flows } from '../flow-rows.js';

const ATTACKER = '203.0.113.7';
const T0 = 1_700_000_000_000;
const LATENESS = 5_000;
const block: Decision = {
  site: 'default',
  host: ATTACKER,
  action: 'block',
  simulated: false,
  approval: false,
  rule: 'block',
  reason: 'a scan',
  risk: 0.9,
  time: T0,
  expires: T0 + 300_000,
  evidenceIds: [],
};

function opened(...decisions: Decision[]): { blocks: OwnBlocks; state: OwnBlocksState } {
  const state = openOwnBlocks();
  const blocks = new OwnBlocks(state, LATENESS);
  blocks.take(decisions);
  blocks.takeEffects();
  return { blocks, state };
}

const row = (
  seconds: number,
  source: string,
  destination: string,
  state: 'S0' | 'SF' | 'REJ',
): Partial<FlowRow> => ({
  time: T0 + seconds * 1_000,
  source,
  destination,
  state,
  destinationPort: 443,
});
const sources = (batches: readonly { length: number }[]) =>
  batches.reduce((sum, { length }) => sum + length, 0);
const effect = (found: Partial<BlockEffect>) => [expect.objectContaining({ host: ATTACKER, ...found })];

describe('blocks of our own', () => {
  it('explain what goes unanswered from and to the blocked side while they stand, and nothing else', () => {
    const { blocks, state } = opened(block);
    const batch = flows([
      row(-1, ATTACKER, '10.0.0.1', 'S0'),
      row(1, ATTACKER, '10.0.0.1', 'S0'),
      row(2, '10.0.0.9', ATTACKER, 'S0'),
      row(3, '10.0.0.8', ATTACKER, 'REJ'),
      row(4, '10.0.0.8', '203.0.113.8', 'S0'),
      row(5, ATTACKER, '10.0.0.1', 'SF'),
      row(301, ATTACKER, '10.0.0.1', 'S0'),
    ]);
    const kept = blocks.without(batch);
    expect(kept.flatMap((part) => [...part.time].map((time) => (time - T0) / 1_000))).toEqual([
      -1, 4, 5, 301,
    ]);
    expect(state.left).toBe(3);
    expect(blocks.takeEffects()).toEqual(effect({ refused: 1, missed: 2, losers: 2, passed: 0 }));
    expect(blocks.takeEffects()).toEqual([]);
  });

  it('are said to have no effect when flows that began later are answered, once', () => {
    const { blocks } = opened(block);
    const late = [31, 32, 33].map((seconds) => row(seconds, ATTACKER, '10.0.0.1', 'SF'));
    blocks.without(flows(late.slice(0, 2)));
    expect(blocks.tick(T0 + 40_000)).toEqual([]);
    blocks.without(flows(late.map((each, i) => ({ ...each, flowId: 10 + i }))));
    const [alert, ...others] = blocks.tick(T0 + 50_000);
    expect(others).toEqual([]);
    expect(alert).toMatchObject({ action: 'alert', host: ATTACKER, rule: 'block-without-effect' });
    expect(blocks.tick(T0 + 60_000)).toEqual([]);
  });

  it('are given the time to be decided, stored and enforced', () => {
    const { blocks } = opened(block);
    const early = [1, 5, 20, 29].map((seconds) => row(seconds, ATTACKER, '10.0.0.1', 'SF'));
    blocks.without(flows(early));
    expect(blocks.tick(T0 + 40_000)).toEqual([]);
  });

  it('are none where nothing is done: simulated ones, those that wait for approval, and alerts', () => {
    const { blocks } = opened(
      { ...block, simulated: true },
      { ...block, approval: true },
      { ...block, action: 'alert', expires: null },
    );
    expect(sources(blocks.without(flows([row(1, ATTACKER, '10.0.0.1', 'S0')])))).toBe(1);
  });

  it('are forgotten when they end, and last longer when they are extended', () => {
    const { blocks, state } = opened(block);
    blocks.take([{ ...block, time: T0 + 200_000, expires: T0 + 600_000 }]);
    blocks.tick(T0 + 310_000);
    blocks.takeEffects();
    expect(sources(blocks.without(flows([row(400, ATTACKER, '10.0.0.1', 'S0')])))).toBe(0);
    blocks.takeEffects();
    blocks.tick(T0 + 601_000);
    expect(state.blocks.size).toBe(0);
  });

  it('hold for whole IPv6 networks', () => {
    const { blocks } = opened({ ...block, host: '2001:db8:1:2::/64' });
    const batch = flows([
      row(1, '2001:db8:1:2::9', '2001:db8:ffff::1', 'S0'),
      row(2, '2001:db8:1:3::9', '2001:db8:ffff::1', 'S0'),
    ]);
    expect(blocks.without(batch).map(({ length }) => length)).toEqual([1]);
  });

  it('say the same however rows are cut', () => {
    const hosts = fc.constantFrom(ATTACKER, '10.0.0.1', '10.0.0.2', '203.0.113.8');
    const rows = fc.array(
      fc.record({
        seconds: fc.integer({ min: -5, max: 310 }),
        source: hosts,
        destination: hosts,
        state: fc.constantFrom('S0' as const, 'SF' as const, 'REJ' as const),
      }),
      { minLength: 2, maxLength: 30 },
    );
    fc.assert(
      fc.property(rows, fc.nat(28), (given, at) => {
        const batch = flows(given.map((r) => row(r.seconds, r.source, r.destination, r.state)));
        const cut = 1 + (at % (given.length - 1));
        const times = (blocks: OwnBlocks, parts: readonly (typeof batch)[]) =>
          parts.flatMap((part) => blocks.without(part).flatMap((kept) => [...kept.time]));
        const [whole, cutUp] = [opened(block), opened(block)];
        expect(
          times(cutUp.blocks, [sliceBatch(batch, 0, cut), sliceBatch(batch, cut, batch.length)]),
        ).toEqual(times(whole.blocks, [batch]));
        expect(cutUp.state).toEqual(whole.state);
      }),
    );
  });
});
