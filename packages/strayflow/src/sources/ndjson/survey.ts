/** What the first bytes of JSON lines look like as a table: every value that is no array is a column, by its path. */
import type { TableHead } from '../table/plan.js';

/** The columns and their formats are found in so many first bytes. */
export const SURVEY_BYTES = 65_536;
const SURVEY_ROWS = 200;
const MOST_COLUMNS = 1024;
const DEEPEST = 32;

export interface JsonSurvey extends TableHead {
  /** Keys from the outermost object inwards, one path for each column. */
  readonly paths: readonly (readonly string[])[];
  /** Share of the first lines that are objects. */
  readonly regular: number;
}

class Columns {
  readonly paths: (readonly string[])[] = [];
  readonly names: string[] = [];
  private readonly index = new Map<string, number>();

  /** The column of a path; -1 when there are too many, or another path has its name. */
  of(path: readonly string[]): number {
    const name = path.join('.');
    const known = this.index.get(name);
    if (known !== undefined) return this.paths[known]!.length === path.length ? known : -1;
    if (this.names.length >= MOST_COLUMNS) return -1;
    this.index.set(name, this.names.length);
    this.names.push(name);
    return this.paths.push(path) - 1;
  }
}

function collect(value: object, path: readonly string[], columns: Columns, row: string[]): void {
  for (const [key, each] of Object.entries(value) as [string, unknown][]) {
    if (Array.isArray(each)) continue;
    const inner = [...path, key];
    if (typeof each === 'object' && each !== null) {
      if (inner.length < DEEPEST) collect(each, inner, columns, row);
      continue;
    }
    const column = columns.of(inner);
    if (column >= 0) row[column] = each === null ? '' : String(each);
  }
}

function objectOf(line: string): object | null {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : null;
  } catch {
    return null;
  }
}

/** Null when no line among the first is an object. `complete`: the input is no longer. */
export function surveyJson(head: Uint8Array, complete: boolean): JsonSurvey | null {
  const bytes = head.subarray(0, SURVEY_BYTES);
  const lines = new TextDecoder().decode(bytes).split('\n', SURVEY_ROWS + 1);
  // The last line may go on.
  if (!complete || bytes.length < head.length || lines.length > SURVEY_ROWS) lines.pop();
  const columns = new Columns();
  const rows: string[][] = [];
  let seen = 0;
  for (const line of lines) {
    if (line.trim() === '') continue;
    seen++;
    const value = line.trimStart().startsWith('{') ? objectOf(line) : null;
    if (value === null) continue;
    const row: string[] = [];
    collect(value, [], columns, row);
    rows.push(row);
  }
  if (rows.length === 0) return null;
  const width = columns.names.length;
  return {
    columns: columns.names,
    hasHeader: true,
    paths: columns.paths,
    rows: rows.map((row) => Array.from({ length: width }, (_, column) => row[column] ?? '')),
    regular: rows.length / seen,
  };
}
