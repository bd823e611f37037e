import { beforeAll, describe, expect, it } from 'vitest';
import { withBaseline } from '../../src/learned/baseline/blend.js';
import { fitBaseline } from '../../src/learned/baseline/fit-baseline.js';
import { collector, type LearnedSample } from '../../src/learned/collector.js';
import { fitModels } from '../../src/learned/fit.js';
import type { Fold } from '../../src/learned/groups.js';
import type { LearnedModels } from '../../src/learned/models.js';
import { type OrdinaryTraffic, ordinaryTraffic } from '../../src/learned/ordinary.js';
import { applyScaling } from '../../src/learned/row-scaling.js';
import { openScorer, type Scorer } from '../../src/learned/scorer.js';
import { noSimilar, similarFinder } from '../../src/learned/similar.js';
import { learnedStage } from '../../src/learned/stage.js';
import { runHere } from '../../src/learned/tasks.js';
import type { Evidence } from '../../src/model/evidence.js';
import { OPTIONS } from './fitted.js';
import { flowRows, ordinaryFlows, ordinaryHostRows } from './synthetic-rows.js';

const network = { isInternal: (bytes: Uint8Array, offset: number) => bytes[offset + 12] === 10 };
const EXCLUDED = '10.0.0.3';
const exclusions = { excludedHosts: new Set([EXCLUDED]) };
const FLOOR = OPTIONS.surpriseFloor;
/** 400 MB sent, in a flow of four minutes. */
const STRANGE = Float64Array.of(400_000_000, 90_000, 300_000, 250_000, 5, 0);

let sample: LearnedSample;
let models: LearnedModels;
let ordinary: OrdinaryTraffic;
let scorer: Scorer;
beforeAll(async () => {
  const keeper = collector(OPTIONS, 3);
  sample = keeper.open();
  keeper.add(sample, flowRows(ordinaryFlows(6_000, 11)));
  keeper.add(sample, ordinaryHostRows(200, 12));
  models = await fitModels(sample, OPTIONS, { seed: 3, ...exclusions, run: runHere });
  ordinary = ordinaryTraffic(sample, exclusions);
  scorer = openScorer(models.flow.models!);
});

/** Distances of all ordinary flows of the other fold, nearest first, worked out beside the code under test. */
function distances(values: Float64Array, fold: Fold): number[] {
  const { rows, host, time } = ordinary.flow;
  const { scaling } = models.flow.models!.byFold[fold];
  const { surprise, folds } = scorer.score(rows, host, time);
  const here = applyScaling(scaling, { rows: 1, columns: rows.columns, values }).values;
  const all = applyScaling(scaling, rows);
  return Array.from({ length: rows.rows }, (_, r) => r)
    .filter((r) => folds[r] !== fold && surprise[r]! < FLOOR)
    .map((r) => Math.hypot(...here.map((value, c) => value - all.values[r * rows.columns + c]!)))
    .sort((a, b) => a - b);
}

