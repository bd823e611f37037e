/** What moved the score of one flow, for lists of strange flows. */
import { ADDRESS_BYTES } from '../model/address.js';
import type { FeatureSpec, FlowRows } from '../model/feature-rows.js';
import { explainRow, sayContribution } from './explanation.js';
import type { LearnedModels } from './models.js';
import { openScorer, type Scorer } from './scorer.js';

/** Takes note of one row; the reasons are made when they are asked for: plain words, strongest first. */
export type FlowExplainer = (rows: FlowRows, row: number) => () => readonly string[];

/** The reasons are none where the models cannot judge. Scores the row anew: for few rows. */
export function flowExplainer(models: LearnedModels): FlowExplainer {
  const scorer = models.flow.models === null ? null : openScorer(models.flow.models);
  if (scorer === null) return () => () => [];
  return (rows, row) => {
    const columns = rows.columns.length;
    return reasonsOf(scorer, {
      columns: rows.columns,
      values: rows.values.slice(row * columns, (row + 1) * columns),
      host: rows.flows.source.slice(row * ADDRESS_BYTES, (row + 1) * ADDRESS_BYTES),
      time: rows.flows.time[row]!,
    });
  };
}

interface NotedRow {
  readonly columns: readonly FeatureSpec[];
  readonly values: Float64Array;
  readonly host: Uint8Array;
  readonly time: number;
}

/** Apart from where the row was noted: a function made there would keep its whole batch in memory. */
function reasonsOf(scorer: Scorer, row: NotedRow): () => readonly string[] {
  return () => {
    const matrix = { rows: 1, columns: row.columns.length, values: row.values };
    const scores = scorer.score(matrix, row.host, [row.time]);
    return explainRow(scorer, row, scores, 0).map(sayContribution);
  };
}
