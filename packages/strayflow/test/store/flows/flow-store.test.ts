import { expect, it, onTestFinished } from 'vitest';
import { exportFlows } from '../../../src/store/flows/flow-export.js';
import { flowPage } from '../../../src/store/flows/flow-page.js';
import { FlowStore, type FlowsWanted } from '../../../src/store/flows/flow-store.js';
import { flowsOverTime } from '../../../src/store/flows/flow-sums.js';
import { ALL } from '../../../src/store/flows/query/query.js';
import { type Commit, LiveState } from '../../../src/store/live-state.js';
import { StateReader } from '../../../src/store/reading/state-reader.js';
import { HOUR_MS } from '../../../src/store/segment.js';
import { flows } from '../../flow-rows.js';
import { scratchFolder } from '../../shell/scratch-folder.js';

const HOUR = 472_222 * HOUR_MS;
const PARTS = [0, 1, 2, 3];

const commit = (state: LiveState, hours: number) => {
  const line = HOUR + hours * HOUR_MS;
  const empty = { positions: [], books: new Map(), snapshots: new Map(), settings: new Map(), told: [] };
  state.commit({ ...empty, tick: null, line, hoursUntil: line, now: HOUR + HOUR_MS } satisfies Commit);
};

/** Segments of one hour that goes on: four, of ten rows each. */
function open() {
  const folder = scratchFolder();
  const options = { site: 'test', history: { days: 3_650, maxBytes: 2 ** 40 }, evidenceDays: 36_500 };
  const state = new LiveState(folder, options);
  for (const part of PARTS) {
    const rows = Array.from({ length: 10 }, (_, i) => ({
      time: HOUR + 10 * part + i,
      recordNumber: 10 * part + i + 1,
    }));
    state.keep({ kind: 'flows', batch: flows(rows), late: false });
    commit(state, 0);
  }
  const reader = new StateReader(folder);
  const store = new FlowStore(reader, 'test');
  onTestFinished(() => {
    store.close();
    reader.close();
    state.close();
  });
  const wanted: FlowsWanted = {
    query: ALL,
    span: { from: HOUR - HOUR_MS, to: HOUR + HOUR_MS },
    signal: new AbortController().signal,
  };
  return { state, store, wanted };
}

const NUMBERS = Array.from({ length: 40 }, (_, i) => i + 1);

it('rows that go into the history while they are looked for are found once', async () => {
  const { state, store, wanted } = open();
  const asked = flowPage(store, wanted, 'oldest', 100, null);
  // It has read the first segment by now; the others are gone.
  commit(state, 1);
  const { rows, isWhole, scannedFiles } = await asked;
  expect(rows.map(({ record }) => record)).toEqual(NUMBERS);
  expect([isWhole, scannedFiles]).toEqual([true, 1]);
});

it('sums that are begun again count nothing twice', async () => {
  const { state, store, wanted } = open();
  const asked = flowsOverTime(store, wanted, HOUR_MS);
  commit(state, 1);
  const { sums, isWhole } = await asked;
  expect([...sums]).toEqual([[HOUR, { flows: 40, bytes: 400_000 }]]);
  expect(isWhole).toBe(true);
});

it('an export goes on where rows went, and says that some are missing', async () => {
  const { state, store, wanted } = open();
  const rows = exportFlows(store, wanted);
  const first = await rows.next();
  expect(first.value).toHaveLength(10);
  commit(state, 1);
  const rest = await rows.next();
  expect(rest).toEqual({ done: true, value: false });
});

it('a search that takes too long gives what it has, and says so', async () => {
  const { store, wanted } = open();
  const late = { ...wanted, signal: AbortSignal.abort() };
  expect(await flowPage(store, late, 'newest', 10, null)).toMatchObject({ rows: [], isWhole: false });
  expect((await flowsOverTime(store, late, HOUR_MS)).isWhole).toBe(false);
});

it('looks only through those files of an hour that can have rows of the page', async () => {
  const folder = scratchFolder();
  const options = {
    site: 'test',
    history: { days: 3_650, maxBytes: 2 ** 40 },
    evidenceDays: 36_500,
    sliceRows: 10,
  };
  const state = new LiveState(folder, options);
  for (const part of PARTS) {
    const rows = Array.from({ length: 10 }, (_, i) => ({
      time: HOUR + 10_000 * part + 100 * i,
      recordNumber: 10 * part + i + 1,
    }));
    state.keep({ kind: 'flows', batch: flows(rows), late: false });
    commit(state, (10_000 * (part + 1)) / HOUR_MS);
  }
  const reader = new StateReader(folder);
  const store = new FlowStore(reader, 'test');
  onTestFinished(() => {
    store.close();
    reader.close();
    state.close();
  });
  const span = { from: HOUR - HOUR_MS, to: HOUR + HOUR_MS };
  const wanted: FlowsWanted = { query: ALL, span, signal: new AbortController().signal };
  const page = async (order: 'newest' | 'oldest', limit: number) => {
    const { rows, scannedFiles } = await flowPage(store, wanted, order, limit, null);
    return [rows.slice(0, limit).map(({ record }) => record), scannedFiles];
  };
  expect(await page('newest', 3)).toEqual([[40, 39, 38], 1]);
  expect(await page('oldest', 3)).toEqual([[1, 2, 3], 1]);
  expect(await page('oldest', 40)).toEqual([NUMBERS, 4]);
  const overTime = async () => [...(await flowsOverTime(store, wanted, 10_000)).sums];
  const once = await overTime();
  expect(once.map(([, { flows: count }]) => count)).toEqual([10, 10, 10, 10]);
  expect(await overTime()).toEqual(once);
});
