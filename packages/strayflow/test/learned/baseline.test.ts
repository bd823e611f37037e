import { beforeAll, describe, expect, it } from 'vitest';
import { FLOW_FEATURES } from '../../src/features/index.js';
import type { Baseline } from '../../src/learned/baseline/baseline.js';
import { withBaseline } from '../../src/learned/baseline/blend.js';
import { fitBaseline } from '../../src/learned/baseline/fit-baseline.js';
import { PROFILES, profileOf } from '../../src/learned/baseline/profiles.js';
import { loadBaseline, saveBaseline } from '../../src/learned/baseline/saved-baseline.js';
import { collector } from '../../src/learned/collector.js';
import type { LearnedModels } from '../../src/learned/models.js';
import { ordinaryTraffic } from '../../src/learned/ordinary.js';
import { modelReport } from '../../src/learned/report.js';
import { loadModels, saveModels } from '../../src/learned/saved-models.js';
import { learnedStage, scoreFlows } from '../../src/learned/stage.js';
import { majorityTrap, NO_TRAP } from '../../src/learned/trap.js';
import type { Evidence } from '../../src/model/evidence.js';
import type { FeatureRows } from '../../src/model/feature-rows.js';
import { fitted, OPTIONS } from './fitted.js';
import { flowRows, type MadeFlow, ordinaryFlows } from './synthetic-rows.js';

const KNOWN = { rows: 100, volumes: 100, answers: 100, outcome: 100 };

function sampleOf(rows: FeatureRows) {
  const keeper = collector(OPTIONS, 3);
  const state = keeper.open();
  keeper.add(state, rows);
  return state;
}

const part = (name: string, rows: FeatureRows, excludedHosts: ReadonlySet<string> = new Set()) => ({
  source: { name, origin: 'made up', licence: 'Apache-2.0', inputs: [], leftOut: [], flows: rows.length },
  sample: sampleOf(rows).flow,
  excludedHosts,
});

/** Tiny failed probes: nothing of the ordinary traffic looks like them. */
function probes(count: number): MadeFlow[] {
  return ordinaryFlows(count, 5, 1).map((flow, i) => ({
    ...flow,
    source: `198.51.100.${1 + (i % 200)}`,
    destination: '10.0.0.5',
    destinationPort: i,
    established: false,
    values: [0, 0, 1, 0, 1, 1],
  }));
}

const trained = (): Baseline =>
  fitBaseline(
    [part('one', flowRows(ordinaryFlows(3000, 21))), part('two', flowRows(ordinaryFlows(3000, 22)))],
    {
      seed: 1,
      version: '0.0.0',
    },
  );

const learnedFrom = (rows: FeatureRows) => ordinaryTraffic(sampleOf(rows), { excludedHosts: new Set() }).flow;

/** What the models of `local` learned from, unless said otherwise. */
const context = (trapped: boolean, fullHistoryRows = 2_000, rows: FeatureRows = MOSTLY_ATTACK) => ({
  options: { ...OPTIONS, fullHistoryRows },
  knowledge: KNOWN,
  learnedFrom: learnedFrom(rows),
  trapped,
});

const MOSTLY_ATTACK = flowRows([...probes(6_000), ...ordinaryFlows(2_000, 9)]);
const CLEAN = flowRows(ordinaryFlows(2_500, 9));

let baseline: Baseline;
let local: LearnedModels;
beforeAll(async () => {
  baseline = trained();
  // Most of it is the attack: models that learn from it call the attack normal.
  local = await fitted([MOSTLY_ATTACK]);
});

