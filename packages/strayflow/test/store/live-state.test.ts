import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'libsql';
import { describe, expect, it } from 'vitest';
import type { FlowBatch } from '../../src/model/flow-batch.js';
import { type HistoryTask, historyTask, writeHistory } from '../../src/store/history.js';
import type { HistoryWriting, HistoryWritten } from '../../src/store/history-writing.js';
import { type Commit, LiveState } from '../../src/store/live-state.js';
import { HOUR_MS } from '../../src/store/segment.js';
import { exampleEvidence } from '../example-evidence.js';
import { flows } from '../flow-rows.js';
import { scratchFolder } from '../shell/scratch-folder.js';
import { historyRows } from './history-rows.js';

const HOUR_0 = 472_222 * HOUR_MS;
const KEEP = { days: 30, maxBytes: 2 ** 40 };
const OPTIONS = { site: 'test', history: KEEP, evidenceDays: 30 };

const rows = (...hours: readonly number[]): FlowBatch =>
  flows(hours.map((hour, i) => ({ time: HOUR_0 + hour * HOUR_MS, recordNumber: i + 1 })));

let record = 0;
const next = (hour: number): FlowBatch =>
  flows([{ time: HOUR_0 + hour * HOUR_MS, recordNumber: ++record, input: 7 }]);

const commit = (hour: number, more: Partial<Commit> = {}): Commit => ({
  positions: [],
  books: new Map(),
  snapshots: new Map(),
  settings: new Map(),
  told: [],
  tick: null,
  line: HOUR_0 + hour * HOUR_MS,
  hoursUntil: HOUR_0 + hour * HOUR_MS,
  now: HOUR_0 + hour * HOUR_MS,
  ...more,
});

const keep = (state: LiveState, batch: FlowBatch, late = false) => state.keep({ kind: 'flows', batch, late });

function change(path: string, sql: string): void {
  const database = new Database(path);
  database.exec(sql);
  database.close();
}

const POSITION = {
  input: 3,
  source: 'file',
  name: 'conn.log',
  format: 'zeek-conn',
  identity: '1:2:3',
  offset: 2 ** 40,
  records: 17,
  parser: new Uint8Array([1, 2, 3]),
  finished: false,
};

/** Done when the test says so. */
class Beside implements HistoryWriting {
  private task: HistoryTask | null = null;
  private done: HistoryWritten | Error | null = null;

  get isBusy(): boolean {
    return this.task !== null;
  }

  begin(task: HistoryTask): void {
    this.task = task;
    this.done = null;
  }

  work(): void {
    this.done = { task: this.task!, files: writeHistory(this.task!) };
  }

  fail(): void {
    this.done = new Error('no space');
  }

  take(): HistoryWritten | null {
    const { done } = this;
    if (done !== null) this.task = this.done = null;
    if (done instanceof Error) throw done;
    return done;
  }

  close(): void {
    this.task = null;
  }
}

