/** Databases of every earlier version, filled as that version filled them, are opened by this one. */
import { join } from 'node:path';
import type Database from 'libsql';
import { describe, expect, it } from 'vitest';
import { type DatabaseSchema, openDatabase } from '../../src/store/database.js';
import { Ledger } from '../../src/store/ledger/ledger.js';
import { NoticeStore } from '../../src/store/ledger/notices.js';
import { LEDGER_SCHEMA } from '../../src/store/ledger/schema.js';
import { LiveState } from '../../src/store/live-state.js';
import { STATE_SCHEMA } from '../../src/store/state-schema.js';
import { exampleEvidence } from '../example-evidence.js';
import { scratchFolder } from '../shell/scratch-folder.js';

type Fill = (database: Database.Database) => void;
const NOW = Date.UTC(2026, 0, 5, 12);

/** Builds the database step by step; `fills` say what was written by each version, by the name of its migration. */
function build(path: string, schema: DatabaseSchema, version: number, fills: Record<string, Fill>): void {
  for (let step = 1; step <= version; step++) {
    const migrations = schema.migrations.slice(0, step);
    const database = openDatabase(path, { ...schema, migrations });
    fills[migrations.at(-1)!.name]?.(database);
    database.close();
  }
}

/** How many versions there are before the present one. */
const earlier = ({ migrations }: DatabaseSchema) => migrations.slice(0, -1).map((_, i) => i + 1);

const tablesOf = (path: string, schema: DatabaseSchema) => {
  const database = openDatabase(path, schema);
  const tables = database
    .prepare("SELECT type, name, sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%' ORDER BY type, name")
    .all();
  database.close();
  return tables;
};

describe('the state', () => {
  const evidence = exampleEvidence[0]!;
  const fills: Record<string, Fill> = {
    first(database) {
      database
        .prepare('INSERT INTO evidence VALUES (?, 1, 1, ?, ?, ?, ?, ?, ?, ?, 0.6, ?)')
        .run(
          ...[evidence.id, evidence.site, evidence.host, evidence.role, evidence.family],
          ...[evidence.firstSeen, evidence.lastSeen, evidence.surprise, JSON.stringify(evidence)],
        );
      database.exec(`INSERT INTO settings VALUES ('sequence', '2'), ('told', '2')`);
      database
        .prepare('INSERT INTO decisions VALUES (2, ?, ?, ?, ?, ?)')
        .run(NOW, evidence.site, evidence.host, 'alert', JSON.stringify({ host: evidence.host }));
    },
  };

  it.each(earlier(STATE_SCHEMA))('of version %i is read on', (version) => {
    const folder = scratchFolder();
    const path = join(folder, 'state.db');
    build(path, STATE_SCHEMA, version, fills);
    const state = new LiveState(folder, { site: 'test', history: null, evidenceDays: 30 });
    expect(state.evidence).toEqual([evidence]);
    expect(state.decisions).toEqual([{ host: evidence.host }]);
    expect(state.settings.get('told')).toBe('2');
    state.close();
    const database = openDatabase(path, STATE_SCHEMA);
    const { site, host, role, family, lastSeen } = evidence;
    expect(database.prepare('SELECT * FROM hosts').all()).toMatchObject([
      { site, host, role, peak: 0.6, peak_time: lastSeen, last_seen: lastSeen, families: family },
    ]);
    expect(database.prepare('SELECT sum(evidence) AS e, sum(decisions) AS d FROM traffic').all()).toEqual([
      { e: 1, d: 1 },
    ]);
    expect(database.prepare('SELECT hour, evidence FROM traffic_hours WHERE evidence > 0').all()).toEqual([
      { hour: Math.floor(lastSeen / 3_600_000), evidence: 1 },
    ]);
    database.close();
    const fresh = join(scratchFolder(), 'state.db');
    expect(tablesOf(path, STATE_SCHEMA)).toEqual(tablesOf(fresh, STATE_SCHEMA));
  });
});

describe('the ledger', () => {
  const incident = 'a'.repeat(16);
  const notice = JSON.stringify({ incident, risk: 0.7, kind: 'opened' });
  const fills: Record<string, Fill> = {
    first(database) {
      database.exec(`
        INSERT INTO blocks VALUES ('b', 'test', '203.0.113.9/32', 'scan', 'it scans', '[]', ${NOW}, ${NOW + 1_000}, 'standing', NULL, NULL);
        INSERT INTO exceptions VALUES (1, '198.51.100.0/24', 'a partner', ${NOW}, NULL, NULL);`);
    },
    notices(database) {
      database.exec(`
        INSERT INTO incidents VALUES ('${incident}', 'key', 1, ${NOW}, '{"a":1}');
        INSERT INTO mutes VALUES (1, '10.0.0.0/8', NULL, 'known', ${NOW}, NULL, NULL, 3);
        INSERT INTO notices VALUES (1, 'office', ${NOW}, 0, '${notice}');`);
    },
  };

  it.each(earlier(LEDGER_SCHEMA))('of version %i is read on', (version) => {
    const folder = scratchFolder();
    const path = join(folder, 'ledger.db');
    build(path, LEDGER_SCHEMA, version, fills);
    const ledger = new Ledger(folder);
    expect(ledger.blocks(['standing'])).toMatchObject([
      { id: 'b', prefix: '203.0.113.9/32', refused: 0, passed: 0, missed: 0, losers: 0 },
    ]);
    expect(ledger.exceptions(NOW)).toMatchObject([{ prefix: '198.51.100.0/24', reason: 'a partner' }]);
    ledger.close();
    const notices = new NoticeStore(folder);
    const hadNotices = LEDGER_SCHEMA.migrations.slice(0, version).some(({ name }) => name === 'notices');
    expect(notices.incidents(10, true).map(({ id, json }) => [id, json])).toEqual(
      hadNotices ? [[incident, '{"a":1}']] : [],
    );
    notices.close();
    const fresh = join(scratchFolder(), 'ledger.db');
    expect(tablesOf(path, LEDGER_SCHEMA)).toEqual(tablesOf(fresh, LEDGER_SCHEMA));
  });
});