describe('a baseline', () => {
  it('is the same for the same traffic, and says what it was trained on', () => {
    expect(saveBaseline(trained())).toEqual(saveBaseline(baseline));
    expect(baseline.sources.map(({ name }) => name)).toEqual(['one', 'two']);
    const rows = baseline.sources.reduce((sum, source) => sum + source.rows, 0);
    expect(rows).toBe(baseline.fittedRows + baseline.calibrationRows);
    // No source has more say than its two thousand rows.
    expect(Math.max(...baseline.sources.map((source) => source.rows))).toBeLessThanOrEqual(2_000);
  });

  it('is read back as it was written, and nothing else is', () => {
    const bytes = saveBaseline(baseline);
    expect(saveBaseline(loadBaseline(bytes))).toEqual(bytes);
    expect(() => loadBaseline(saveModels({ learned: local, trap: NO_TRAP }))).toThrow(
      /expected a baseline 1/,
    );
    bytes[bytes.length >> 1]! ^= 1;
    expect(() => loadBaseline(bytes)).toThrow(RangeError);
  });

  it('does not learn from hosts that are left out', () => {
    const rows = flowRows(ordinaryFlows(2_000, 4, 2));
    const one = fitBaseline([part('one', rows, new Set(['10.0.0.1']))], { seed: 1, version: '0.0.0' });
    const both = fitBaseline([part('one', rows)], { seed: 1, version: '0.0.0' });
    expect(one.sources[0]!.rows).toBeLessThan(0.7 * both.sources[0]!.rows);
  });

  it('has profiles of existing columns, down to one that every input satisfies', () => {
    const names: readonly string[] = FLOW_FEATURES.map(({ name }) => name);
    for (const { columns } of PROFILES) expect(names).toEqual(expect.arrayContaining([...columns]));
    expect(PROFILES[0]!.columns).toHaveLength(13);
    expect(profileOf(KNOWN).name).toBe('full');
    expect(profileOf({ ...KNOWN, outcome: 0 }).name).toBe('without-outcome');
    expect(profileOf({ ...KNOWN, answers: 0 }).name).toBe('counts');
    expect(profileOf({ rows: 0, volumes: 0, answers: 0, outcome: 0 }).name).toBe('counts');
  });
});

describe('models beside a baseline', () => {
  const attack = flowRows(probes(400));
  const harmless = flowRows(ordinaryFlows(400, 33));
  const mean = (values: Float64Array) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const margin = (models: LearnedModels) =>
    mean(scoreFlows(models, attack).surprise) - mean(scoreFlows(models, harmless).surprise);

  it('do not count where the input may be mostly attack: the baseline tells attack from ordinary traffic', () => {
    expect(margin(local)).toBeLessThan(0.2);
    expect(margin(withBaseline(local, () => baseline, context(true)))).toBeGreaterThan(1);
  });

  it('count the more the more they could calibrate on, and alone in the end', () => {
    const shareAt = (full: number) =>
      withBaseline(local, () => baseline, context(false, full)).flow.models!.byFold[0].localShare;
    expect(shareAt(1_000_000)).toBeLessThan(0.01);
    expect(shareAt(2_000)).toBeGreaterThan(shareAt(4_000));
    expect(shareAt(200)).toBe(1);
    expect(withBaseline(local, () => baseline, context(false, 200)).flow.models).toBe(local.flow.models);
    expect(withBaseline(local, null, context(true))).toBe(local);
  });

  it('count alone where next to nothing that they learned from is strange to the baseline', async () => {
    const clean = await fitted([CLEAN]);
    const blended = withBaseline(clean, () => baseline, context(false, 1_000_000, CLEAN));
    expect(blended.flow.strangeToBaseline).toBeLessThan(0.05);
    expect(blended.flow.models).toBe(clean.flow.models);
    const { warnings, judge } = modelReport(blended, null);
    expect(warnings.join()).not.toMatch(/strange|differs/);
    expect(judge).toMatch(
      /^Models learned .* 4 models \(\d % of what they learned from is strange to the baseline\)/,
    );
  });

  it('count the less the more of what they learned from is strange to the baseline', () => {
    const shareOf = (attacks: number) => {
      const rows = flowRows([...probes(attacks), ...ordinaryFlows(1_000, 9)]);
      return withBaseline(local, () => baseline, context(false, 1_000_000, rows)).flow.models!.byFold[0]
        .localShare;
    };
    const shares = [0, 250, 500, 2_000].map(shareOf);
    expect(shares[0]).toBe(1);
    expect(shares[1]).toBeLessThan(shares[0]!);
    expect(shares[2]).toBeLessThan(shares[1]!);
    expect(shares[3]).toBeLessThan(0.01);
  });

  it('come with a warning where most of what they learned from is strange to the baseline', () => {
    const mixed = withBaseline(local, () => baseline, context(false, 4_000));
    const { warnings, judge } = modelReport(mixed, null);
    expect(warnings[0]).toMatch(
      /^\d+ % of the flows that the models learned from are strange to the baseline/,
    );
    expect(judge).toMatch(
      /as it is short and \d+ % of what they learned from is strange to the baseline\) judged/,
    );
    const grown = withBaseline(local, () => baseline, context(false, 200));
    expect(modelReport(grown, null).warnings[0]).toBe(warnings[0]);
  });

  it('have weights that add up to 1, and give the mean of both verdicts', () => {
    const alone = withBaseline(local, () => baseline, context(true));
    const mixed = withBaseline(local, () => baseline, context(false, 4_000));
    const { members, localShare } = mixed.flow.models!.byFold[0];
    expect(members.reduce((sum, { weight }) => sum + weight, 0)).toBeCloseTo(1, 12);
    const [own, other, both] = [local, alone, mixed].map((models) => scoreFlows(models, harmless).surprise);
    for (let row = 0; row < harmless.length; row++) {
      expect(both![row]).toBeCloseTo(localShare * own![row]! + (1 - localShare) * other![row]!, 9);
    }
  });

  it('keep the baseline when they are written to a file', () => {
    const models = withBaseline(local, () => baseline, context(false, 4_000));
    const { learned } = loadModels(saveModels({ learned: models, trap: NO_TRAP }));
    expect(scoreFlows(learned, attack).surprise).toEqual(scoreFlows(models, attack).surprise);
  });
});