describe('the stored state', () => {
  it('gives back what was stored, and nothing of what was not', () => {
    const folder = scratchFolder();
    const evidence = exampleEvidence[0]!;
    const first = new LiveState(folder, OPTIONS);
    keep(first, rows(0.5, 0.6));
    first.commit(
      commit(0.55, {
        positions: [POSITION, { ...POSITION, input: 4, parser: null, finished: true }],
        snapshots: new Map([['order', new Uint8Array([9, 8])]]),
        settings: new Map([['model', 'abc']]),
        told: [{ kind: 'evidence', sequence: 1, evidence, risk: 0.5 }],
        tick: HOUR_0,
      }),
    );
    keep(first, rows(0.7));
    first.close();
    const second = new LiveState(folder, OPTIONS);
    expect(second.inputs.map(({ position }) => position)).toEqual([
      POSITION,
      { ...POSITION, input: 4, parser: null, finished: true },
    ]);
    expect(second.snapshots).toEqual(new Map([['order', new Uint8Array([9, 8])]]));
    expect(second.settings.get('model')).toBe('abc');
    expect(second.toldSince(0)).toEqual([{ kind: 'evidence', sequence: 1, evidence, risk: 0.5 }]);
    expect(second.toldSince(1)).toEqual([]);
    expect([...second.arrived(0)].map((item) => item.batch.length)).toEqual([2]);
    second.close();
  });

  it('is open to nobody else, and to one writer, whose process number the other is told', () => {
    const folder = join(scratchFolder(), 'state');
    const state = new LiveState(folder, OPTIONS);
    expect(() => new LiveState(folder, OPTIONS)).toThrow(
      expect.objectContaining({
        code: 'state-locked',
        message: expect.stringContaining(`(process ${process.pid})`),
      }),
    );
    state.commit(commit(0));
    expect(statSync(folder).mode & 0o077).toBe(0);
    for (const name of readdirSync(folder)) {
      if (name.startsWith('state.db')) expect(statSync(join(folder, name)).mode & 0o077, name).toBe(0);
    }
    state.close();
    new LiveState(folder, OPTIONS).close();
  });

  it('can be read by another process while it is written', () => {
    const folder = scratchFolder();
    const state = new LiveState(folder, OPTIONS);
    state.commit(commit(0, { settings: new Map([['model', 'seen']]) }));
    const script = `
      const Database = require('libsql');
      const database = new Database(process.argv[1], { readonly: true });
      process.stdout.write(database.prepare("SELECT value FROM settings WHERE name = 'model'").get().value);`;
    const cwd = new URL('../../', import.meta.url);
    const { stdout, stderr } = spawnSync(process.execPath, ['-e', script, join(folder, 'state.db')], { cwd });
    expect(stderr.toString()).toBe('');
    expect(stdout.toString()).toBe('seen');
    state.close();
  });

  it.each([
    [
      'no database',
      (path: string) => writeFileSync(path, 'This is a letter. '.repeat(100)),
      'is no database',
    ],
    [
      'the database of another program',
      (path: string) => change(path, 'CREATE TABLE letters (text TEXT)'),
      'of another program',
    ],
    [
      'one of a newer version',
      (path: string) => {
        new LiveState(join(path, '..'), OPTIONS).close();
        change(path, 'PRAGMA user_version = 99');
      },
      'is of version 99',
    ],
    [
      'one that lost its end',
      (path: string) => {
        const state = new LiveState(join(path, '..'), OPTIONS);
        state.commit(commit(0, { snapshots: new Map([['route', new Uint8Array(500_000).fill(7)]]) }));
        state.confirm(0);
        state.close();
        truncateSync(path, 300_000);
      },
      'is damaged',
    ],
  ])('refuses %s', (_, make, words) => {
    const folder = scratchFolder();
    make(join(folder, 'state.db'));
    expect(() => new LiveState(folder, OPTIONS)).toThrow(
      expect.objectContaining({ code: 'state-unreadable', message: expect.stringContaining(words) }),
    );
  });

  it('refuses a segment that was changed', () => {
    const folder = scratchFolder();
    const first = new LiveState(folder, OPTIONS);
    keep(first, rows(0.5));
    first.commit(commit(0.1));
    first.close();
    const [name] = readdirSync(join(folder, 'segments'));
    truncateSync(join(folder, 'segments', name!), 100);
    const second = new LiveState(folder, OPTIONS);
    expect(() => [...second.arrived(0)]).toThrow(expect.objectContaining({ code: 'state-unreadable' }));
    second.close();
  });
});

