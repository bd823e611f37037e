/** Reports about the history of a real watch, by the commands `analyze` and `publish` in processes of their own. */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { configSchema } from '../../../../src/config.js';
import { historyHours } from '../../../../src/shell/live/background/history-files.js';
import { askForReport, folderOfReports } from '../../../../src/shell/live/background/report-folders.js';
import { Reporting } from '../../../../src/shell/live/background/reporting.js';
import { storedPrefixes } from '../../../../src/shell/stored-network.js';
import { MAIN, strayflow } from '../../../cli/run-strayflow.js';
import { webLog } from '../../../cli/web-log.js';
import { scratchFolder } from '../../scratch-folder.js';

const HOUR = 3_600_000;
/** Of the log's first hour, and of the hour after it. */
const [FIRST, SECOND] = ['2023-11-14T22Z', '2023-11-14T23Z'];
let cwd: string;
let state: string;
let now: number;
let warnings: string[];
let ran: (string | null)[];

beforeEach(async () => {
  cwd = scratchFolder({ 'a.csv': webLog(1, 300, true) });
  state = join(cwd, 'state');
  const args = ['watch', 'a.csv', '--until-end', '--state', state, '-i', '10.0.0.0/24'];
  const watched = await strayflow(args, { cwd });
  expect(watched.code, watched.stderr).toBe(0);
  expect(historyHours(state).length).toBeGreaterThan(2);
  warnings = [];
  ran = [];
  now = Date.parse('2023-11-14T23:10:00Z');
});

function reporting(reports: object, publish: readonly object[] = []): Reporting {
  const config = { watch: { state, reports: { everyHours: 1, ...reports } }, publish };
  const configFile = join(cwd, 'strayflow.yaml');
  writeFileSync(configFile, JSON.stringify(config));
  const parsed = configSchema.parse(config);
  return new Reporting({
    config: parsed,
    schedule: () => parsed.watch.reports,
    running: (name) => void ran.push(name),
    program: [process.execPath, MAIN],
    options: ['--config', configFile],
    internal: () => storedPrefixes(state),
    wall: () => now,
    warning: (text) => void warnings.push(text),
  });
}

async function round(made: Reporting): Promise<readonly string[]> {
  made.look();
  await made.ended;
  try {
    return readdirSync(folderOfReports(state)).sort();
  } catch {
    return [];
  }
}

describe('reports about what was watched', () => {
  it('are made of each hour that is over, of its traffic alone, and the last ones are kept', async () => {
    const made = reporting({ keep: 1 });
    // Late records of the hour that is just over may still come.
    expect(await round(made)).toEqual([]);
    now += HOUR / 4;
    expect(await round(made)).toEqual([FIRST]);
    const read = (name: string) =>
      JSON.parse(readFileSync(join(folderOfReports(state), name, 'manifest.json'), 'utf8')) as object;
    expect(JSON.stringify(read(FIRST))).toContain('2023-11-14T22Z-0.parquet');
    expect(JSON.stringify(read(FIRST))).not.toContain('2023-11-14T23Z');
    expect(await round(made)).toEqual([FIRST]);
    now += HOUR;
    expect(await round(made)).toEqual([SECOND]);
    // Of an hour without traffic there is nothing to say.
    now += 24 * HOUR;
    expect(await round(made)).toEqual([SECOND]);
    expect(warnings).toEqual([]);
  }, 240_000);

  it('are published when that can be done, and what could not be is tried again', async () => {
    const path = join(cwd, 'www');
    writeFileSync(path, 'no folder');
    now += HOUR / 4;
    const made = reporting({}, [{ kind: 'folder', path }]);
    expect(await round(made)).toEqual([FIRST, `${FIRST}.unpublished`]);
    await round(made);
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toContain(`The report of ${FIRST} could not be published`);
    rmSync(path);
    mkdirSync(path);
    await round(made);
    expect(readdirSync(path)).toEqual([]);
    now += HOUR;
    // A run that begins anew knows by the mark.
    expect(await round(reporting({}, [{ kind: 'folder', path }]))).toEqual([FIRST, `${FIRST}.published`]);
    expect(readdirSync(path)).toContain('index.html');
    expect(warnings).toHaveLength(1);
  }, 240_000);

  it('are made when somebody asks, of the last hours that are in the history, and not by themselves then', async () => {
    const made = reporting({ everyHours: 0 });
    expect(await round(made)).toEqual([]);
    expect(askForReport(folderOfReports(state), 2)).toBe(true);
    expect(askForReport(folderOfReports(state), 3)).toBe(false);
    const [name, ...others] = await round(made);
    expect(name).toMatch(/^2023-11-14T\d\dZ-2h$/);
    expect(others).toEqual([]);
    expect(ran).toEqual([name, null]);
    expect(await round(made)).toEqual([name]);
    expect(warnings).toEqual([]);
  }, 240_000);
});
