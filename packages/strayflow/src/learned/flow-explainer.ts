/** What moved the score of one flow, for lists of strange flows. */
import { ADDRESS_BYTES } from '../model/address.js';
import type { FlowRows } from '../model/feature-rows.js';
import { explainRow, sayContribution } from './explanation.js';
import type { LearnedModels } from './models.js';
import { openScorer } from './scorer.js';

export type FlowExplainer = (rows: FlowRows, row: number) => readonly string[];

/** Plain words, strongest first; nothing where the models cannot judge. Scores the row anew: for few rows. */
export function flowExplainer(models: LearnedModels): FlowExplainer {
  const scorer = models.flow.models === null ? null : openScorer(models.flow.models);
  return (rows, row) => {
    if (scorer === null) return [];
    const columns = rows.columns.length;
    const values = rows.values.slice(row * columns, (row + 1) * columns);
    const host = rows.flows.source.subarray(row * ADDRESS_BYTES, (row + 1) * ADDRESS_BYTES);
    const scores = scorer.score({ rows: 1, columns, values }, host, [rows.flows.time[row]!]);
    const one: FlowRows = { ...rows, length: 1, values };
    return explainRow(scorer, one, scores, 0).map(sayContribution);
  };
}