describe('the ordinary flows that are most like a strange one', () => {
  it.each([0, 1] as const)(
    'are the three nearest of those that the model of fold %i could learn from',
    (fold) => {
      const found = similarFinder(scorer, ordinary.flow, network, FLOOR)(STRANGE, fold);
      expect(found.none).toBeNull();
      expect(found.nearest).toHaveLength(3);
      const expected = distances(STRANGE, fold).slice(0, 3);
      found.nearest.forEach(({ distance }, i) => {
        expect(distance).toBeCloseTo(expected[i]!, 9);
      });
    },
  );

  it('come with the flow they are, and with what is different, most different first', () => {
    const [first] = similarFinder(scorer, ordinary.flow, network, FLOOR)(STRANGE, 0).nearest;
    const row = ordinary.flow.record.indexOf(first!.record!.record);
    expect(first).toMatchObject({
      host: expect.stringMatching(/^10\.0\.0\.\d+$/),
      peer: expect.stringMatching(/^192\.0\.2\.\d+$/),
      port: 443,
      time: ordinary.flow.time[row],
    });
    const sent = first!.differences.find(({ feature }) => feature === 'bytes sent')!;
    expect(sent).toEqual({
      feature: 'bytes sent',
      unit: 'B',
      value: 400_000_000,
      ordinary: ordinary.flow.rows.values[row * 6],
    });
    expect(first!.differences.length).toBeLessThanOrEqual(3);
  });

  it('are never flows of accused hosts', () => {
    const names = new Set<string>();
    const find = similarFinder(scorer, ordinary.flow, network, FLOOR);
    const rows = flowRows(ordinaryFlows(200, 5));
    for (let r = 0; r < rows.length; r++) {
      const values = rows.values.slice(6 * r, 6 * r + 6);
      for (const fold of [0, 1] as const) for (const { host } of find(values, fold).nearest) names.add(host);
    }
    expect(names.size).toBeGreaterThan(10);
    expect(names.has(EXCLUDED)).toBe(false);
  });

  it('differ in nothing where they are alike', () => {
    const find = similarFinder(scorer, ordinary.flow, network, FLOOR);
    const [near] = find(STRANGE, 0).nearest;
    const row = ordinary.flow.record.indexOf(near!.record!.record);
    const [again] = find(ordinary.flow.rows.values.slice(6 * row, 6 * row + 6), 0).nearest;
    expect(again).toMatchObject({ distance: 0, differences: [] });
  });

  it('are none, with the reason, where nothing is ordinary or models come from a file', () => {
    const nothing = similarFinder(scorer, ordinary.flow, network, 0)(STRANGE, 0);
    expect(nothing).toEqual({
      rows: 'flow',
      nearest: [],
      none: 'no flow of this input that could be learned from is ordinary',
    });
    expect(noSimilar(models.flow.models!)(STRANGE, 0).none).toMatch(/^the models come from a file/);
  });
});

describe('where the baseline alone judges', () => {
  it('ordinary flows are those that it calls so, and are compared by what it judges by', () => {
    const source = {
      name: 'one',
      origin: 'made up',
      licence: 'Apache-2.0',
      inputs: [],
      leftOut: [],
      flows: 1,
    };
    const part = { source, sample: sample.flow, excludedHosts: new Set<string>() };
    const baseline = fitBaseline([part], { seed: 1, version: '0.0.0' });
    const judged = withBaseline(models, () => baseline, {
      options: OPTIONS,
      knowledge: { rows: 100, volumes: 100, answers: 100, outcome: 100 },
      learnedFrom: ordinary.flow,
      trapped: true,
    }).flow.models!;
    const [first] = similarFinder(openScorer(judged), ordinary.flow, network, FLOOR)(STRANGE, 0).nearest;
    // 'peers' is no column that a baseline judges by.
    expect(first!.differences.map(({ feature }) => feature)).not.toContain('peers in 5 minutes');
    expect(first!.distance).toBeGreaterThan(2);
    expect(noSimilar(judged)(STRANGE, 0).none).toMatch(/^the baseline of other networks judged/);
  });
});

describe('learned evidence', () => {
  it('holds what is similar to the strangest flow, and to the window', () => {
    const stage = learnedStage(models, OPTIONS, network, { ordinary });
    const state = stage.open();
    const told: Evidence[] = [];
    const emit = (evidence: Evidence) => told.push(evidence);
    const [flow] = ordinaryFlows(1, 3);
    stage.step(state, flowRows([{ ...flow!, source: '10.0.0.7', values: [...STRANGE] }]), emit);
    const windows = ordinaryHostRows(1, 61);
    windows.values.set([40, 900, 1], 3 * 4);
    stage.step(state, windows, emit);
    stage.advance(state, Number.POSITIVE_INFINITY, emit);
    const ofFlow = told.find(({ key }) => key === 'flows')!.similar!;
    expect(ofFlow.rows).toBe('flow');
    expect(ofFlow.nearest).toHaveLength(3);
    const ofWindow = told.find(({ key, host }) => key === 'host-window' && host === '10.0.0.5')!.similar!;
    expect(ofWindow.nearest).toHaveLength(3);
    expect(ofWindow.nearest[0]).toMatchObject({ peer: null, port: null, record: { input: 0 } });
    expect(ofWindow.nearest[0]!.differences.map(({ feature }) => feature)).toContain('ports tried');
  });
});
