import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { flowExplainer } from '../../src/learned/flow-explainer.js';
import { learnedStage, scoreFlows } from '../../src/learned/stage.js';
import { majorityTrap } from '../../src/learned/trap.js';
import type { NetworkContext } from '../../src/model/behaviour.js';
import type { Evidence } from '../../src/model/evidence.js';
import type { FeatureRows } from '../../src/model/feature-rows.js';
import { restore, snapshot } from '../../src/model/snapshot.js';
import { TICK_MS } from '../../src/model/window.js';
import { OPTIONS, ordinary } from './fitted.js';
import {
  cutAt,
  flowRows,
  type MadeFlow,
  ordinaryFlows,
  ordinaryHostRows,
  sliceFlowRows,
} from './synthetic-rows.js';

const models = await ordinary();
const network: NetworkContext = { isInternal: (bytes, offset) => bytes[offset + 12] === 10 };
const stage = learnedStage(models, OPTIONS, network);

const WINDOW = 1_700_000_100_000;
const theft = (changes: Partial<MadeFlow> = {}): MadeFlow => ({
  time: WINDOW + 150_000,
  source: '10.0.0.7',
  destination: '203.0.113.9',
  destinationPort: 443,
  established: true,
  values: [400_000_000, 90_000, 300_000, 250_000, 5, 0],
  ...changes,
});

/** Steps through pieces as the route does: tick by tick, however the pieces were cut. */
function run(pieces: readonly FeatureRows[], between: (i: number) => boolean = () => false): Evidence[] {
  const found: Evidence[] = [];
  const emit = (evidence: Evidence) => found.push(evidence);
  let state = stage.open();
  let nextTick = Number.NEGATIVE_INFINITY;
  pieces.forEach((piece, i) => {
    if (piece.kind === 'flow') {
      for (let from = 0; from < piece.length; ) {
        const time = piece.flows.time[from]!;
        if (time >= nextTick) {
          const tick = Math.floor(time / TICK_MS) * TICK_MS;
          if (nextTick !== Number.NEGATIVE_INFINITY) stage.advance(state, tick, emit);
          nextTick = tick + TICK_MS;
        }
        let to = from + 1;
        while (to < piece.length && piece.flows.time[to]! < nextTick) to++;
        stage.step(state, sliceFlowRows(piece, from, to), emit);
        from = to;
      }
    } else stage.step(state, piece, emit);
    if (between(i)) state = restore(snapshot(state));
  });
  stage.advance(state, Number.POSITIVE_INFINITY, emit);
  return found;
}

const sorted = (flows: readonly MadeFlow[]) => [...flows].sort((a, b) => a.time - b.time);
const ordinaryHour = ordinaryFlows(2000, 31);
const mixed = flowRows(sorted([...ordinaryHour, theft(), theft({ time: WINDOW + 151_000 })]));

