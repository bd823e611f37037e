/** What `strayflow map` asks of a table: its columns, and which of them is what. */
import { csvOptions } from './csv/options.js';
import { SURVEY_BYTES, surveyCsv } from './csv/survey.js';
import { surveyJson } from './ndjson/survey.js';
import type { FieldName } from './table/fields.js';
import type { TableHead } from './table/plan.js';
import { type ProposedColumn, proposeColumns } from './table/proposal.js';

export type { FieldName, ProposedColumn };

/** Formats whose columns may have any names. */
export const MAPPED_FORMATS = ['csv', 'ndjson'] as const;
export type MappedFormat = (typeof MAPPED_FORMATS)[number];

export interface TableProposal {
  /** Names of all columns; numbers where the table does not name them. */
  readonly columns: readonly string[];
  readonly rows: number;
  readonly proposed: readonly ProposedColumn[];
}

/** Null when the first bytes hold no row. `head`: up to 64 KiB. */
export function proposeTable(format: MappedFormat, head: Uint8Array): TableProposal | null {
  const complete = head.length < SURVEY_BYTES;
  const survey: TableHead | null =
    format === 'csv' ? surveyCsv(head, complete, csvOptions.parse({})) : surveyJson(head, complete);
  if (survey === null || survey.rows.length === 0) return null;
  return { columns: survey.columns, rows: survey.rows.length, proposed: proposeColumns(survey) };
}
