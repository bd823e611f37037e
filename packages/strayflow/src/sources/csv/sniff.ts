/** How much a text looks like a table of flows. */
import { assignColumns } from '../table/fields.js';
import { isAddress } from '../table/values.js';
import { csvOptions } from './options.js';
import { SURVEY_BYTES, surveyCsv } from './survey.js';

/** Share of control bytes above which something is no text; random bytes have .11, a log with damaged lines has fewer. */
const MOST_CONTROLS = 0.06;

function looksLikeText(head: Uint8Array): boolean {
  let controls = 0;
  for (const byte of head) {
    if (byte < 32 && byte !== 9 && byte !== 10 && byte !== 13) controls++;
  }
  return controls <= MOST_CONTROLS * head.length;
}

/** Certain with both addresses, likely with one; any regular table is tried when nothing else fits. */
export function sniffCsv(head: Uint8Array): number {
  if (head.length === 0 || !looksLikeText(head)) return 0;
  const survey = surveyCsv(head, head.length < SURVEY_BYTES, csvOptions.parse({}));
  if (survey === null || survey.columns.length < 2) return 0;
  const fields = new Set(assignColumns(survey.columns).map(({ field }) => field));
  if (fields.has('source')) return fields.has('destination') ? 0.9 : 0.6;
  if (survey.regular < 0.8 || survey.rows.length === 0) return 0;
  return survey.rows[0]!.some(isAddress) ? 0.3 : 0.1;
}