describe('an input that is too short to learn from', () => {
  const short = flowRows([...ordinaryFlows(40, 8), ...probes(3)]);

  async function judged() {
    const models = withBaseline(await fitted([short]), () => baseline, context(false));
    const stage = learnedStage(models, OPTIONS, { isInternal: () => true });
    const state = stage.open();
    const told: Evidence[] = [];
    stage.step(state, short, () => undefined);
    stage.advance(state, Number.POSITIVE_INFINITY, (evidence) => told.push(evidence));
    return { told, report: modelReport(models, state) };
  }

  it('is judged by the baseline, which cannot bring anybody over the alert line by itself', async () => {
    const { told, report } = await judged();
    expect(report.judge).toBe(
      'The baseline of ordinary traffic from other networks alone judged 43 flows, because this input is too short to learn from; there is too little to judge hosts by.',
    );
    expect(told.some(({ host }) => host.startsWith('198.51.100.'))).toBe(true);
    expect(Math.max(...told.map(({ surprise }) => surprise))).toBeLessThanOrEqual(3);
    const [first] = told;
    expect(first!.contributions.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 9);
  });

  it('is reported with the baseline as the model that was used', async () => {
    const { report } = await judged();
    const used = report.models.filter(({ unused }) => unused === null);
    expect(used.map(({ name, rows, weight }) => ({ name, rows, weight }))).toEqual([
      { name: 'baseline', rows: 'flow', weight: 1 },
    ]);
    expect(report.histograms.map(({ name }) => name)).toEqual(['baseline', 'combined']);
  });

  it('says that most of it may be the attack where that is why', () => {
    const trap = majorityTrap(
      { flows: 100, accusedFlows: 80, collapsedShare: 0, largestActorShare: 0 },
      { baseline: true, windows: true },
    );
    const models = withBaseline(local, () => baseline, context(true));
    expect(modelReport(models, null, trap).judge).toMatch(
      /^The baseline .* alone judged 0 flows, because most of this input may be the attack/,
    );
  });
});
