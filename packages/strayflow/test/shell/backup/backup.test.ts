import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { backUp } from '../../../src/shell/backup/back-up.js';
import { restore } from '../../../src/shell/backup/restore.js';
import { PushWriter } from '../../../src/shell/live/push/push-writer.js';
import { Board } from '../../../src/shell/live/udp/board.js';
import { SegmentWriter } from '../../../src/shell/live/udp/segment-writer.js';
import { Accounts } from '../../../src/store/accounts/accounts.js';
import { Ledger } from '../../../src/store/ledger/ledger.js';
import { LiveState } from '../../../src/store/live-state.js';
import { HOUR_MS } from '../../../src/store/segment.js';
import { exampleEvidence } from '../../example-evidence.js';
import { flows } from '../../flow-rows.js';
import { historyRows } from '../../store/history-rows.js';
import { scratchFolder } from '../scratch-folder.js';

const NOW = Date.UTC(2026, 10, 23, 12);
const OPTIONS = { site: 'test', history: { days: 30, maxBytes: 2 ** 40 }, evidenceDays: 36_500 };

let folder: string;
let state: string;
let backup: string;
let restored: string;
beforeEach(() => {
  folder = scratchFolder();
  [state, backup, restored] = ['state', 'backup', 'restored'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
});

/** A state of two hours, the first of which is in the history, with evidence and a ledger; still open. */
function openState(): LiveState {
  const live = new LiveState(state, OPTIONS);
  const hours = [-2.5, -2.2, -1.5, -0.5];
  const batch = flows(hours.map((hour, i) => ({ time: NOW + hour * HOUR_MS, recordNumber: i + 1 })));
  live.keep({ kind: 'flows', batch, late: false });
  live.commit({
    positions: [],
    books: new Map(),
    snapshots: new Map([['order', new Uint8Array([1, 2, 3])]]),
    settings: new Map([['sequence', '1']]),
    told: [{ kind: 'evidence', sequence: 1, evidence: exampleEvidence[0]!, risk: 0.5 }],
    tick: null,
    line: NOW - HOUR_MS,
    hoursUntil: NOW - HOUR_MS,
    now: NOW,
  });
  const ledger = new Ledger(state);
  ledger.except({ prefix: '203.0.113.9/32', site: 'test', reason: 'a partner', expires: null }, 'test', NOW);
  ledger.close();
  return live;
}

const make = (more: object = {}) =>
  backUp({ from: state, to: backup, hasHistory: true, version: '1.2.3', now: NOW, ...more });

describe('a backup', () => {
  it('of a state that is open gives back evidence, snapshots, rows that wait, history and the ledger', async () => {
    const live = openState();
    const made = make();
    expect(made.files.map(({ path }) => path.replace(/\d{4}-.*Z/, 'HOUR'))).toEqual([
      'ledger.db',
      'state.db',
      'segments/0000000001.segment',
      'history/flows/HOUR-0.parquet',
      'history/flows/HOUR-0.parquet',
    ]);
    live.close();
    rmSync(state, { recursive: true });
    restore({ from: backup, to: restored });
    const again = new LiveState(restored, OPTIONS);
    expect(again.evidence).toEqual([exampleEvidence[0]]);
    expect(again.snapshots.get('order')).toEqual(new Uint8Array([1, 2, 3]));
    expect([...again.arrived(NOW - HOUR_MS)].map(({ batch }) => batch.length)).toEqual([4]);
    again.close();
    expect(await historyRows(restored)).toHaveLength(3);
    const ledger = new Ledger(restored);
    expect(ledger.exceptions(NOW).map(({ prefix }) => prefix)).toEqual(['203.0.113.9/32']);
    expect(ledger.checkAudit()).toMatchObject({ brokenAt: null });
    ledger.close();
    expect(statSync(restored).mode & 0o777).toBe(0o700);
    expect(statSync(join(restored, 'segments', '0000000001.segment')).mode & 0o777).toBe(0o600);
  });

  it('without its history goes on without it', async () => {
    openState().close();
    expect(make({ hasHistory: false }).files.map(({ path }) => path)).not.toContainEqual(
      expect.stringContaining('history'),
    );
    restore({ from: backup, to: restored });
    const live = new LiveState(restored, OPTIONS);
    expect(live.evidence).toHaveLength(1);
    live.close();
  });

  it('has the datagrams that were received and not yet parsed', () => {
    openState().close();
    const listener = join(state, 'datagrams', '127.0.0.1_2055');
    const limits = { segmentBytes: 2 ** 17, storedBytes: 2 ** 20 };
    const writer = new SegmentWriter(listener, limits, new Board());
    writer.add({ time: NOW, address: new Uint8Array(16), port: 9, localPort: 2055 }, new Uint8Array(100));
    writer.write();
    make();
    restore({ from: backup, to: restored });
    const [name] = readdirSync(listener);
    expect(readFileSync(join(restored, 'datagrams', '127.0.0.1_2055', name!))).toEqual(
      readFileSync(join(listener, name!)),
    );
  });

  it('has what was pushed and not yet parsed, the models, and the accounts', async () => {
    openState().close();
    const accounts = new Accounts(state);
    accounts.add('anna', 'admin', 'a hash', NOW);
    accounts.close();
    const pushed = join(state, 'push', 'cloud');
    await new PushWriter(pushed, 2 ** 20).add(new Uint8Array(100));
    mkdirSync(join(state, 'models'));
    for (const name of ['models.json', '000001.model', 'current.model', 'current.model.part']) {
      writeFileSync(join(state, 'models', name), name);
    }
    make();
    restore({ from: backup, to: restored });
    expect(readdirSync(join(restored, 'push', 'cloud'))).toEqual(readdirSync(pushed));
    expect(readdirSync(join(restored, 'models')).sort()).toEqual([
      '000001.model',
      'current.model',
      'models.json',
    ]);
    expect(readFileSync(join(restored, 'models', '000001.model'), 'utf8')).toBe('000001.model');
    const again = new Accounts(restored);
    expect(again.account('anna')).toMatchObject({ role: 'admin' });
    again.close();
  });

  it('is refused where there is no state, and where something is already', () => {
    expect(() => make()).toThrow(/there is no state of strayflow watch/);
    openState().close();
    mkdirSync(backup);
    writeFileSync(join(backup, 'mine'), '');
    expect(() => make()).toThrow(`${backup} is not empty`);
    expect(readdirSync(backup)).toEqual(['mine']);
  });
});

describe('a restore', () => {
  it('replaces nothing, nor what a watch works with', () => {
    openState().close();
    make();
    expect(() => restore({ from: backup, to: state })).toThrow(/is there already/);
    expect(new LiveState(state, OPTIONS).evidence).toHaveLength(1);
  });

  it.each([
    ['is cut', (path: string) => writeFileSync(path, readFileSync(path).subarray(0, -1))],
    [
      'has another byte',
      (path: string) => {
        const bytes = readFileSync(path);
        bytes[bytes.length - 1]! ^= 1;
        writeFileSync(path, bytes);
      },
    ],
    ['is gone', (path: string) => rmSync(path)],
  ])('writes nothing where a file %s', (_how, damage) => {
    openState().close();
    for (const { path } of make().files) {
      const damaged = join(folder, 'damaged');
      cpSync(backup, damaged, { recursive: true });
      damage(join(damaged, path));
      expect(() => restore({ from: damaged, to: restored })).toThrow(path);
      expect(existsSync(restored)).toBe(false);
      rmSync(damaged, { recursive: true });
    }
  });

  it('takes no path out of the folder, no list that it does not know, and nothing that broke off', () => {
    openState().close();
    make();
    const list = join(backup, 'backup.json');
    const text = readFileSync(list, 'utf8');
    for (const path of [
      '../state.db',
      '/etc/passwd',
      'segments/../../x.segment',
      'datagrams/../0000000000000008.sfd',
      'push/../0000000000000008-0123456789abcdef0123456789abcdef-1.body',
      'models/../state.db',
    ]) {
      writeFileSync(list, text.replace('"ledger.db"', JSON.stringify(path)));
      expect(() => restore({ from: backup, to: restored })).toThrow(/no list of a backup's files/);
    }
    writeFileSync(list, text.replace('"version": 1', '"version": 2'));
    expect(() => restore({ from: backup, to: restored })).toThrow(/no list of a backup's files/);
    rmSync(list);
    expect(() => restore({ from: backup, to: restored })).toThrow(/holds no backup/);
    expect(existsSync(restored)).toBe(false);
  });
});
