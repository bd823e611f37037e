/** Puts a baseline beside the models of an input: alone where they know too little, less the more they are to be trusted. */
import type { FlowKnowledge } from '../collector.js';
import type { FoldModel, KindModels, LearnedModels, RowModels } from '../models.js';
import type { LearnedOptions } from '../options.js';
import type { OrdinaryRows } from '../ordinary.js';
import { openScorer } from '../scorer.js';
import { driftBetween, sayDrift } from '../spread.js';
import { alone, baselineMember, type ChosenProfile, chosenProfile } from './alone.js';
import type { Baseline } from './baseline.js';
import type { BaselineProfile } from './profiles.js';

export interface BlendContext {
  readonly options: LearnedOptions;
  /** What the flows of the input know. */
  readonly knowledge: FlowKnowledge;
  /** Flows that the models of the input could learn from. */
  readonly learnedFrom: OrdinaryRows;
  /** The input may be mostly attack: what was learned from it does not count. */
  readonly trapped: boolean;
}

/** The same models, with flows judged by the baseline as far as those of the input are not to be trusted alone. */
export function withBaseline(
  models: LearnedModels,
  open: (() => Baseline) | null,
  context: BlendContext,
): LearnedModels {
  if (open === null) return models;
  const baseline = open();
  const chosen = chosenProfile(baseline, context.knowledge);
  const { flow } = models;
  const onlyBaseline = alone(baseline, chosen, flow.tooLittle ?? 'too little to learn from', context.options);
  const strangeToBaseline =
    flow.models === null ? null : strangeShare(onlyBaseline, context.learnedFrom, context.options);
  const share = localShare(flow, strangeToBaseline, context);
  if (share >= 1) return { ...models, flow: { ...flow, strangeToBaseline } };
  const blended = flow.models === null ? onlyBaseline : beside(flow.models, baseline, chosen, share);
  const drift = driftOf(flow, baseline, chosen.profile);
  return { ...models, flow: { ...flow, models: blended, strangeToBaseline, drift } };
}

/** A column that lies apart as far as this differs in earnest: half of the flows would have to change. */
const DRIFT_LINE = 0.5;
const MOST_DRIFTS = 3;

function driftOf(
  { spread, kept }: KindModels,
  baseline: Baseline,
  profile: BaselineProfile,
): readonly string[] {
  if (kept === 0 || spread.length !== baseline.spread.length) return [];
  return driftBetween(baseline.columns, baseline.spread, spread)
    .filter(({ column, ks }) => ks >= DRIFT_LINE && profile.columns.includes(column.name))
    .slice(0, MOST_DRIFTS)
    .map(sayDrift);
}

/** Part of the rows that the baseline calls strange, 0..1. */
function strangeShare(
  baseline: RowModels,
  { rows, host, time }: OrdinaryRows,
  options: LearnedOptions,
): number {
  const { surprise } = openScorer(baseline).score(rows, host, time);
  const strange = surprise.reduce((count, value) => count + (value >= options.surpriseFloor ? 1 : 0), 0);
  return rows.rows === 0 ? 0 : strange / rows.rows;
}

/**
 * Parts of the rows that models learn from which the baseline calls strange: up to the first they are as clean as ordinary
 * traffic of an unknown network (measured: 11 % of CTU-SME-11, 1 % of UNSW-NB15), from the second on the majority of what
 * models call normal may be the attack (68 % of Stratosphere 8, over 99 % of floods from forged sources).
 */
const CLEAN = 0.15;
export const MAJORITY = 0.5;

/**
 * The baseline stands in for what the input's own models lack: history, in which attacks become a minority, or rows that
 * are clean without it. History is 0 at the fewest calibration rows that models judge by and 1 from `fullHistoryRows` on.
 */
function localShare(
  { models }: KindModels,
  strangeToBaseline: number | null,
  { options, trapped }: BlendContext,
): number {
  if (models === null || strangeToBaseline === null || trapped) return 0;
  const rows = Math.min(...models.byFold.map((fold) => fold.calibrationRows));
  const { minimumCalibrationRows: least, fullHistoryRows: full } = options;
  const history = full <= least ? 1 : between((rows - least) / (full - least));
  const clean = between((MAJORITY - strangeToBaseline) / (MAJORITY - CLEAN));
  return 1 - (1 - history) * (1 - clean);
}

function between(share: number): number {
  return Math.min(1, Math.max(0, share));
}

function beside(models: RowModels, baseline: Baseline, chosen: ChosenProfile, share: number): RowModels {
  const fold = (one: FoldModel): FoldModel => ({
    ...one,
    localShare: share,
    members: [
      ...one.members.map((member) => ({ ...member, weight: member.weight * share })),
      baselineMember(baseline, chosen, one.scaling, 1 - share),
    ],
  });
  return {
    ...models,
    byFold: [fold(models.byFold[0]), fold(models.byFold[1])],
    axes: [...models.axes, chosen.model.axis],
    unused: models.unused.filter(({ name }) => name !== 'baseline'),
  };
}
