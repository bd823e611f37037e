import { join } from 'node:path';
import Database from 'libsql';
import { expect, it, onTestFinished } from 'vitest';
import { LiveState } from '../../../src/store/live-state.js';
import { StateReader } from '../../../src/store/reading/state-reader.js';
import { scratchFolder } from '../../shell/scratch-folder.js';

it('a state that the watch has not brought up to date is not taken for an empty one', () => {
  const folder = scratchFolder();
  const options = { site: 'test', history: null, evidenceDays: 30 };
  new LiveState(folder, options).close();
  const database = new Database(join(folder, 'state.db'));
  const { user_version: version } = database.prepare('PRAGMA user_version').get() as { user_version: number };
  database.exec('PRAGMA user_version = 1');
  const reader = new StateReader(folder);
  onTestFinished(() => reader.close());
  expect(() => reader.row('SELECT 1')).toThrow('is of an earlier version');
  database.exec(`PRAGMA user_version = ${version}`);
  database.close();
  expect(reader.row('SELECT 1 AS one')).toMatchObject({ one: 1 });
});
