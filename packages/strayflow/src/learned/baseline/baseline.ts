/** A baseline: what flows of ordinary traffic of several networks look like, for inputs that have no history of their own. */
import type { DetectorJson, TailCalibrationJson } from '@strayflow/detectors';
import type { FeatureSpec } from '../../model/feature-rows.js';
import type { HistogramAxis } from '../models.js';
import type { RowScaling } from '../row-scaling.js';
import type { BaselineProfile } from './profiles.js';

/** One body of traffic that a baseline was trained on. */
export interface BaselineSource {
  readonly name: string;
  /** Where it comes from, and under which licence. */
  readonly origin: string;
  readonly licence: string;
  readonly inputs: readonly { readonly name: string; readonly sha256: string }[];
  /** Hosts that were left out as attackers or compromised. */
  readonly leftOut: readonly string[];
  readonly flows: number;
  /** Different rows that were learned from. */
  readonly rows: number;
}

export interface ProfileModel {
  readonly profile: BaselineProfile['name'];
  /** An isolation forest over all columns of `columns`, in which those that the profile leaves out are 0. */
  readonly detector: DetectorJson;
  readonly tail: TailCalibrationJson;
  readonly axis: HistogramAxis;
}

/** Plain data. */
export interface Baseline {
  /** Of strayflow, when it was trained. */
  readonly version: string;
  readonly seed: number;
  readonly sources: readonly BaselineSource[];
  readonly columns: readonly FeatureSpec[];
  /** One a profile, in their order. */
  readonly models: readonly ProfileModel[];
  readonly fittedRows: number;
  readonly calibrationRows: number;
  /** 1st and 99th percentile of the calibration rows (columns), raw units. */
  readonly usualLow: Float64Array;
  readonly usualHigh: Float64Array;
  /** As `spreadOf` gives it, of all rows. */
  readonly spread: Float64Array;
}

/** Logarithms where features ask for them, and nothing else: what a baseline's forests are grown on. */
export function plainScaling(columns: readonly FeatureSpec[]): RowScaling {
  return {
    logarithm: Uint8Array.from(columns, (spec) => (spec.scale === 'log1p-robust' ? 1 : 0)),
    centre: new Float64Array(columns.length),
    scale: new Float64Array(columns.length).fill(1),
  };
}

/** 1 for each column that the profile judges by. */
export function keptColumns(profile: BaselineProfile, columns: readonly FeatureSpec[]): Uint8Array {
  return Uint8Array.from(columns, ({ name }) => (profile.columns.includes(name) ? 1 : 0));
}
