/** Finds the ordinary rows that resemble a strange one most, to be shown beside it. */
import { type Matrix, takeRows } from '@strayflow/detectors';
import { ADDRESS_BYTES, hostName } from '../model/address.js';
import type { NetworkContext } from '../model/behaviour.js';
import { type Difference, MOST_SIMILAR, type SimilarRow, type SimilarRows } from '../model/evidence.js';
import type { Fold } from './groups.js';
import type { RowModels } from './models.js';
import type { OrdinaryRows } from './ordinary.js';
import { applyScaling, fitScaling, type RowScaling } from './row-scaling.js';
import type { Scorer } from './scorer.js';

/** @param values the strange row, raw units (columns). @param fold whose model judged it */
export type SimilarFinder = (values: Float64Array, fold: Fold) => SimilarRows;

const MOST_DIFFERENCES = 3;
/** Standard deviations; what is nearer is no difference to speak of. */
const NOTICEABLE = 0.5;

/** What the strange rows of one fold are compared with. */
interface Comparison {
  readonly scaling: RowScaling;
  /** Columns that count (their indices). */
  readonly columns: Uint32Array;
  /** Rows of the ordinary ones that count. */
  readonly chosen: Uint32Array;
  /** The same, scaled (chosen x all columns). */
  readonly scaled: Matrix;
}

/** For models that come from a file: no traffic comes with them. */
export function noSimilar({ kind, byFold }: RowModels): SimilarFinder {
  const none =
    byFold[0].localShare > 0
      ? 'the models come from a file, which holds no traffic to compare with'
      : 'the baseline of other networks judged, which holds no traffic to compare with';
  return () => ({ rows: kind, nearest: [], none });
}

/**
 * Compared are rows of the other fold than the strange row's, those that its own model could learn from, and of them such
 * as this very judge calls ordinary: below the surprise `floor`. Distances are Euclidean after the model's scaling. Where
 * the baseline alone judges, columns that it does not judge by do not count, and the scaling is that of these rows, since a
 * baseline has none.
 */
export function similarFinder(
  scorer: Scorer,
  ordinary: OrdinaryRows,
  network: NetworkContext,
  floor: number,
): SimilarFinder {
  const { kind, columns } = scorer.models;
  let comparisons: readonly [Comparison, Comparison] | null = null;
  return (values, fold) => {
    comparisons ??= compared(scorer, ordinary, floor);
    const comparison = comparisons[fold];
    const nearest = nearestRows(comparison, values).map(({ at, squares }): SimilarRow => {
      const row = comparison.chosen[at]!;
      const raw = ordinary.rows.values.subarray(row * columns.length, (row + 1) * columns.length);
      return {
        ...identityOf(ordinary, row, kind, network),
        distance: Math.sqrt(squares.reduce((sum, square) => sum + square, 0)),
        differences: differencesOf(squares, comparison.columns, columns, values, raw),
      };
    });
    const what = kind === 'flow' ? 'flow' : 'host and window';
    const none =
      nearest.length > 0 ? null : `no ${what} of this input that could be learned from is ordinary`;
    return { rows: kind, nearest, none };
  };
}

function compared(scorer: Scorer, ordinary: OrdinaryRows, floor: number): readonly [Comparison, Comparison] {
  const { rows, host, time } = ordinary;
  const { surprise, folds } = scorer.score(rows, host, time);
  const ofFold = (fold: Fold): Comparison => {
    const order = Array.from(surprise.keys());
    const chosen = Uint32Array.from(order.filter((row) => folds[row] !== fold && surprise[row]! < floor));
    const taken = takeRows(rows, chosen);
    const scaling = scalingOf(scorer.models, fold, taken);
    return {
      scaling,
      columns: columnsOf(scorer.models, fold),
      chosen,
      scaled: applyScaling(scaling, taken),
    };
  };
  return [ofFold(0), ofFold(1)];
}

function scalingOf({ byFold, columns }: RowModels, fold: Fold, rows: Matrix): RowScaling {
  const model = byFold[fold];
  return model.localShare > 0 || rows.rows === 0 ? model.scaling : fitScaling(columns, rows);
}

function columnsOf({ byFold, columns }: RowModels, fold: Fold): Uint32Array {
  const { localShare, members } = byFold[fold];
  const baseline = members.find(({ name }) => name === 'baseline');
  const all = Uint32Array.from(columns.keys());
  if (localShare > 0 || baseline?.input.kind !== 'restored') return all;
  const { kept } = baseline.input;
  return all.filter((c) => kept[c] === 1);
}

interface Near {
  /** Place among the chosen rows. */
  readonly at: number;
  /** Squared difference of each column that counts. */
  readonly squares: Float64Array;
}

/** Nearest first; of equally near rows the one that comes first. */
function nearestRows({ scaling, columns, scaled }: Comparison, values: Float64Array): readonly Near[] {
  const width = values.length;
  const here = applyScaling(scaling, { rows: 1, columns: width, values }).values;
  const nearest: { readonly at: number; readonly sum: number }[] = [];
  for (let at = 0; at < scaled.rows; at++) {
    const enough = nearest.length < MOST_SIMILAR ? Number.POSITIVE_INFINITY : nearest.at(-1)!.sum;
    let sum = 0;
    for (let i = 0; i < columns.length && sum < enough; i++) {
      const c = columns[i]!;
      sum += (here[c]! - scaled.values[at * width + c]!) ** 2;
    }
    if (sum >= enough) continue;
    let place = nearest.length;
    while (place > 0 && nearest[place - 1]!.sum > sum) place--;
    nearest.splice(place, 0, { at, sum });
    nearest.length = Math.min(nearest.length, MOST_SIMILAR);
  }
  return nearest.map(({ at }) => ({
    at,
    squares: Float64Array.from(columns, (c) => (here[c]! - scaled.values[at * width + c]!) ** 2),
  }));
}

function differencesOf(
  squares: Float64Array,
  chosen: Uint32Array,
  columns: RowModels['columns'],
  values: Float64Array,
  ordinary: Float64Array,
): readonly Difference[] {
  return Array.from(squares.keys())
    .filter((i) => squares[i]! >= NOTICEABLE ** 2)
    .sort((a, b) => squares[b]! - squares[a]! || a - b)
    .slice(0, MOST_DIFFERENCES)
    .map((i) => {
      const c = chosen[i]!;
      const { title, unit } = columns[c]!;
      return { feature: title, unit, value: values[c]!, ordinary: ordinary[c]! };
    });
}

function identityOf(
  { host, peer, port, time, input, record }: OrdinaryRows,
  row: number,
  kind: RowModels['kind'],
  network: NetworkContext,
): Omit<SimilarRow, 'distance' | 'differences'> {
  const at = row * ADDRESS_BYTES;
  const name = (bytes: Uint8Array) => hostName(bytes, at, network.isInternal(bytes, at));
  return {
    host: name(host),
    peer: kind === 'flow' ? name(peer) : null,
    port: port[row]! < 0 ? null : port[row]!,
    time: time[row]!,
    record: record[row]! > 0 ? { input: input[row]!, record: record[row]! } : null,
  };
}