describe('the history', () => {
  it('holds each record once, in the file of its hour, late ones in a further file', async () => {
    const folder = scratchFolder();
    const state = new LiveState(folder, OPTIONS);
    const batches = [next(0.1), next(1.2), next(0.9), next(2.5)];
    for (const batch of batches.slice(0, 3)) keep(state, batch);
    state.commit(commit(0.95));
    expect(await historyRows(folder)).toEqual([]);
    keep(state, batches[3]!);
    state.commit(commit(2.1));
    const late = next(0.3);
    keep(state, late, true);
    state.commit(commit(2.2));
    state.commit(commit(3));
    const stored = await historyRows(folder);
    expect(stored.map(({ file, row }) => [file, row['recordNumber']])).toEqual([
      ['flows/2023-11-14T22Z-0.parquet', batches[0]!.recordNumber[0]],
      ['flows/2023-11-14T22Z-0.parquet', batches[2]!.recordNumber[0]],
      ['flows/2023-11-14T22Z-1.parquet', late.recordNumber[0]],
      ['flows/2023-11-14T23Z-0.parquet', batches[1]!.recordNumber[0]],
      ['flows/2023-11-15T00Z-0.parquet', batches[3]!.recordNumber[0]],
    ]);
    expect(stored[0]!.row).toMatchObject({
      source: '10.0.0.9',
      destination: '192.0.2.1',
      destinationPort: 443,
      state: 'SF',
      record: 'complete',
      icmpType: null,
      service: null,
      time: HOUR_0 + 0.1 * HOUR_MS,
    });
    expect(readdirSync(join(folder, 'segments'))).toEqual([]);
    state.close();
  });

  it('writes an hour again when the run ended before it was stored', async () => {
    const folder = scratchFolder();
    const first = new LiveState(folder, OPTIONS);
    keep(first, rows(0.1, 0.2));
    first.commit(commit(0.5));
    first.close();
    // What a crash leaves between the files and the transaction: files that nothing refers to.
    const database = new Database(join(folder, 'state.db'));
    const segment = database.prepare('SELECT * FROM segments').get() as Record<string, number> & {
      hours: string;
    };
    database.close();
    const folders = { segments: join(folder, 'segments'), history: join(folder, 'history') };
    const info = {
      number: segment['number']!,
      bytes: segment['bytes']!,
      rows: segment['rows']!,
      first: segment['first']!,
      last: segment['last']!,
      hours: JSON.parse(segment.hours) as number[],
      writtenUntil: Number.NEGATIVE_INFINITY,
    };
    const until = HOUR_0 + HOUR_MS;
    writeHistory(historyTask({ folders, segments: [info], until, site: 'test' }, () => 0));
    writeFileSync(join(folder, 'segments', '0000000099.segment'), 'left over');
    expect(existsSync(join(folder, 'history', 'flows', '2023-11-14T22Z-0.parquet'))).toBe(true);
    const second = new LiveState(folder, OPTIONS);
    expect(await historyRows(folder)).toEqual([]);
    expect(readdirSync(join(folder, 'segments'))).toHaveLength(1);
    second.commit(commit(1));
    expect((await historyRows(folder)).map(({ row }) => row['recordNumber'])).toEqual([1, 2]);
    second.close();
  });

  it('writes rows before their hour is over where many wait, each once, and the rest with the hour', async () => {
    const folder = scratchFolder();
    const state = new LiveState(folder, { ...OPTIONS, sliceRows: 4 });
    const numbers = async () => (await historyRows(folder)).map(({ row }) => row['recordNumber']);
    const at = (...hours: readonly number[]) => keep(state, flows(hours.map((hour) => timed(hour))));
    const timed = (hour: number) => ({ time: HOUR_0 + hour * HOUR_MS, recordNumber: hour * 100, input: 7 });
    at(0.01, 0.02, 0.9);
    state.commit(commit(0.05));
    expect(await numbers()).toEqual([]);
    at(0.03, 0.8);
    state.commit(commit(0.05));
    expect(await numbers()).toEqual([1, 2, 3]);
    // Late by now; and what the first two segments still hold.
    at(0.04);
    state.commit(commit(1));
    expect((await numbers()).sort((a, b) => Number(a) - Number(b))).toEqual([1, 2, 3, 4, 80, 90]);
    expect(readdirSync(join(folder, 'segments'))).toEqual([]);
    expect(readdirSync(join(folder, 'history', 'flows')).sort()).toEqual([
      '2023-11-14T22Z-0.parquet',
      '2023-11-14T22Z-1.parquet',
    ]);
    state.close();
  });

  it('loses nothing of what somebody beside it writes, whenever that is done, fails, or is given up', async () => {
    const folder = scratchFolder();
    const beside = new Beside();
    const options = { ...OPTIONS, sliceRows: 2, writing: beside };
    const first = new LiveState(folder, options);
    const numbers = async () =>
      (await historyRows(folder)).map(({ row }) => Number(row['recordNumber'])).sort();
    const at = (state: LiveState, ...minutes: readonly number[]) =>
      keep(
        state,
        flows(minutes.map((minute) => ({ time: HOUR_0 + minute * 60_000, recordNumber: minute, input: 7 }))),
      );
    at(first, 1, 2);
    first.commit(commit(0.1));
    at(first, 3);
    first.commit(commit(0.1));
    expect(await numbers()).toEqual([]);
    beside.work();
    first.commit(commit(0.1));
    expect(await numbers()).toEqual([1, 2]);
    at(first, 4);
    first.commit(commit(0.1));
    beside.fail();
    expect(() => first.commit(commit(0.1))).toThrow('no space');
    first.commit(commit(0.1));
    beside.work();
    // Its result is never taken.
    first.close();
    const second = new LiveState(folder, { ...options, writing: new Beside() });
    expect(await numbers()).toEqual([1, 2]);
    second.close();
    const third = new LiveState(folder, OPTIONS);
    third.commit(commit(1));
    expect(await numbers()).toEqual([1, 2, 3, 4]);
    third.close();
  });

  it('loses nothing while the disk takes nothing, and has it all once it does again', async () => {
    const folder = scratchFolder();
    const state = new LiveState(folder, OPTIONS);
    const expected: number[] = [];
    const keepMany = (count: number) => {
      for (let i = 0; i < count; i++) {
        keep(state, next(0.1 + i / 10_000));
        expected.push(record);
      }
    };
    keepMany(10);
    // As root no right is missing, and no disk is full: there is no folder.
    rmSync(join(folder, 'segments'), { recursive: true });
    expect(() => state.commit(commit(0.1))).toThrow(expect.objectContaining({ code: 'state-unwritable' }));
    keepMany(3_000);
    expect(() => state.commit(commit(0.2))).toThrow(expect.objectContaining({ code: 'state-unwritable' }));
    expect(state.unwrittenRows).toBe(3_010);
    mkdirSync(join(folder, 'segments'));
    keepMany(10);
    // The files are written, and the transaction fails.
    writeFileSync(join(folder, 'history'), 'in the way of a folder');
    expect(() => state.commit(commit(1.5))).toThrow(expect.objectContaining({ code: 'state-unwritable' }));
    expect(state.unwrittenRows).toBe(0);
    rmSync(join(folder, 'history'));
    state.commit(commit(1.5));
    const stored = (await historyRows(folder)).map(({ row }) => Number(row['recordNumber']));
    expect(stored.sort((a, b) => a - b)).toEqual(expected);
    state.close();
  });

  it('removes the oldest hours when there are too many days or bytes', async () => {
    const folder = scratchFolder();
    const state = new LiveState(folder, { ...OPTIONS, history: { days: 1, maxBytes: 2 ** 40 } });
    keep(state, rows(0.5, 1.5, 30.5));
    state.commit(commit(25.5));
    expect((await historyRows(folder)).map(({ file }) => file)).toEqual(['flows/2023-11-14T23Z-0.parquet']);
    state.close();
    const small = new LiveState(folder, { ...OPTIONS, history: { days: 30, maxBytes: 1 } });
    small.commit(commit(26));
    expect(await historyRows(folder)).toEqual([]);
    small.close();
  });

  it('can be switched off: rows are kept until they are judged', () => {
    const folder = scratchFolder();
    const state = new LiveState(folder, { ...OPTIONS, history: null });
    keep(state, rows(0.1, 0.5));
    state.commit(commit(0.3));
    expect(readdirSync(join(folder, 'segments'))).toHaveLength(1);
    state.commit(commit(0.6));
    expect(readdirSync(join(folder, 'segments'))).toHaveLength(0);
    expect(existsSync(join(folder, 'history'))).toBe(false);
    state.close();
  });
});
