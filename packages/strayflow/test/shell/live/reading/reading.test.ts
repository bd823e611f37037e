import { appendFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { InputPosition, LiveEvent } from '../../../../src/shell/live/live-input.js';
import { openReading } from '../../../../src/shell/live/reading/open-reading.js';
import type { Reading } from '../../../../src/shell/live/reading/reading.js';
import { writeLogs } from '../../../cli/generated-logs.js';
import { scratchFolder } from '../../scratch-folder.js';

const ROWS = 4_000;

function logs(): { readonly folder: string; readonly paths: readonly string[] } {
  const folder = scratchFolder();
  return { folder, paths: writeLogs(folder, 2, ROWS, 2) };
}

let clock = 0;
const open = (paths: readonly string[], positions: readonly InputPosition[] = [], follow = false) =>
  openReading(
    {
      files: paths.map((path) => ({ path, format: null })),
      pipes: [],
      listeners: [],
      pushes: [],
      follow,
      site: 'test',
      sourceOptions: {},
    },
    positions,
    { now: () => ++clock },
  );

const rowsOf = (event: LiveEvent): readonly string[] =>
  event.kind !== 'records'
    ? []
    : event.items.flatMap(({ batch }) =>
        Array.from({ length: batch.length }, (_, row) => `${batch.input[row]} ${batch.recordNumber[row]}`),
      );

/** Events until one of this kind, which is the last. */
async function eventsUntil(inputs: Reading, kind: LiveEvent['kind']): Promise<readonly LiveEvent[]> {
  const events: LiveEvent[] = [];
  for (;;) {
    const event = await inputs.next();
    events.push(event);
    if (event.kind === kind) return events;
  }
}

const positionsOf = (events: readonly LiveEvent[]): readonly InputPosition[] =>
  events.flatMap((event) => (event.kind === 'checkpoint' ? event.positions : []));

describe('reading files', () => {
  it('hand each record on once, however often reading goes on from a checkpoint', async () => {
    const { paths } = logs();
    const whole = (await eventsUntil(open(paths), 'end')).flatMap(rowsOf);
    expect(new Set(whole).size).toBe(2 * ROWS);
    const found: string[] = [];
    let positions: readonly InputPosition[] = [];
    for (let reads = 1; ; reads++) {
      const inputs = open(paths, positions);
      const events: LiveEvent[] = [];
      while (events.filter((event) => event.kind === 'records').length < reads) {
        const event = await inputs.next();
        events.push(event);
        if (event.kind === 'end') break;
      }
      inputs.requestCheckpoint();
      const rest = events.at(-1)?.kind === 'end' ? [] : await eventsUntil(inputs, 'checkpoint');
      // What comes after the checkpoint is never seen: the process dies here.
      await inputs.next();
      await inputs.close();
      found.push(...[...events, ...rest].flatMap(rowsOf));
      positions = positionsOf([...events, ...rest]).slice(-2);
      if (positions.every((position) => position.finished)) break;
    }
    expect(found.sort()).toEqual([...whole].sort());
  });

  it('announce all inputs first, and read the one that is behind', async () => {
    const paths = writeLogs(scratchFolder(), 2, 3 * ROWS, 2);
    const events = await eventsUntil(open(paths), 'end');
    expect(events.slice(0, 2)).toEqual([
      { kind: 'caught-up', input: 0, caughtUp: false },
      { kind: 'caught-up', input: 1, caughtUp: false },
    ]);
    const order = events.flatMap((event) => (event.kind === 'records' ? [event.input] : []));
    expect(order.slice(0, 2).sort()).toEqual([0, 1]);
    expect(order.lastIndexOf(0)).toBeGreaterThan(order.indexOf(1));
  });

  it('read compressed files once, and go on in them', async () => {
    const folder = scratchFolder();
    const [path] = writeLogs(folder, 1, ROWS, 2);
    const packed = join(folder, 'log.csv.gz');
    appendFileSync(packed, gzipSync(readFileSync(path!)));
    const first = open([packed]);
    const before: LiveEvent[] = [];
    while (!before.some((event) => event.kind === 'records')) before.push(await first.next());
    first.requestCheckpoint();
    before.push(...(await eventsUntil(first, 'checkpoint')));
    await first.close();
    const after = await eventsUntil(open([packed], positionsOf(before)), 'end');
    const rows = [...before, ...after].flatMap(rowsOf);
    expect(rows).toHaveLength(ROWS);
    expect(new Set(rows).size).toBe(ROWS);
  });

  it('say what cannot be read, and go on with the others', async () => {
    const { folder, paths } = logs();
    const letter = join(folder, 'letter.bin');
    appendFileSync(letter, Buffer.alloc(5_000, 0xee));
    const events = await eventsUntil(open([letter, ...paths]), 'end');
    const troubles = events.filter((event) => event.kind === 'trouble');
    expect(troubles).toContainEqual({
      kind: 'trouble',
      source: letter,
      message: expect.stringContaining('begins like no known format'),
    });
    expect(events.flatMap(rowsOf)).toHaveLength(2 * ROWS);
  });
});
