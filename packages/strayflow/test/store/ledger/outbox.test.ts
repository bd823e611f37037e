import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openDatabase } from '../../../src/store/database.js';
import {
  boundNotices,
  countWaiting,
  dueNotices,
  queueNotice,
  takeDigest,
  takeOmitted,
} from '../../../src/store/ledger/outbox.js';
import { LEDGER_SCHEMA } from '../../../src/store/ledger/schema.js';
import { exampleNotice } from '../../actions/example-message.js';
import { scratchFolder } from '../../shell/scratch-folder.js';

const NOW = 1_000;
const LATER = 5_000;
const [A, B] = ['a'.repeat(16), 'b'.repeat(16)];

const open = () => openDatabase(join(scratchFolder(), 'ledger.db'), LEDGER_SCHEMA);

describe('of an incident one notice waits for a notifier', () => {
  it('the latest, at the earliest time, new where any of them was', () => {
    const database = open();
    const first = exampleNotice({ kind: 'opened', incident: A, revision: 0, risk: 0.5 });
    queueNotice(database, 'office', first, LATER, true);
    queueNotice(database, 'office', { ...first, kind: 'updated', revision: 1, risk: 0.9 }, NOW, false);
    queueNotice(database, 'office', exampleNotice({ incident: B }), LATER, false);
    queueNotice(database, 'siem', first, NOW, false);
    expect(countWaiting(database, 'office').notices).toBe(2);
    const due = dueNotices(database, 'office', NOW, 10).map(({ notice }) => notice);
    expect(due).toEqual([{ ...first, revision: 1, risk: 0.9 }]);
    expect(takeDigest(database, 'office', LATER, 10)).toBeNull();
    database.close();
  });

  it('which is over where it is', () => {
    const database = open();
    queueNotice(database, 'office', exampleNotice({ kind: 'opened', incident: A }), NOW, true);
    queueNotice(database, 'office', exampleNotice({ kind: 'closed', incident: A }), NOW, true);
    expect(takeDigest(database, 'office', NOW, 10)!.notices.map(({ kind }) => kind)).toEqual(['closed']);
    expect(countWaiting(database, 'office').notices).toBe(0);
    database.close();
  });

  it('after an upgrade, too', () => {
    const path = join(scratchFolder(), 'ledger.db');
    const older = LEDGER_SCHEMA.migrations.findIndex(({ name }) => name === 'one-notice');
    const before = openDatabase(path, {
      ...LEDGER_SCHEMA,
      migrations: LEDGER_SCHEMA.migrations.slice(0, older),
    });
    const insert = before.prepare('INSERT INTO notices (notifier, due, held, json) VALUES (?, ?, ?, ?)');
    const put = (notifier: string, due: number, held: number, changes: object) =>
      insert.run(notifier, due, held, JSON.stringify(exampleNotice(changes)));
    put('office', LATER, 1, { kind: 'opened', incident: A });
    put('office', NOW, 0, { kind: 'updated', incident: A, revision: 1, risk: 0.95 });
    put('office', NOW, 0, { kind: 'updated', incident: B, revision: 4 });
    put('siem', NOW, 0, { kind: 'closed', incident: A, revision: 2 });
    before.close();
    const database = openDatabase(path, LEDGER_SCHEMA);
    const due = (notifier: string) =>
      dueNotices(database, notifier, NOW, 10).map(({ notice }) => `${notice.kind} ${notice.incident}`);
    expect(due('office')).toEqual([`opened ${A}`, `updated ${B}`]);
    expect(due('siem')).toEqual([`closed ${A}`]);
    queueNotice(database, 'office', exampleNotice({ incident: A, revision: 2 }), NOW, false);
    expect(countWaiting(database, 'office').notices).toBe(2);
    database.close();
  });
});

it('beyond their bound those of least risk are counted, until a message tells their number', () => {
  const database = open();
  const notice = (i: number, risk: number) =>
    exampleNotice({ incident: i.toString(16).padStart(16, '0'), risk });
  for (let i = 0; i < 10; i++) queueNotice(database, 'office', notice(i, i / 10), NOW, true);
  expect(boundNotices(database, 'office', 10)).toBe(false);
  expect(boundNotices(database, 'office', 7)).toBe(true);
  expect(boundNotices(database, 'office', 5)).toBe(false);
  expect(takeDigest(database, 'office', NOW, 3)).toMatchObject({
    notices: [{ risk: 0.9 }, { risk: 0.8 }, { risk: 0.7 }],
    omitted: 2,
  });
  expect(takeOmitted(database, 'office')).toBe(5);
  expect(takeOmitted(database, 'office')).toBe(0);
  database.close();
});
