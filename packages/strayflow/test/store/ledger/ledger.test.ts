import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import Database from 'libsql';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { BlockOrder } from '../../../src/store/ledger/blocks.js';
import { Ledger } from '../../../src/store/ledger/ledger.js';
import { NoticeStore } from '../../../src/store/ledger/notices.js';
import { scratchFolder } from '../../shell/scratch-folder.js';

const NOW = Date.parse('2026-03-01T10:00:00Z');
const HOUR = 3_600_000;

function order(prefix: string, more: Partial<BlockOrder> = {}): BlockOrder {
  return {
    site: 'local',
    prefix,
    rule: 'scanners',
    reason: 'risk 0.91 from port-scan, brute-force',
    evidenceIds: ['a1', 'b2'],
    decided: NOW - 1_000,
    expires: NOW + HOUR,
    approval: false,
    ...more,
  };
}

let folder = '';
let ledger: Ledger;

beforeEach(() => {
  folder = scratchFolder();
  ledger = new Ledger(folder);
});

afterEach(() => {
  ledger.close();
});

const prefixes = (site = 'local', now = NOW) => ledger.wanted(site, now).map(({ prefix }) => prefix);
const kinds = () => [...ledger.audit()].map(({ kind }) => kind);

describe('what is wanted', () => {
  it('is what was decided for the site, until its time is over', () => {
    ledger.take([order('203.0.113.7/32'), order('10.0.0.9/32', { site: 'branch' })], 2, NOW);
    expect(prefixes()).toEqual(['203.0.113.7/32']);
    expect(prefixes('branch')).toEqual(['10.0.0.9/32']);
    expect(prefixes('local', NOW + HOUR)).toEqual([]);
    expect(ledger.decided).toBe(2);
  });

  it('is the longest of several blocks of a prefix', () => {
    ledger.take([order('203.0.113.7/32')], 1, NOW);
    ledger.take([order('203.0.113.7/32', { decided: NOW, expires: NOW + 2 * HOUR })], 2, NOW);
    expect(ledger.wanted('local', NOW).map(({ expires }) => expires)).toEqual([NOW + 2 * HOUR]);
  });

  it('does not change when a decision is taken in twice', () => {
    ledger.take([order('203.0.113.7/32')], 1, NOW);
    ledger.undo(() => true, 'ann', 'our scanner', null, NOW);
    ledger.take([order('203.0.113.7/32')], 1, NOW);
    expect(prefixes()).toEqual([]);
    expect(kinds()).toEqual(['block', 'ended']);
  });

  it('waits for approval where a person must agree', () => {
    ledger.take([order('10.0.0.5/32', { approval: true }), order('10.0.0.6/32', { approval: true })], 2, NOW);
    expect(prefixes()).toEqual([]);
    const [first, second] = ledger.blocks(['waiting']).map(({ id }) => id);
    expect(ledger.approve(first!, 'ann', NOW)).toBe(true);
    expect(ledger.deny(second!, 'ann', 'the backup server', NOW)).toBe(true);
    expect(ledger.approve(second!, 'ann', NOW)).toBe(false);
    expect(prefixes()).toHaveLength(1);
    expect(kinds()).toEqual(['approval-asked', 'approval-asked', 'approved', 'ended']);
  });

  it('does not wait for ever: what nobody approves in its time is over', () => {
    ledger.take([order('10.0.0.5/32', { approval: true })], 1, NOW);
    const [{ id }] = ledger.blocks(['waiting']) as unknown as [{ id: string }];
    expect(ledger.approve(id, 'ann', NOW + HOUR)).toBe(false);
    ledger.expire(NOW + HOUR, 30);
    expect(ledger.blocks(['ended']).map(({ ending }) => ending)).toEqual(['expired']);
  });
});

describe('letting go', () => {
  it('undo ends a block and spares its prefix for a while', () => {
    ledger.take([order('203.0.113.7/32'), order('203.0.113.8/32')], 2, NOW);
    const ended = ledger.undo(
      ({ prefix }) => prefix === '203.0.113.7/32',
      'ann',
      'our scanner',
      NOW + HOUR,
      NOW,
    );
    expect(ended.map(({ prefix }) => prefix)).toEqual(['203.0.113.7/32']);
    ledger.take([order('203.0.113.7/32', { decided: NOW })], 3, NOW);
    expect(prefixes()).toEqual(['203.0.113.8/32']);
    ledger.take([order('203.0.113.7/32', { decided: NOW + HOUR, expires: NOW + 3 * HOUR })], 4, NOW + HOUR);
    expect(prefixes('local', NOW + HOUR)).toEqual(['203.0.113.7/32']);
  });

  it('an exception ends every block that it overlaps, wider and narrower', () => {
    ledger.take(
      [
        order('203.0.113.7/32'),
        order('203.0.112.0/20'),
        order('198.51.100.1/32'),
        order('2001:db8:1:2::/64'),
      ],
      4,
      NOW,
    );
    const { ended } = ledger.except(
      { prefix: '203.0.113.0/24', reason: 'partner', expires: null },
      'ann',
      NOW,
    );
    expect(ended.map(({ prefix }) => prefix).sort()).toEqual(['203.0.112.0/20', '203.0.113.7/32']);
    expect(prefixes().sort()).toEqual(['198.51.100.1/32', '2001:db8:1:2::/64']);
    ledger.except({ prefix: '2001:db8:1:2:3::4', reason: 'partner', expires: null }, 'ann', NOW);
    expect(prefixes()).toEqual(['198.51.100.1/32']);
  });

  it('an exception that is taken back spares nothing any more', () => {
    const { id } = ledger.except({ prefix: '203.0.113.0/24', reason: 'partner', expires: null }, 'ann', NOW);
    expect(ledger.endException(id, 'ann', NOW)).toBe(true);
    expect(ledger.endException(id, 'ann', NOW)).toBe(false);
    ledger.take([order('203.0.113.7/32')], 1, NOW);
    expect(prefixes()).toEqual(['203.0.113.7/32']);
  });

  it('the kill switch wants nothing, and taken back wants what is left', () => {
    ledger.take([order('203.0.113.7/32'), order('203.0.113.8/32', { expires: NOW + 2 * HOUR })], 2, NOW);
    ledger.switchBlocking(false, 'ann', 'something is wrong', NOW);
    expect(prefixes()).toEqual([]);
    ledger.switchBlocking(true, 'ann', 'all is well', NOW + HOUR);
    expect(prefixes('local', NOW + HOUR)).toEqual(['203.0.113.8/32']);
    expect(kinds()).toEqual(['block', 'block', 'blocking-off', 'blocking-on']);
  });

  it('ended blocks are forgotten after their days, and the audit log is not', () => {
    ledger.take([order('203.0.113.7/32')], 1, NOW);
    ledger.expire(NOW + HOUR, 30);
    ledger.take([order('203.0.113.8/32', { decided: NOW + 1, expires: NOW + 31 * 24 * HOUR })], 2, NOW);
    ledger.expire(NOW + 32 * 24 * HOUR, 30);
    expect(ledger.blocks(['ended']).map(({ prefix }) => prefix)).toEqual(['203.0.113.8/32']);
    expect(kinds()).toEqual(['block', 'ended', 'block', 'ended']);
  });
});

