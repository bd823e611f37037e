/** Puts a baseline beside the models of an input: alone where they know too little, less as their history grows. */

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
import type { RowScaling } from '../row-scaling.js';
import { driftBetween, sayDrift } from '../spread.js';
import { type Baseline, keptColumns, type ProfileModel, plainScaling } from './baseline.js';
import { type BaselineProfile, PROFILES, profileOf } from './profiles.js';

export interface BlendContext {
  readonly options: LearnedOptions;
  /** What the flows of the input know. */
  readonly knowledge: FlowKnowledge;
  /** The input may be mostly attack: what was learned from it does not count. */
  readonly trapped: boolean;
}

/** The same models, with flows judged by the baseline as far as the input's own history is too short. */
export function withBaseline(
  models: LearnedModels,
  open: (() => Baseline) | null,
  context: BlendContext,
): LearnedModels {
  const share = localShare(models.flow, context);
  if (share >= 1 || open === null) return models;
  const baseline = open();
  const profile = profileOf(context.knowledge);
  const model = baseline.models[PROFILES.indexOf(profile)]!;
  const { flow } = models;
  const blended =
    flow.models === null
      ? alone(flow, baseline, model, profile, context.options)
      : beside(flow.models, baseline, model, profile, share);
  return { ...models, flow: { ...flow, models: blended, drift: driftOf(flow, baseline, profile) } };
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

/** 0 at the fewest calibration rows that models judge by, 1 from `fullHistoryRows` on. */
function localShare({ models }: KindModels, { options, trapped }: BlendContext): number {
  if (models === null || trapped) return 0;
  const rows = Math.min(...models.byFold.map((fold) => fold.calibrationRows));
  const { minimumCalibrationRows: least, fullHistoryRows: full } = options;
  return full <= least ? 1 : Math.min(1, Math.max(0, (rows - least) / (full - least)));
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
