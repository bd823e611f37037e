/** Flows as lines of a file, and a last one that says where some are missing. */
import { safeJson } from '../../reports/escape.js';
import { type FlowRow, type FoundRow, shown } from '../../store/flows/flow-row.js';
import { flowEcs } from './ecs.js';
import { CSV_HEAD, csvLine } from './flow-csv.js';
import { flowOcsf } from './ocsf.js';

export const FLOW_FORMATS = ['csv', 'ndjson', 'ecs', 'ocsf'] as const;
export type FlowFormat = (typeof FLOW_FORMATS)[number];

const LINES: Readonly<Record<FlowFormat, (flow: FlowRow) => string>> = {
  csv: csvLine,
  ndjson: (flow) => `${safeJson(flow)}\n`,
  ecs: (flow) => `${safeJson(flowEcs(flow))}\n`,
  ocsf: (flow) => `${safeJson(flowOcsf(flow))}\n`,
};

export const FLOW_MEDIA: Readonly<Record<FlowFormat, string>> = {
  csv: 'text/csv; charset=utf-8',
  ndjson: 'application/x-ndjson',
  ecs: 'application/x-ndjson',
  ocsf: 'application/x-ndjson',
};

export function cutLine(format: FlowFormat, why: string): string {
  return format === 'csv' ? `# cut: ${why}\n` : `${safeJson({ cut: why })}\n`;
}

const VANISHED = 'some of it was moved or removed while it was read';

/**
 * @param most rows
 * @param failed what is said of an error that ends it; rethrown where it is null
 */
export async function* flowLines(
  rows: AsyncGenerator<readonly FoundRow[], boolean>,
  format: FlowFormat,
  most: number,
  failed: (error: unknown) => string | null,
): AsyncGenerator<string, void> {
  if (format === 'csv') yield CSV_HEAD;
  let left = most;
  try {
    for (let next = await rows.next(); ; next = await rows.next()) {
      if (next.done === true) {
        if (!next.value) yield cutLine(format, VANISHED);
        return;
      }
      const part = next.value.slice(0, left);
      left -= part.length;
      if (part.length > 0) yield part.map((row) => LINES[format](shown(row))).join('');
      if (next.value.length > part.length) {
        yield cutLine(format, `there are more than ${most} rows`);
        return;
      }
    }
  } catch (error) {
    const why = failed(error);
    if (why === null) throw error;
    yield cutLine(format, why);
  } finally {
    await rows.return(false);
  }
}
