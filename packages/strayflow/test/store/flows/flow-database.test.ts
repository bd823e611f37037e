import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { FlowDatabase, FlowsBusy, QueryStopped } from '../../../src/store/flows/flow-database.js';
import { scratchFolder } from '../../shell/scratch-folder.js';

const SLOW = 'SELECT count(*)::DOUBLE AS n FROM range(100000000000) WHERE len($1) = 0';

function open(): FlowDatabase {
  const database = new FlowDatabase(scratchFolder());
  onTestFinished(() => database.close());
  return database;
}

it('a query that is stopped ends, and its connection is used again', async () => {
  const database = open();
  for (let i = 0; i < 5; i++) {
    const stop = new AbortController();
    const slow = database.rows(stop.signal, SLOW, [], []);
    const other = database.rows(new AbortController().signal, 'SELECT $1, 1 AS one', [], []);
    expect(await other).toMatchObject([{ one: 1 }]);
    stop.abort();
    await expect(slow).rejects.toThrow(QueryStopped);
  }
});

it('queries wait for their turn, and too many of them are refused', async () => {
  const database = open();
  const stop = new AbortController();
  const asked = Array.from({ length: 30 }, () => database.rows(stop.signal, SLOW, [], []));
  const ended = Promise.allSettled(asked);
  await expect(database.rows(stop.signal, SLOW, [], [])).rejects.toThrow(FlowsBusy);
  stop.abort();
  const reasons = (await ended).map((each) => (each.status === 'rejected' ? each.reason : null));
  expect(reasons.filter((reason) => reason instanceof FlowsBusy)).toHaveLength(8);
  expect(reasons.filter((reason) => reason instanceof QueryStopped)).toHaveLength(22);
  const after = await database.rows(new AbortController().signal, 'SELECT $1, 1 AS one', [], []);
  expect(after).toMatchObject([{ one: 1 }]);
});

it('a stream that is left ends, and the next query has its connection', async () => {
  const database = open();
  const { signal } = new AbortController();
  for (let i = 0; i < 4; i++) {
    const sql = 'SELECT range::DOUBLE AS n FROM range(100000000) WHERE len($1) = 0';
    for await (const rows of database.stream(signal, sql, [], [])) {
      expect(rows[0]).toEqual({ n: 0 });
      break;
    }
    expect(await database.rows(signal, 'SELECT $1, 1 AS one', [], [])).toMatchObject([{ one: 1 }]);
  }
});

it('what does not fit the memory goes to the state folder, and is gone with the database', async () => {
  const folder = scratchFolder();
  const database = new FlowDatabase(folder);
  const sql = `SELECT count(*)::DOUBLE AS n FROM (SELECT * FROM (
    SELECT hash(range) AS h, 'some more text ' || range AS t FROM range(4000000) WHERE len($1) = 0) ORDER BY h, t LIMIT 3900000)`;
  expect(await database.rows(new AbortController().signal, sql, [], [])).toEqual([{ n: 3_900_000 }]);
  database.close();
  expect(existsSync(join(folder, 'flow-queries.tmp'))).toBe(false);
}, 30_000);
