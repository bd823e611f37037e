/** What fitting gives: plain data that can be stored, sent to another thread, and opened for scoring. */
import type { DetectorJson, TailCalibrationJson } from '@strayflow/detectors';
import type { ClusterSummary } from '../model/analysis.js';
import type { FeatureSpec } from '../model/feature-rows.js';
import type { Folds } from './groups.js';
import type { MemberInput } from './member-input.js';
import type { RowScaling } from './row-scaling.js';

export type RowKind = 'flow' | 'host-window';

/** The models that learn from the input itself, of one kind of row, in the order in which they are fitted and shown. */
export const LOCAL_MEMBERS = [
  { name: 'isolation-forest', title: 'Isolation forest', unit: 'anomaly score' },
  { name: 'one-class-svm', title: 'One-class SVM', unit: 'distance outside the boundary' },
  { name: 'autoencoder', title: 'Autoencoder', unit: 'reconstruction error' },
  { name: 'dbscan', title: 'DBSCAN', unit: 'distance to the nearest core, in radii' },
] as const;
/** With the model of ordinary traffic of other networks. */
export const MEMBERS = [
  ...LOCAL_MEMBERS,
  { name: 'baseline', title: 'Baseline of ordinary traffic', unit: 'anomaly score' },
] as const;
export type MemberName = (typeof MEMBERS)[number]['name'];

export interface MemberModel {
  readonly name: MemberName;
  readonly detector: DetectorJson;
  /** How its input is made from scaled rows. */
  readonly input: MemberInput;
  /** By rows that the detector was not fitted on. */
  readonly tail: TailCalibrationJson;
  /** In the combination, 0..1; the weights of a fold add up to 1. */
  readonly weight: number;
  readonly fittedRows: number;
  /** What is worth knowing of this fit. */
  readonly notes: readonly string[];
}

/** Fitted and calibrated on one fold's rows, to judge the other's. */
export interface FoldModel {
  readonly scaling: RowScaling;
  readonly members: readonly MemberModel[];
  /** Of the combined surprise of the members but for the baseline: makes it a tail probability of its own. */
  readonly combined: TailCalibrationJson;
  /** Part of the verdict that is the combined members', 0..1; the rest is the baseline's. */
  readonly localShare: number;
  readonly fittedRows: number;
  readonly calibrationRows: number;
  /** 1st and 99th percentile of the calibration rows (columns), raw units. */
  readonly usualLow: Float64Array;
  readonly usualHigh: Float64Array;
}

/** Fixed bins of a member's scores; the last one also holds all above. */
export interface HistogramAxis {
  readonly name: MemberName;
  readonly low: number;
  readonly high: number;
  /** The score that one in a hundred calibration rows reaches: mean of the two folds. */
  readonly threshold: number;
}

export interface RowModels {
  readonly kind: RowKind;
  readonly columns: readonly FeatureSpec[];
  readonly folds: Folds;
  /** The model of fold f, which judges rows of fold f. */
  readonly byFold: readonly [FoldModel, FoldModel];
  readonly axes: readonly HistogramAxis[];
  /** Members that were left out, and why. */
  readonly unused: readonly { readonly name: MemberName; readonly why: string }[];
}

/** What became of one kind of rows. */
export interface KindModels {
  readonly kind: RowKind;
  /** Null where nothing can judge. */
  readonly models: RowModels | null;
  /** "too little to judge: ..."; null when there was enough to learn from. */
  readonly tooLittle: string | null;
  /** Rows offered. */
  readonly seen: number;
  /** Rows that the sampling by hash let in. */
  readonly entered: number;
  /** Of those, rows left out as repeats of others. */
  readonly collapsed: number;
  /** Of those, rows left out because one host made most of them. */
  readonly crowded: number;
  /** Rows left out because behaviours accuse their host. */
  readonly excluded: number;
  /** Rows that the models learn from. */
  readonly kept: number;
  /** How the values of those rows are spread, as `spreadOf` gives it. */
  readonly spread: Float64Array;
  /** Part of them that the baseline calls strange, 0..1; null where it was not asked. */
  readonly strangeToBaseline: number | null;
  /** How they differ from what the baseline knows, one sentence a column; empty without a baseline. */
  readonly drift: readonly string[];
}

/** A bounded sample of the flows in two dimensions. */
export interface PicturePoint {
  readonly x: number;
  readonly y: number;
  /** Cluster number, or -1 for noise. */
  readonly cluster: number;
  readonly surprise: number;
}

export interface Picture {
  readonly clusters: ClusterSummary;
  readonly axes: readonly [string, string];
  readonly points: readonly PicturePoint[];
}

export interface LearnedModels {
  readonly seed: number;
  readonly flow: KindModels;
  readonly host: KindModels;
  readonly picture: Picture | null;
  /** Neither kind of row could be learned from. */
  readonly tooLittle: boolean;
}
