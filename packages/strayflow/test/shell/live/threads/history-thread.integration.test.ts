import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it, onTestFinished, vi } from 'vitest';
import { LiveState } from '../../../../src/store/live-state.js';
import { HOUR_MS } from '../../../../src/store/segment.js';
import { flows } from '../../../flow-rows.js';
import { historyRows } from '../../../store/history-rows.js';
import { scratchFolder } from '../../scratch-folder.js';

const COMPILED = fileURLToPath(
  new URL('../../../../dist/shell/live/threads/history-thread.js', import.meta.url),
);
const HOUR = 472_222 * HOUR_MS;

async function writingBeside() {
  if (!existsSync(COMPILED)) throw new Error('packages/strayflow is not built: run npm run build');
  const module: typeof import('../../../../src/shell/live/threads/history-thread.js') = await import(
    COMPILED
  );
  return new module.WritingBeside();
}

const empty = { positions: [], books: new Map(), snapshots: new Map(), settings: new Map(), told: [] };

it('a thread writes what is due, and a later commit has it', async () => {
  const folder = scratchFolder();
  const writing = await writingBeside();
  const history = { days: 3_650, maxBytes: 2 ** 40 };
  const options = { site: 'test', history, evidenceDays: 36_500, writing, sliceRows: 1_000 };
  const state = new LiveState(folder, options);
  onTestFinished(() => state.close());
  const rows = Array.from({ length: 3_000 }, (_, i) => ({ time: HOUR + i, recordNumber: i + 1 }));
  state.keep({ kind: 'flows', batch: flows(rows), late: false });
  const line = HOUR + 4_000;
  const commit = () => state.commit({ ...empty, tick: null, line, hoursUntil: line, now: line });
  commit();
  expect(await historyRows(folder)).toEqual([]);
  await vi.waitFor(
    async () => {
      commit();
      expect(await historyRows(folder)).toHaveLength(3_000);
    },
    { timeout: 20_000 },
  );
});

it('a thread that cannot write says so, and the next commit tries again', async () => {
  const folder = scratchFolder();
  const writing = await writingBeside();
  onTestFinished(() => writing.close());
  const folders = { segments: join(folder, 'segments'), history: join(folder, 'history') };
  const segment = { number: 1, bytes: 9, rows: 1, first: HOUR, last: HOUR, hours: [HOUR / HOUR_MS] };
  const segments = [{ ...segment, writtenUntil: Number.NEGATIVE_INFINITY }];
  writing.begin({ folders, segments, until: HOUR + 1, site: 'test', counts: new Map() });
  await vi.waitFor(() => expect(() => writing.take()).toThrow('cannot be read'), { timeout: 20_000 });
  expect(writing.isBusy).toBe(false);
});
