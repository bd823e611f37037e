/** What moved the score of one flow, for lists of strange flows. */
import { ADDRESS_BYTES } from '../model/address.js';
import type { FlowRows } from '../model/feature-rows.js';
import { explainRow, sayContribution } from './explanation.js';
import type { LearnedModels } from './models.js';
import { openScorer } from './scorer.js';

/** Takes note of one row; the reasons are made when they are asked for: plain words, strongest first. */
export type FlowExplainer = (rows: FlowRows, row: number) => () => readonly string[];

/** The reasons are none where the models cannot judge. Scores the row anew: for few rows. */
export function flowExplainer(models: LearnedModels): FlowExplainer {
  const scorer = models.flow.models === null ? null : openScorer(models.flow.models);
  if (scorer === null) return () => () => [];
  return (rows, row) => {
    const columns = rows.columns.length;
    const values = rows.values.slice(row * columns, (row + 1) * columns);
    const host = rows.flows.source.slice(row * ADDRESS_BYTES, (row + 1) * ADDRESS_BYTES);
    const time = rows.flows.time[row]!;
    return () => {
      const scores = scorer.score({ rows: 1, columns, values }, host, [time]);
      return explainRow(scorer, { columns: rows.columns, values }, scores, 0).map(sayContribution);
    };
  };
}