describe('two processes', () => {
  it('see what the other did', () => {
    const other = new Ledger(folder);
    const before = ledger.version;
    other.take([order('203.0.113.7/32')], 1, NOW);
    expect(ledger.version).not.toBe(before);
    expect(prefixes()).toEqual(['203.0.113.7/32']);
    ledger.undo(() => true, 'ann', 'our scanner', null, NOW);
    expect(other.wanted('local', NOW)).toEqual([]);
    other.close();
    expect(ledger.checkAudit()).toMatchObject({ entries: 2, brokenAt: null, unannounced: [] });
  });

  it('lose nothing when a process comes and goes while another has it open twice', () => {
    const notices = new NoticeStore(folder);
    const visit = () => {
      const script = `
        const Database = require('libsql');
        const database = new Database(process.argv[1]);
        process.stdout.write(String(database.prepare('SELECT count(*) AS blocks FROM blocks').get().blocks));
        database.close();`;
      const cwd = new URL('../../../', import.meta.url);
      const { stdout, stderr } = spawnSync(process.execPath, ['-e', script, join(folder, 'ledger.db')], {
        cwd,
      });
      expect(stderr.toString()).toBe('');
      return Number(stdout.toString());
    };
    expect(visit()).toBe(0);
    ledger.take([order('203.0.113.7/32')], 1, NOW);
    expect(visit()).toBe(1);
    notices.close();
  });
});

describe('the audit log', () => {
  const broken = (sql: string) => {
    const database = new Database(join(folder, 'ledger.db'));
    database.exec(sql);
    database.close();
    return ledger.checkAudit();
  };

  beforeEach(() => {
    ledger.take([order('203.0.113.7/32'), order('203.0.113.8/32'), order('203.0.113.9/32')], 3, NOW);
  });

  it('refuses to be changed', () => {
    expect(() => broken("UPDATE audit SET entry = '{}'")).toThrow('only added to');
    expect(() => broken('DELETE FROM audit')).toThrow('only added to');
  });

  it.each([
    [
      'an entry that was changed',
      "UPDATE audit SET entry = replace(entry, '113.8', '113.1') WHERE sequence = 2",
      2,
    ],
    ['an entry that was taken out', 'DELETE FROM audit WHERE sequence = 2', 2],
    ['a first entry that was taken out', 'DELETE FROM audit WHERE sequence = 1', 1],
    [
      'entries that changed places',
      'UPDATE audit SET sequence = 9 WHERE sequence = 2; UPDATE audit SET sequence = 2 WHERE sequence = 3; UPDATE audit SET sequence = 3 WHERE sequence = 9',
      2,
    ],
  ])('shows %s', (_, sql, at) => {
    const all = 'DROP TRIGGER audit_stays; DROP TRIGGER audit_keeps;';
    expect(broken(`${all} ${sql}`)).toMatchObject({ brokenAt: at });
  });

  it('ends with a hash that differs when the end was cut off', () => {
    const { head } = ledger.checkAudit();
    const cut = broken('DROP TRIGGER audit_keeps; DELETE FROM audit WHERE sequence = 3');
    expect(cut.brokenAt).toBe(null);
    expect(cut.head).not.toBe(head);
    expect(cut.unannounced).toHaveLength(1);
  });

  it('shows a block that nobody announced', () => {
    const check = broken("UPDATE blocks SET id = 'planted' WHERE prefix = '203.0.113.9/32'");
    expect(check.unannounced).toEqual(['planted']);
  });

  it('keeps line ends and quotes of reasons within their entry', () => {
    const reason = 'name "a\nb"\u001b[31m, \u2028 {"kind":"approved"}';
    ledger.take([order('203.0.113.10/32', { reason })], 4, NOW);
    expect([...ledger.audit(3)].map(({ about }) => about['reason'])).toEqual([reason]);
    expect(ledger.checkAudit().brokenAt).toBe(null);
  });
});
