/** Every row of the history of a state folder, read back from its Parquet files. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { asyncBufferFromFile, parquetReadObjects } from 'hyparquet';

export interface HistoryRow {
  /** "flows/2026-11-22T19Z-0.parquet" */
  readonly file: string;
  readonly row: Readonly<Record<string, unknown>>;
}

/** In order of file and place in it. */
export async function historyRows(folder: string): Promise<readonly HistoryRow[]> {
  const history = join(folder, 'history');
  if (!existsSync(history)) return [];
  const files = readdirSync(history, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.parquet'))
    .sort();
  const rows: HistoryRow[] = [];
  for (const file of files) {
    const objects = await parquetReadObjects({ file: await asyncBufferFromFile(join(history, file)) });
    rows.push(...objects.map((row) => ({ file, row })));
  }
  return rows;
}
