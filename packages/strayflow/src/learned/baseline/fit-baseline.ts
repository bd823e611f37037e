/** Trains a baseline from samples of ordinary traffic, each source with the same say. */
import { type Matrix, tailCalibration, takeRows } from '@strayflow/detectors';
import type { FeatureSpec } from '../../model/feature-rows.js';
import { chooseBlockMs, deal, GroupHash, groupsOf } from '../groups.js';
import { histogramAxis } from '../histogram.js';
import { inputOf } from '../member-input.js';
import { columnQuantiles } from '../quantiles.js';
import { applyScaling, sortedQuantile } from '../row-scaling.js';
import { type RowSample, selection } from '../sample.js';
import { isExcludedRow } from '../split.js';
import { spreadOf } from '../spread.js';
import { runTask } from '../tasks.js';
import {
  type Baseline,
  type BaselineSource,
  keptColumns,
  type ProfileModel,
  plainScaling,
} from './baseline.js';
import { PROFILES } from './profiles.js';

/** Measured (docs/detection/baseline.md): 200 trees; rows of one source at most, so that none defines ordinary alone. */
const TREES = 200;
const SUBSAMPLE = 256;
const ROWS_OF_SOURCE = 2_000;
const CALIBRATION_SHARE = 0.3;

export interface BaselinePart {
  readonly source: Omit<BaselineSource, 'rows'>;
  /** Of flows. */
  readonly sample: RowSample;
  /** Hosts as evidence names them whose rows are not learned from. */
  readonly excludedHosts: ReadonlySet<string>;
}

interface PartRows {
  readonly fit: Matrix;
  readonly calibrate: Matrix;
}

/** @throws RangeError when no part has rows, or they are of different columns */
export function fitBaseline(
  parts: readonly BaselinePart[],
  { seed, version }: { readonly seed: number; readonly version: string },
): Baseline {
  const columns = parts.find(({ sample }) => sample.columns !== null)?.sample.columns ?? null;
  if (columns === null) throw new RangeError('expected rows to learn from, received none');
  const rows = parts.map((part) => rowsOf(part, columns, seed));
  const fit = joined(rows.map((part) => part.fit));
  const calibrate = joined(rows.map((part) => part.calibrate));
  if (fit.rows === 0 || calibrate.rows === 0) {
    throw new RangeError(
      `expected rows to fit and to calibrate on, received ${fit.rows} and ${calibrate.rows}`,
    );
  }
  return {
    version,
    seed,
    sources: parts.map(({ source }, p) => ({
      ...source,
      rows: rows[p]!.fit.rows + rows[p]!.calibrate.rows,
    })),
    columns,
    models: PROFILES.map((profile): ProfileModel => {
      const scaling = plainScaling(columns);
      const input = {
        kind: 'restored',
        centre: scaling.centre,
        scale: scaling.scale,
        kept: keptColumns(profile, columns),
      } as const;
      const member = runTask({
        kind: 'isolation-forest',
        seed,
        options: { trees: TREES, subsample: SUBSAMPLE },
        fit: inputOf(input, applyScaling(scaling, fit)),
        calibrate: inputOf(input, applyScaling(scaling, calibrate)),
      });
      if (member.kind !== 'member') throw new RangeError('expected a fitted forest, received a picture');
      const scores = member.calibrationScores;
      const line = sortedQuantile(scores.slice().sort(), 0.99);
      return {
        profile: profile.name,
        detector: member.detector,
        tail: tailCalibration(scores).toJSON(),
        axis: histogramAxis('baseline', scores, line),
      };
    }),
    fittedRows: fit.rows,
    calibrationRows: calibrate.rows,
    usualLow: columnQuantiles(calibrate, 0.01),
    usualHigh: columnQuantiles(calibrate, 0.99),
    spread: spreadOf(joined([calibrate, fit])),
  };
}

/** Rows of smallest hash, held out by host and time block. */
function rowsOf(
  { sample, excludedHosts }: BaselinePart,
  columns: readonly FeatureSpec[],
  seed: number,
): PartRows {
  const names = (specs: readonly FeatureSpec[]) => specs.map(({ name }) => name).join(', ');
  if (sample.columns !== null && names(sample.columns) !== names(columns)) {
    throw new RangeError(`expected the columns ${names(columns)}, received ${names(sample.columns)}`);
  }
  const kept = selection(sample)
    .rows.filter((row) => !isExcludedRow(sample.host, row, excludedHosts))
    .slice(0, ROWS_OF_SOURCE);
  const grouped = { host: sample.host, time: sample.time, rows: kept };
  const blockMs = chooseBlockMs(grouped, seed, null);
  const groups = groupsOf(grouped, new GroupHash({ seed, blockMs }));
  const dealt = deal(groups, [1 - CALIBRATION_SHARE, CALIBRATION_SHARE]);
  const all = {
    rows: sample.length,
    columns: columns.length,
    values: sample.values.subarray(0, sample.length * columns.length),
  };
  const part = (wanted: number) => {
    const chosen = new Set(groups.filter((_, g) => dealt[g] === wanted).flatMap((group) => group.rows));
    return takeRows(
      all,
      kept.filter((row) => chosen.has(row)),
    );
  };
  return { fit: part(0), calibrate: part(1) };
}

function joined(parts: readonly Matrix[]): Matrix {
  const columns = parts[0]!.columns;
  const rows = parts.reduce((sum, part) => sum + part.rows, 0);
  const values = new Float64Array(rows * columns);
  let at = 0;
  for (const part of parts) {
    values.set(part.values, at);
    at += part.values.length;
  }
  return { rows, columns, values };
}
