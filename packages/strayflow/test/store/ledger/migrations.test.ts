/** A ledger of every earlier version is read on as if it had always been of this one. */
import { join } from 'node:path';
import type Database from 'libsql';
import { describe, expect, it } from 'vitest';
import { openDatabase } from '../../../src/store/database.js';
import { addAudit } from '../../../src/store/ledger/audit.js';
import { pageOfIncidents } from '../../../src/store/ledger/incident-pages.js';
import { Ledger } from '../../../src/store/ledger/ledger.js';
import { readMutes } from '../../../src/store/ledger/mutes.js';
import { NoticeStore } from '../../../src/store/ledger/notices.js';
import { LEDGER_SCHEMA } from '../../../src/store/ledger/schema.js';
import { scratchFolder } from '../../shell/scratch-folder.js';

const NOW = Date.parse('2026-03-01T10:00:00Z');
const { migrations } = LEDGER_SCHEMA;
const INCIDENT = {
  notice: { incident: 'a1', host: '10.0.0.7', names: ['Printer'], families: ['port-scan'], rule: 'scans' },
  acknowledged: true,
};

/** As a ledger of that version held it: tables and columns of its time alone. */
function fill(database: Database.Database, version: number): void {
  const has = (name: string) => migrations.slice(0, version).some((each) => each.name === name);
  const about = { id: 'b1', site: 'local', prefix: '10.0.0.7/32', rule: 'scans' };
  addAudit(database, NOW, 'block', 'policy', about);
  database
    .prepare(
      `INSERT INTO blocks (id, site, prefix, rule, reason, evidence, decided, expires, status)
      VALUES ('b1', 'local', '10.0.0.7/32', 'scans', 'it scans', '["e1"]', ?, ?, 'standing')`,
    )
    .run(NOW, NOW + 1_000);
  database
    .prepare('INSERT INTO exceptions (prefix, reason, added) VALUES (?, ?, ?)')
    .run('10.0.0.9/32', 'ours', NOW);
  if (has('effects')) database.exec('UPDATE blocks SET refused = 7');
  if (has('notices')) {
    addAudit(database, NOW, 'acknowledged', 'ann', { incident: 'a1', host: '10.0.0.7' });
    database
      .prepare('INSERT INTO incidents (id, key, open, changed, json) VALUES (?, ?, 1, ?, ?)')
      .run('a1', '["local","10.0.0.7","actor"]', NOW, JSON.stringify(INCIDENT));
    database.prepare("INSERT INTO mutes (family, reason, added) VALUES ('port-scan', 'tests', ?)").run(NOW);
  }
}

describe('a ledger of version', () => {
  it.each(migrations.slice(0, -1).map(({ name }, index) => [index + 1, name] as const))(
    '%i (%s)',
    (version) => {
      const folder = scratchFolder();
      const older = { ...LEDGER_SCHEMA, migrations: migrations.slice(0, version) };
      const before = openDatabase(join(folder, 'ledger.db'), older);
      fill(before, version);
      before.close();
      const ledger = new Ledger(folder);
      const [block] = ledger.blockPage('live', null, NOW, 10);
      expect(block).toMatchObject({ id: 'b1', evidenceIds: ['e1'], grounds: null });
      expect(block!.refused).toBe(version >= 2 ? 7 : 0);
      expect(ledger.wanted('local', NOW).map(({ id }) => id)).toEqual(['b1']);
      expect(ledger.exceptions(NOW)).toMatchObject([{ prefix: '10.0.0.9/32', reason: 'ours' }]);
      expect(ledger.undo(() => true, 'ann', 'a test', null, NOW)).toHaveLength(1);
      const log = ledger.auditAbout('a1', ['b1'], 10).map(({ kind }) => kind);
      const hasIncidents = version >= 4;
      expect(log).toEqual(['ended', ...(hasIncidents ? ['acknowledged'] : []), 'block']);
      expect(ledger.checkAudit()).toMatchObject({ brokenAt: null, unannounced: [] });
      ledger.close();

      const notices = new NoticeStore(folder);
      const query = { state: 'open', search: 'printer', assigned: null } as const;
      const found = pageOfIncidents(notices.database, query, null, 10).map(({ id }) => id);
      expect(found).toEqual(hasIncidents ? ['a1'] : []);
      expect(readMutes(notices.database, NOW)).toHaveLength(hasIncidents ? 1 : 0);
      notices.close();
    },
  );
});
