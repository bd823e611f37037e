/** A baseline that judges flows by itself: before, or instead of, models of the input. */
import type { FlowKnowledge } from '../collector.js';
import { foldsOfNobody } from '../groups.js';
import type { RowKind, RowModels } from '../models.js';
import {
  type FoldModel,
  type KindModels,
  type LearnedModels,
  LOCAL_MEMBERS,
  type MemberModel,
} from '../models.js';
import type { LearnedOptions } from '../options.js';
import type { RowScaling } from '../row-scaling.js';
import { type Baseline, keptColumns, type ProfileModel, plainScaling } from './baseline.js';
import { type BaselineProfile, PROFILES, profileOf } from './profiles.js';

/** The forest that judges an input by what its flows know. */
export interface ChosenProfile {
  readonly profile: BaselineProfile;
  readonly model: ProfileModel;
}

export function chosenProfile(baseline: Baseline, knowledge: FlowKnowledge): ChosenProfile {
  const profile = profileOf(knowledge);
  return { profile, model: baseline.models[PROFILES.indexOf(profile)]! };
}

/** @param why the models of the input itself are left out */
export function alone(
  baseline: Baseline,
  chosen: ChosenProfile,
  why: string,
  { blockMinutes }: LearnedOptions,
): RowModels {
  const scaling = plainScaling(baseline.columns);
  const fold: FoldModel = {
    scaling,
    members: [baselineMember(baseline, chosen, scaling, 1)],
    combined: chosen.model.tail,
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
    axes: [chosen.model.axis],
    unused: LOCAL_MEMBERS.map(({ name }) => ({ name, why })),
  };
}

export function baselineMember(
  baseline: Baseline,
  { profile, model }: ChosenProfile,
  { centre, scale }: RowScaling,
  weight: number,
): MemberModel {
  const kept = keptColumns(profile, baseline.columns);
  return {
    name: 'baseline',
    detector: model.detector,
    input: { kind: 'restored', centre, scale, kept },
    tail: model.tail,
    weight,
    fittedRows: baseline.fittedRows,
    notes: [
      `trained on ${baseline.sources.map(({ name }) => name).join(', ')}; judges by ${profile.columns.length} columns that this input knows`,
    ],
  };
}

/** For an input of which nothing was learned. @param knowledge of its first flows */
export function baselineModels(
  baseline: Baseline,
  knowledge: FlowKnowledge,
  options: LearnedOptions,
): LearnedModels {
  const why = 'no models of this network were given';
  return {
    seed: baseline.seed,
    flow: {
      ...nothingLearned('flow'),
      models: alone(baseline, chosenProfile(baseline, knowledge), why, options),
    },
    host: {
      ...nothingLearned('host-window'),
      tooLittle: 'there is no baseline for hosts in five-minute windows',
    },
    picture: null,
    tooLittle: false,
  };
}

function nothingLearned(kind: RowKind): KindModels {
  return {
    kind,
    models: null,
    tooLittle: null,
    seen: 0,
    entered: 0,
    collapsed: 0,
    crowded: 0,
    excluded: 0,
    kept: 0,
    spread: new Float64Array(0),
    strangeToBaseline: null,
    drift: [],
  };
}
