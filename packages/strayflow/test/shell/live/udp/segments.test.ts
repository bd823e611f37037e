import { appendFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { InputPosition, LiveItem } from '../../../../src/shell/live/live-input.js';
import { Received } from '../../../../src/shell/live/reading/received.js';
import { Board } from '../../../../src/shell/live/udp/board.js';
import { segmentsOf } from '../../../../src/shell/live/udp/segment-folder.js';
import { SegmentWriter } from '../../../../src/shell/live/udp/segment-writer.js';
import { scratchFolder } from '../../scratch-folder.js';
import { idsOf } from '../reading/log-lines.js';
import { countingFormat, numbered } from './counting-format.js';

const META = { time: 1_700_000_000_000, address: new Uint8Array(16), port: 9, localPort: 2055 };
const LARGE = { segmentBytes: 1 << 20, storedBytes: 1 << 30 };
const range = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i);

const reader = (folder: string, board: Board, position: InputPosition | null = null) =>
  new Received({
    name: ':2055',
    folder,
    board: board.memory,
    format: countingFormat,
    options: {},
    site: 'test',
    position,
    nextInput: () => 3,
  });

/** Everything that is stored and was not read. */
async function readAll(received: Received): Promise<readonly number[]> {
  const [input] = received.inputs;
  const items: LiveItem[] = [];
  for (let some = await input!.read(); some !== null; some = await input!.read()) items.push(...some);
  return idsOf(items);
}

function sizeOf(folder: string): number {
  return readdirSync(folder).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
}

describe('datagrams that a receiver stores', () => {
  it('are read in order, over the ends of files', async () => {
    const folder = scratchFolder();
    const board = new Board();
    const writer = new SegmentWriter(folder, { ...LARGE, segmentBytes: 500 }, board);
    const received = reader(folder, board);
    for (const i of range(0, 50)) {
      writer.add(META, numbered(i));
      if (i % 7 === 0) writer.write();
    }
    const first = await readAll(received);
    expect(first).toEqual(range(0, 50));
    writer.close();
    expect(await readAll(received)).toEqual([]);
    expect(segmentsOf(folder).length).toBeGreaterThan(3);
    await received.close();
  });

  it('that do not fit are dropped, counted, and leave no gap in the files', async () => {
    const folder = scratchFolder();
    const board = new Board();
    const writer = new SegmentWriter(folder, { segmentBytes: 1_000, storedBytes: 4_000 }, board);
    const received = reader(folder, board);
    const seen: number[] = [];
    const sent = 400;
    for (const i of range(0, sent)) {
      writer.add(META, numbered(i));
      writer.write();
      expect(sizeOf(folder)).toBeLessThanOrEqual(4_000);
      if (i % 100 !== 99) continue;
      seen.push(...(await readAll(received)));
      writer.release(received.positions()[0]!.offset);
    }
    expect(board.get('overloadDrops')).toBeGreaterThan(0);
    expect(seen.length + board.get('overloadDrops')).toBe(sent);
    const loss = received.inputs[0]!.counts()!.loss;
    expect(loss.overloadDrops).toBe(board.get('overloadDrops'));
    // The receiver's drops are gaps in the sender's numbers, too; those after the last one read cannot be seen there.
    expect(loss.sequenceGaps).toBe(seen.at(-1)! + 1 - seen.length);
    writer.close();
    await received.close();
  });

  it('are each read once, whatever dies when', async () => {
    const deed = fc.constantFrom('add', 'add', 'add', 'write', 'read', 'store', 'kill-reader', 'kill-writer');
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(deed, fc.integer({ min: 1, max: 9 })), { maxLength: 40 }),
        async (deeds) => {
          const folder = scratchFolder();
          let board = new Board();
          const limits = { ...LARGE, segmentBytes: 400 };
          let writer = new SegmentWriter(folder, limits, board);
          let received = reader(folder, board);
          let position: InputPosition | null = null;
          let stored: readonly number[] = [];
          let seen: number[] = [];
          let next = 0;
          let lost = 0;
          let waiting = 0;
          for (const [kind, count] of deeds) {
            if (kind === 'add') {
              for (let i = 0; i < count; i++, waiting++) writer.add(META, numbered(next++));
            } else if (kind === 'write') {
              writer.write();
              waiting = 0;
            } else if (kind === 'read') seen.push(...(await readAll(received)));
            else if (kind === 'store') {
              const input = received.inputs[0]!;
              seen.push(...idsOf(input.flush()));
              [position] = received.positions() as [InputPosition];
              stored = [...seen];
              writer.release(position.offset);
            } else {
              await received.close();
              seen = [...stored];
              if (kind === 'kill-writer') {
                // A datagram that the receiver was just writing.
                appendFileSync(segmentsOf(folder).at(-1)!.path, new Uint8Array(20).fill(7));
                lost += waiting;
                waiting = 0;
                board = new Board();
                writer = new SegmentWriter(folder, limits, board, position?.offset ?? 0);
              }
              received = reader(folder, board, position);
            }
          }
          writer.close();
          seen.push(...(await readAll(received)));
          await received.close();
          expect(new Set(seen).size).toBe(seen.length);
          expect(seen).toEqual([...seen].sort((a, b) => a - b));
          expect(seen.length).toBe(next - lost);
        },
      ),
      { numRuns: 40 },
    );
  });

  it('count their losses over restarts', async () => {
    const folder = scratchFolder();
    const board = new Board();
    const writer = new SegmentWriter(folder, LARGE, board);
    for (const i of [0, 1, 5]) writer.add(META, numbered(i));
    writer.write();
    board.set('kernelDrops', 3);
    const first = reader(folder, board);
    await readAll(first);
    const [position] = first.positions();
    const second = reader(folder, new Board(), position!);
    expect(second.inputs[0]!.counts()!.loss).toEqual({ kernelDrops: 3, overloadDrops: 0, sequenceGaps: 3 });
    expect(second.inputs[0]!.input).toBe(3);
    writer.close();
  });
});
