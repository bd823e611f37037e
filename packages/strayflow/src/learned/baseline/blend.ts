/** Puts a baseline beside the models of an input: alone where they know too little, less the more they are to be trusted. */
import type { FlowKnowledge } from '../collector.js';
import { foldsOfNobody } from '../groups.js';
import {
  type FoldModel,
  type KindModels,
  type LearnedModels,
  LOCAL_MEMBERS,
  type MemberModel,
  type RowModels,
} from '../models.js';
import type { LearnedOptions } from '../options.js';
import type { OrdinaryRows } from '../ordinary.js';
import type { RowScaling } from '../row-scaling.js';
import { openScorer } from '../scorer.js';
import { driftBetween, sayDrift } from '../spread.js';
import { type Baseline, keptColumns, type ProfileModel, plainScaling } from './baseline.js';
import { type BaselineProfile, PROFILES, profileOf } from './profiles.js';

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
  const profile = profileOf(context.knowledge);
  const model = baseline.models[PROFILES.indexOf(profile)]!;
  const { flow } = models;
  const onlyBaseline = alone(flow, baseline, model, profile, context.options);
  const strangeToBaseline =
    flow.models === null ? null : strangeShare(onlyBaseline, context.learnedFrom, context.options);
  const share = localShare(flow, strangeToBaseline, context);
  if (share >= 1) return { ...models, flow: { ...flow, strangeToBaseline } };
  const blended = flow.models === null ? onlyBaseline : beside(flow.models, baseline, model, profile, share);
  const drift = driftOf(flow, baseline, profile);
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
 * Parts of the rows that models learn from which the baseline calls strange: to the first they are as clean as ordinary
 * traffic of an unknown network (measured: 5 % of CTU-SME-11, 1 % of UNSW-NB15), from the second on the majority of what
 * models call normal may be the attack (64 % of Stratosphere 8, over 99 % of floods from forged sources).
 */
const CLEAN = 0.1;
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

function alone(
  flow: KindModels,
  baseline: Baseline,
  model: ProfileModel,
  profile: BaselineProfile,
  { blockMinutes }: LearnedOptions,
): RowModels {
  const scaling = plainScaling(baseline.columns);
  const fold: FoldModel = {
    scaling,
    members: [memberOf(baseline, model, profile, scaling, 1)],
    combined: model.tail,
    localShare: 0,
    fittedRows: baseline.fittedRows,
    calibrationRows: baseline.calibrationRows,
    usualLow: baseline.usualLow,
    usualHigh: baseline.usualHigh,
  };
  return {
    kind: 'flow',
    columns: baseline.columns,
    folds: foldsOfNobody(baseline.seed, blockMinutes),
    byFold: [fold, fold],
    axes: [model.axis],
    unused: LOCAL_MEMBERS.map(({ name }) => ({ name, why: flow.tooLittle ?? 'too little to learn from' })),
  };
}

function beside(
  models: RowModels,
  baseline: Baseline,
  model: ProfileModel,
  profile: BaselineProfile,
  share: number,
): RowModels {
  const fold = (one: FoldModel): FoldModel => ({
    ...one,
    localShare: share,
    members: [
      ...one.members.map((member) => ({ ...member, weight: member.weight * share })),
      memberOf(baseline, model, profile, one.scaling, 1 - share),
    ],
  });
  return {
    ...models,
    byFold: [fold(models.byFold[0]), fold(models.byFold[1])],
    axes: [...models.axes, model.axis],
    unused: models.unused.filter(({ name }) => name !== 'baseline'),
  };
}

function memberOf(
  baseline: Baseline,
  { detector, tail }: ProfileModel,
  profile: BaselineProfile,
  { centre, scale }: RowScaling,
  weight: number,
): MemberModel {
  const kept = keptColumns(profile, baseline.columns);
  return {
    name: 'baseline',
    detector,
    input: { kind: 'restored', centre, scale, kept },
    tail,
    weight,
    fittedRows: baseline.fittedRows,
    notes: [
      `trained on ${baseline.sources.map(({ name }) => name).join(', ')}; judges by ${profile.columns.length} columns that this input knows`,
    ],
  };
}