describe('the learned stage', () => {
  it('tells of a host that sends far more than hosts here do, in plain words', () => {
    const found = run([mixed]).filter((one) => one.host === '10.0.0.7');
    const evidence = found.find((one) => one.window.start <= WINDOW + 150_000 && one.window.end > WINDOW)!;
    expect(evidence).toMatchObject({
      family: 'learned',
      role: 'actor',
      key: 'flows',
      attributable: true,
      revision: 1,
    });
    expect(evidence.surprise).toBeGreaterThan(2.5);
    expect(evidence.summary).toMatch(
      /^\d of its \d+ flows in five minutes are strange; the strangest, to 203\.0\.113\.9 port 443: .*bytes sent 400 MB \(usually \d+ B to \d[\d.]* kB\)/,
    );
    const total = evidence.contributions.reduce((sum, one) => sum + one.share, 0);
    expect(total).toBeCloseTo(1, 12);
    expect(evidence.contributions.map((one) => one.feature)).toContain('bytes sent');
    const record = mixed.flows.recordNumber[mixed.flows.time.indexOf(WINDOW + 150_000)]!;
    expect(evidence.records).toContainEqual({ input: 0, record });
    expect(evidence.basis).toMatchObject({ kind: 'tail-probability' });
  });

  it('names the peer where all strange flows go to one, and none where they do not', () => {
    const one = run([flowRows([theft()])]);
    expect(one[0]!.peer).toBe('203.0.113.9');
    expect(one[0]!.recordCount).toBe(1);
    const two = run([flowRows([theft(), theft({ destination: '203.0.113.10' })])]);
    expect(two[0]!.peer).toBeNull();
    expect(two[0]!.recordCount).toBe(2);
  });

  it('does not attribute flows that completed no handshake', () => {
    expect(run([flowRows([theft({ established: false })])])[0]!.attributable).toBe(false);
  });

  it('corrects for the number of flows of that host and window', () => {
    const alone = run([flowRows([theft()])])[0]!;
    const others = ordinaryFlows(40, 41, 1, 100).map((flow) => ({ ...flow, source: '10.0.0.7' }));
    const among = run([flowRows(sorted([theft({ time: WINDOW + 10_000 }), ...others]))]).find(
      (one) => one.key === 'flows',
    )!;
    expect(alone.surprise - among.surprise).toBeGreaterThan(1.3);
    expect(alone.surprise - among.surprise).toBeLessThan(1.9);
    expect(among.threshold!.value).toBeGreaterThan(3);
  });

  it('accuses few of many ordinary hosts', () => {
    const found = run([flowRows(ordinaryFlows(10_000, 77))]);
    // 20 hosts x 24 windows, one in a hundred of each would be 5.
    expect(found.length).toBeLessThan(15);
  });

  it('accuses nobody for what a group or unspecified address sends', () => {
    for (const source of ['224.0.0.251', '255.255.255.255', '0.0.0.0', '::', 'ff02::fb']) {
      expect(run([flowRows([theft({ source })])])).toEqual([]);
    }
  });

  it('counts an external IPv6 host by its /64', () => {
    const found = run([
      flowRows([theft({ source: '2a00:1450:1:2::5' }), theft({ source: '2a00:1450:1:2::6' })]),
    ]);
    expect(found.map((one) => [one.host, one.recordCount])).toEqual([['2a00:1450:1:2::/64', 2]]);
  });

  it('tells the same however rows were cut into batches, with a snapshot in the middle', () => {
    const hosts = ordinaryHostRows(3, 60);
    const expected = run([mixed, hosts]);
    expect(expected.length).toBeGreaterThan(0);
    fc.assert(
      fc.property(fc.array(fc.nat(), { maxLength: 6 }), fc.nat(), (cuts, at) => {
        const pieces = [...cutAt(mixed, cuts), hosts];
        expect(run(pieces, (i) => i === at % pieces.length)).toEqual(expected);
      }),
      { numRuns: 12 },
    );
  });

  it('tells of a host whose whole window is strange, with its records', () => {
    const rows = ordinaryHostRows(1, 61);
    rows.values.set([40, 900, 1], 3 * 4);
    const found = run([rows]).filter((one) => one.host === '10.0.0.5');
    expect(found).toHaveLength(1);
    expect(found[0]).toMatchObject({ key: 'host-window', family: 'learned', peer: null });
    expect(found[0]!.surprise).toBeGreaterThan(2.7);
    expect(found[0]!.summary).toMatch(/unlike those of hosts here: .*ports tried 900 \(usually/);
    expect(found[0]!.records).toEqual([
      { input: 0, record: 21 },
      { input: 0, record: 22 },
    ]);
  });

  it('puts a flow that comes late into the window that is open, so that no evidence is told twice', () => {
    const found: Evidence[] = [];
    const state = stage.open();
    stage.advance(state, WINDOW + 600_000, () => undefined);
    stage.step(state, flowRows([theft()]), (one) => found.push(one));
    stage.advance(state, Number.POSITIVE_INFINITY, (one) => found.push(one));
    expect(found.map((one) => one.window.start)).toEqual([WINDOW + 600_000]);
    expect(found[0]!.firstSeen).toBe(WINDOW + 150_000);
  });

  it('claims less where the capture may be mostly attack', () => {
    const trap = majorityTrap(
      { flows: 100, accusedFlows: 80, collapsedShare: 0, largestActorShare: 0 },
      { baseline: false, windows: true },
    );
    const wary = learnedStage(models, OPTIONS, network, { trap });
    const found: Evidence[] = [];
    const state = wary.open();
    wary.step(state, flowRows([theft()]), (one) => found.push(one));
    wary.advance(state, Number.POSITIVE_INFINITY, (one) => found.push(one));
    expect(found[0]!.surprise).toBe(3);
  });

  it('follows a bounded number of hosts and counts the rest', () => {
    const narrow = learnedStage(models, { ...OPTIONS, hostsPerWindow: 100 }, network);
    const state = narrow.open();
    const many = Array.from({ length: 150 }, (_, i) => theft({ source: `10.1.0.${i}` }));
    const found: Evidence[] = [];
    narrow.step(state, flowRows(many), (one) => found.push(one));
    narrow.advance(state, Number.POSITIVE_INFINITY, (one) => found.push(one));
    expect(found).toHaveLength(100);
    expect(narrow.dropped(state)).toBe(50);
  });

  it('shows scores to a report as it makes them, and reasons on request', () => {
    const explain = flowExplainer(models);
    const seen: string[] = [];
    const shown = learnedStage(models, OPTIONS, network, {
      onScores: (rows, scores) => {
        expect(scores.members.map((member) => member.name)).toContain('autoencoder');
        expect([...scores.surprise]).toEqual([...scoreFlows(models, rows).surprise]);
        seen.push(...explain(rows, 0)());
      },
    });
    const state = shown.open();
    shown.step(state, flowRows([theft()]), () => undefined);
    shown.settle(state);
    expect(seen[0]).toMatch(/ \(usually /);
  });
});
