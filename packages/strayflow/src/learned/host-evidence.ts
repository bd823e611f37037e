/** Evidence of a host whose closed window is strange as a whole. */
import { ADDRESS_BYTES, hostName, isMulticastOrBroadcast } from '../model/address.js';
import { type Evidence, evidenceId, type RecordReference } from '../model/evidence.js';
import type { HostRows } from '../model/feature-rows.js';
import { explainRow, sayContributions } from './explanation.js';
import type { EvidenceContext } from './flow-evidence.js';
import type { RowScores } from './scorer.js';

const RECORDS_A_ROW = 5;

/** Null where the row is ordinary, or nobody's. */
export function hostEvidence(
  rows: HostRows,
  row: number,
  scores: RowScores,
  context: EvidenceContext,
): Evidence | null {
  const surprise = Math.min(context.ceiling, scores.surprise[row]!);
  const at = row * ADDRESS_BYTES;
  if (surprise < context.floor || isMulticastOrBroadcast(rows.host, at)) return null;
  const { scorer, network } = context;
  const fold = scores.folds[row] as 0 | 1;
  const model = scorer.models.byFold[fold];
  const columns = rows.columns.length;
  const contributions = explainRow(scorer, rows, scores, row);
  const window = rows.windows[row]!;
  const flows = rows.flowCount[row]!;
  const identity = {
    site: rows.site,
    host: hostName(rows.host, at, network.isInternal(rows.host, at)),
    role: 'actor',
    family: 'learned',
    key: 'host-window',
    window,
  } as const;
  return {
    ...identity,
    id: evidenceId(identity),
    revision: 1,
    peer: null,
    firstSeen: window.start,
    lastSeen: window.end,
    basis: { kind: 'tail-probability', calibrationRows: model.calibrationRows },
    surprise,
    attributable: 2 * rows.establishedCount[row]! > flows,
    summary: `its ${flows === 1 ? 'only flow in five minutes is' : `${flows} flows in five minutes are`} unlike those of hosts here: ${sayContributions(contributions)}`,
    contributions,
    threshold: { feature: 'surprise of the window', value: context.floor, unit: '' },
    records: referencesOf(rows, row),
    recordCount: flows,
    technique: null,
    similar: context.similar(rows.values.slice(row * columns, (row + 1) * columns), fold),
  };
}

function referencesOf(rows: HostRows, row: number): readonly RecordReference[] {
  const found: RecordReference[] = [];
  for (let i = row * RECORDS_A_ROW; i < (row + 1) * RECORDS_A_ROW; i++) {
    if (rows.recordNumber[i]! > 0) found.push({ input: rows.input[i]!, record: rows.recordNumber[i]! });
  }
  return found;
}
