/** What is pushed: acknowledged only when it is stored, and each record once, however often everything ends suddenly. */
import { createHash } from 'node:crypto';
import { readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { InputPosition, LiveEvent } from '../../../src/shell/live/live-input.js';
import { bodiesIn, bodyPath, type PushedBody } from '../../../src/shell/live/push/push-folder.js';
import { PushWriter } from '../../../src/shell/live/push/push-writer.js';
import { openReading } from '../../../src/shell/live/reading/open-reading.js';
import type { Reading } from '../../../src/shell/live/reading/reading.js';
import { scratchFolder } from '../scratch-folder.js';

const ROOM = 1 << 20;
const text = (value: string) => new TextEncoder().encode(value);

/** Records of Zeek, from number `from` on. */
const records = (from: number, count: number) =>
  Array.from({ length: count }, (_, i) =>
    JSON.stringify({
      ts: 1_700_000_000 + from + i,
      uid: `C${from + i}`,
      'id.orig_h': '10.0.0.5',
      'id.orig_p': 2_000,
      'id.resp_h': '192.0.2.80',
      'id.resp_p': 443,
      proto: 'tcp',
      conn_state: 'SF',
    }),
  ).join('\n');

let clock = 0;
const open = (folder: string, positions: readonly InputPosition[] = [], format: string | null = null) =>
  openReading(
    {
      files: [],
      pipes: [],
      listeners: [],
      pushes: [{ name: 'sensor', folder, format }],
      follow: true,
      site: 'test',
      sourceOptions: {},
    },
    positions,
    {
      now: () => {
        clock += 1_000;
        return clock;
      },
    },
  );

/** All that there is, up to a checkpoint. */
async function readAll(reading: Reading, rows: number) {
  const events: LiveEvent[] = [];
  const uids = () =>
    events.flatMap((event) =>
      event.kind === 'records'
        ? event.items.flatMap(({ batch }) =>
            Array.from({ length: batch.length }, (_, row) => batch.time[row]!),
          )
        : [],
    );
  while (uids().length < rows) events.push(await reading.next());
  reading.requestCheckpoint();
  for (;;) {
    const event = await reading.next();
    events.push(event);
    if (event.kind === 'checkpoint') return { times: uids(), positions: event.positions };
  }
}

const times = (from: number, count: number) =>
  Array.from({ length: count }, (_, i) => 1_000 * (1_700_000_000 + from + i));

describe('what is pushed', () => {
  it('is read in order, over restarts each record once, and goes when it is stored', async () => {
    const folder = join(scratchFolder(), 'push');
    const writer = new PushWriter(folder, ROOM);
    const bodies = Array.from({ length: 100 }, (_, i) => text(records(10 * i, 10)));
    for (const body of bodies.slice(0, 80)) expect(await writer.add(body)).toBe('stored');
    const first = open(folder);
    const read = await readAll(first, 800);
    expect(read.times).toEqual(times(0, 800));
    first.stored(read.positions);
    await first.close();
    // The last ones stay, by which a repetition is known.
    expect(bodiesIn(folder)).toHaveLength(64);
    const again = new PushWriter(folder, ROOM);
    expect(await again.add(bodies[79]!)).toBe('known');
    for (const body of bodies.slice(80)) expect(await again.add(body)).toBe('stored');
    const second = open(folder, read.positions);
    expect((await readAll(second, 200)).times).toEqual(times(800, 200));
    await second.close();
    // The process died before the second reading was stored: it is read again.
    const third = open(folder, read.positions);
    expect((await readAll(third, 200)).times).toEqual(times(800, 200));
    await third.close();
  });

  it('is taken whole or not at all: what broke off is not there', async () => {
    const folder = join(scratchFolder(), 'push');
    const first = new PushWriter(folder, ROOM);
    await first.add(text(records(0, 5)));
    const [body] = bodiesIn(folder);
    writeFileSync(`${body!.path.replace(/\d{16}/, '0000000000009999')}.part`, '{"ts":17');
    const second = new PushWriter(folder, ROOM);
    expect(readdirSync(folder)).toHaveLength(1);
    expect(await second.add(text(records(5, 5)))).toBe('stored');
    const reading = open(folder);
    expect((await readAll(reading, 10)).times).toEqual(times(0, 10));
    await reading.close();
  });

  it('is not taken where there is no room, until something was read', async () => {
    const folder = join(scratchFolder(), 'push');
    const big = text(`${records(0, 400)}\n`);
    const writer = new PushWriter(folder, 2.5 * big.length);
    expect(await writer.add(big)).toBe('stored');
    expect(await writer.add(text(`${records(400, 400)}\n`))).toBe('stored');
    expect(await writer.add(text(`${records(800, 400)}\n`))).toBe('full');
    expect(await writer.add(text(''))).toBe('stored');
    expect(bodiesIn(folder)).toHaveLength(2);
  });

  it('is refused while the disk is full, nothing of it stays, and it is taken once there is room', async () => {
    const folder = join(scratchFolder(), 'push');
    const writer = new PushWriter(folder, ROOM);
    await writer.add(text(`${records(0, 1)}\n`));
    const before = readdirSync(folder);
    const body = text(`${records(1, 1)}\n`);
    const [{ start, bytes }] = bodiesIn(folder) as [PushedBody];
    const digest = createHash('sha256').update(body).digest('hex').slice(0, 32);
    const path = bodyPath(folder, { start: start + bytes, bytes: body.length, digest });
    symlinkSync('/dev/full', `${path}.part`);
    await expect(writer.add(body)).rejects.toThrow('ENOSPC');
    expect(readdirSync(folder)).toEqual(before);
    expect(await writer.add(body)).toBe('stored');
    expect(bodiesIn(folder).map((each) => each.digest)).toContain(digest);
  });

  it('goes on behind what was read where bodies were lost, which is said', async () => {
    const scratch = scratchFolder();
    const first = join(scratch, 'first');
    await new PushWriter(first, ROOM).add(text(`${records(0, 10)}\n`));
    const before = open(first);
    const { positions } = await readAll(before, 10);
    await before.close();
    const [{ offset }] = positions as [InputPosition];
    const empty = join(scratch, 'empty');
    await new PushWriter(empty, ROOM, offset + 5_000).add(text(`${records(20, 10)}\n`));
    const events: LiveEvent[] = [];
    const reading = open(empty, positions);
    while (!events.some(({ kind }) => kind === 'records')) events.push(await reading.next());
    expect(events.find(({ kind }) => kind === 'trouble')).toMatchObject({
      message: expect.stringContaining(`missing from byte ${offset} on`),
    });
    expect((await readAll(reading, 0)).times).toEqual([]);
    await reading.close();
  });

  it('takes bodies that come at once one after the other', async () => {
    const folder = join(scratchFolder(), 'push');
    const writer = new PushWriter(folder, ROOM);
    const all = await Promise.all(Array.from({ length: 20 }, (_, i) => writer.add(text(records(3 * i, 3)))));
    expect(new Set(all)).toEqual(new Set(['stored']));
    const bodies = bodiesIn(folder);
    for (const [i, body] of bodies.slice(1).entries()) {
      expect(body.start).toBe(bodies[i]!.start + bodies[i]!.bytes);
    }
  });

  it('says that it is no known format, and waits', async () => {
    const folder = join(scratchFolder(), 'push');
    await new PushWriter(folder, ROOM).add(text('nothing that is known'));
    const reading = open(folder);
    const event = await reading.next();
    expect(event).toMatchObject({ kind: 'trouble', source: 'sensor' });
    await reading.close();
  });
});
