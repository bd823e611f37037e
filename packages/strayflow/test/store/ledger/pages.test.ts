/** Lists of a hundred thousand are read by their indexes: a page costs what a page holds. */
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { openDatabase } from '../../../src/store/database.js';
import { pageOfBlocks } from '../../../src/store/ledger/block-pages.js';
import { type IncidentPlace, pageOfIncidents } from '../../../src/store/ledger/incident-pages.js';
import { NoticeStore } from '../../../src/store/ledger/notices.js';
import { LEDGER_SCHEMA } from '../../../src/store/ledger/schema.js';
import { scratchFolder } from '../../shell/scratch-folder.js';

const MANY = 100_000;
const NOW = 1_000_000;
let store: NoticeStore;

beforeAll(() => {
  const folder = scratchFolder();
  const database = openDatabase(join(folder, 'ledger.db'), LEDGER_SCHEMA);
  database.exec(`
WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < ${MANY - 1})
INSERT INTO incidents (id, key, open, changed, json, words)
  SELECT printf('%016x', i), '["' || i || '"]', i % 2, i / 10, json_object('filling', printf('%.2000c', 'x')), 'host-' || i || ' port-scan' FROM n;
WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < ${MANY - 1})
INSERT INTO blocks (id, site, prefix, rule, reason, evidence, decided, expires, status)
  SELECT printf('%016x', i), 'local', '10.0.0.1/32', 'r', 'r', '[]', i / 10, ${NOW * 2}, CASE i % 3 WHEN 0 THEN 'ended' WHEN 1 THEN 'waiting' ELSE 'standing' END FROM n;
`);
  database.close();
  store = new NoticeStore(folder);
  return () => store.close();
}, 120_000);

const ALL = { state: 'all', search: null, assigned: null } as const;

describe('incidents', () => {
  it('come once each, last changed first, also where many changed at the same moment', () => {
    const seen: string[] = [];
    let after: IncidentPlace | null = null;
    for (let page = 0; page < 40; page++) {
      const found = pageOfIncidents(store.database, { ...ALL, state: 'open' }, after, 7);
      seen.push(...found.map(({ id }) => id));
      after = found.at(-1)!;
    }
    expect(new Set(seen).size).toBe(40 * 7);
    const places = seen.map((id) => Number.parseInt(id, 16));
    expect(places.every((place) => place % 2 === 1)).toBe(true);
    const sorted = [...places].sort((a, b) => Math.floor(b / 10) - Math.floor(a / 10) || a - b);
    expect(places).toEqual(sorted);
  });

  it('are found by words and by who looks after them', () => {
    const of = (query: object) =>
      pageOfIncidents(store.database, { ...ALL, ...query }, null, 10).map(({ id }) =>
        Number.parseInt(id, 16),
      );
    expect(of({ search: 'HOST-77777 ' })).toEqual([77_777]);
    expect(of({ search: "%_'" })).toEqual([]);
    expect(of({ assigned: 'anna' })).toEqual([]);
    expect(of({ assigned: '' })).toHaveLength(10);
  });

  it('and blocks take no sorting, and no row beyond the page', () => {
    const started = performance.now();
    for (let i = 0; i < 100; i++) {
      pageOfIncidents(store.database, { ...ALL, state: 'closed' }, { changed: 5_000, id: '' }, 50);
      pageOfBlocks(store.database, 'live', { decided: 5_000, id: '' }, NOW, 50);
      pageOfBlocks(store.database, 'all', { decided: 5_000, id: '' }, NOW, 50);
      pageOfBlocks(store.database, 'ended', { decided: 5_000, id: '' }, NOW, 50);
    }
    // To read and sort all of them once takes longer than this by itself.
    expect(performance.now() - started).toBeLessThan(2_000);
  });
});

describe('blocks', () => {
  it.each([
    ['live', [1, 2]],
    ['ended', [0]],
    ['all', [0, 1, 2]],
  ] as const)('that are %s come once each, newest first', (which, kinds) => {
    const seen: number[] = [];
    let after: { decided: number; id: string } | null = null;
    for (let page = 0; page < 20; page++) {
      const found = pageOfBlocks(store.database, which, after, NOW, 9);
      seen.push(...found.map(({ id }) => Number.parseInt(id, 16)));
      after = found.at(-1)!;
    }
    expect(new Set(seen).size).toBe(180);
    expect(seen.every((i) => (kinds as readonly number[]).includes(i % 3))).toBe(true);
    expect(seen).toEqual([...seen].sort((a, b) => Math.floor(b / 10) - Math.floor(a / 10) || a - b));
    expect(pageOfBlocks(store.database, 'live', null, NOW * 3, 9)).toEqual([]);
  });
});
