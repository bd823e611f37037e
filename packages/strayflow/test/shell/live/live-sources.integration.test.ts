/** Files, pipes and listeners in real threads, which are compiled files. */
import { execFileSync } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import {
  appendFileSync,
  closeSync,
  existsSync,
  openSync,
  renameSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Worker } from 'node:worker_threads';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { InputPosition, LiveEvent, LiveInputs } from '../../../src/shell/live/live-input.js';
import type * as Sources from '../../../src/shell/live/live-sources.js';
import type { ReadingPlan } from '../../../src/shell/live/reading/open-reading.js';
import type * as Threads from '../../../src/shell/live/threads/start-threads.js';
import type * as Threaded from '../../../src/shell/live/threads/threaded-inputs.js';
import { scratchFolder } from '../scratch-folder.js';
import { eveLine, idsOf } from './reading/log-lines.js';

const compiled = (path: string) => new URL(`../../../dist/shell/live/${path}`, import.meta.url);
let LiveSources: typeof Sources.LiveSources;
let readingThreads: typeof Threads.readingThreads;
let ThreadedInputs: typeof Threaded.ThreadedInputs;
beforeAll(async () => {
  const path = compiled('live-sources.js');
  if (!existsSync(fileURLToPath(path))) throw new Error('packages/strayflow is not built: run npm run build');
  ({ LiveSources } = (await import(path.href)) as typeof Sources);
  ({ readingThreads } = (await import(compiled('threads/start-threads.js').href)) as typeof Threads);
  ({ ThreadedInputs } = (await import(compiled('threads/threaded-inputs.js').href)) as typeof Threaded);
});

const open: LiveInputs[] = [];
afterEach(async () => {
  for (const inputs of open.splice(0)) await inputs.close();
});

const range = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i);
const lines = (from: number, to: number) => range(from, to).map(eveLine).join('');
const inOrder = (ids: readonly number[]) => [...ids].sort((a, b) => a - b);

/** What has come so far. */
class Seen {
  readonly ids: number[] = [];
  readonly troubles: string[] = [];
  readonly counts = new Map<number, Extract<LiveEvent, { kind: 'counts' }>>();
  positions: readonly InputPosition[] = [];
  ended = false;

  private readonly inputs: LiveInputs;

  constructor(inputs: LiveInputs) {
    this.inputs = inputs;
  }

  /** Takes events until `holds`. */
  async until(holds: () => boolean): Promise<void> {
    while (!holds() && !this.ended) {
      const event = await this.inputs.next();
      if (event.kind === 'records') this.ids.push(...idsOf(event.items));
      else if (event.kind === 'trouble') this.troubles.push(`${event.source}: ${event.message}`);
      else if (event.kind === 'counts') this.counts.set(event.input, event);
      else if (event.kind === 'checkpoint') this.positions = event.positions;
      else if (event.kind === 'end') this.ended = true;
    }
  }
}

function watching<T extends LiveInputs>(inputs: T): T {
  open.push(inputs);
  return inputs;
}

function mkfifo(path: string): void {
  try {
    execFileSync('mkfifo', [path]);
  } catch (cause) {
    throw new Error('this test needs mkfifo, of the Debian package coreutils', { cause });
  }
}

const PLAN: ReadingPlan = {
  site: 'test',
  sourceOptions: {},
  follow: true,
  files: [],
  pipes: [],
  listeners: [],
  pushes: [],
};

const LISTENER = { receiveBufferBytes: 100_000, storedBytes: 1 << 24 };

describe('live sources', () => {
  it('follow a file over a rotation, and stop with all that was there', async () => {
    const folder = scratchFolder();
    const log = join(folder, 'eve.json');
    writeFileSync(log, lines(0, 30));
    const sources = watching(
      new LiveSources({ ...PLAN, files: [{ path: log, format: null }], folder, listeners: [] }, []),
    );
    const seen = new Seen(sources);
    await seen.until(() => seen.ids.length === 30);
    renameSync(log, `${log}.1`);
    appendFileSync(`${log}.1`, lines(30, 35));
    writeFileSync(log, lines(35, 60));
    await seen.until(() => seen.ids.length === 60);
    sources.stop();
    await seen.until(() => false);
    expect(inOrder(seen.ids)).toEqual(range(0, 60));
    expect(seen.positions.map(({ name }) => name)).toEqual([log, log]);
  });

  it('read what one writer after the other sends through a named pipe', async () => {
    const folder = scratchFolder();
    const pipe = join(folder, 'pipe');
    mkfifo(pipe);
    const sources = watching(
      new LiveSources({ ...PLAN, pipes: [{ path: pipe, format: null }], folder, listeners: [] }, []),
    );
    const seen = new Seen(sources);
    const first = openSync(pipe, 'r+');
    writeSync(first, lines(0, 40).slice(0, -5));
    await seen.until(() => seen.ids.length === 39);
    writeSync(first, lines(39, 40).slice(-5));
    closeSync(first);
    await seen.until(() => seen.ids.length === 40);
    while (!seen.positions.some(({ finished }) => finished)) {
      const before = seen.positions;
      sources.requestCheckpoint();
      await seen.until(() => seen.positions !== before);
    }
    const second = openSync(pipe, 'r+');
    writeSync(second, lines(40, 60));
    await seen.until(() => seen.ids.length === 60);
    closeSync(second);
    sources.stop();
    await seen.until(() => false);
    expect(seen.ids).toEqual(range(0, 60));
    expect(new Set(seen.positions.map(({ input }) => input)).size).toBe(2);

    const again = watching(
      new LiveSources(
        { ...PLAN, pipes: [{ path: pipe, format: null }], folder, listeners: [] },
        seen.positions.map((position) => ({ ...position, finished: false })),
      ),
    );
    const later = new Seen(again);
    await later.until(() => later.troubles.length === 2);
    expect(later.troubles[0]).toContain('a pipe cannot be read again');
  });

  it.each([
    ['127.0.0.1:0', '127.0.0.1', 'udp4'],
    ['[::1]:0', '::1', 'udp6'],
  ] as const)('receive at %s, store, and say what the kernel gives', async (listen, host, type) => {
    const folder = scratchFolder();
    let bound: (port: number) => void = () => undefined;
    const port = new Promise<number>((resolve) => {
      bound = resolve;
    });
    const wanted = { ...LISTENER, receiveBufferBytes: 1 << 30 };
    const sources = watching(
      new LiveSources({ ...PLAN, folder, listeners: [{ listen, ...wanted }] }, [], (_, at) => bound(at)),
    );
    const seen = new Seen(sources);
    const socket = createSocket(type);
    socket.connect(await port, host);
    await once(socket, 'connect');
    // Of no exporter: rejected, and counted as that.
    for (let i = 0; i < 20; i++) socket.send(Buffer.alloc(100, 0xee));
    await seen.until(() => [...seen.counts.values()].some(({ summary }) => summary.read === 20));
    socket.close();
    const [{ summary, loss }] = [...seen.counts.values()] as [Extract<LiveEvent, { kind: 'counts' }>];
    expect(summary.rejected).toEqual({ 'not-an-export': 20 });
    expect(loss).toEqual({ kernelDrops: 0, overloadDrops: 0, sequenceGaps: 0 });
    expect(sources.listeners[0]).toMatchObject({ received: 20, overloadDrops: 0, kernelDrops: 0 });
    expect(seen.troubles).toEqual([expect.stringContaining('sysctl -w net.core.rmem_max=')]);
  });

  it('say when an address is taken', async () => {
    const other = createSocket('udp4');
    other.bind(0, '127.0.0.1');
    await once(other, 'listening');
    const listen = `127.0.0.1:${other.address().port}`;
    const folder = scratchFolder();
    const sources = watching(new LiveSources({ ...PLAN, folder, listeners: [{ listen, ...LISTENER }] }, []));
    const seen = new Seen(sources);
    await seen.until(() => seen.troubles.length > 0);
    other.close();
    expect(seen.troubles[0]).toContain('EADDRINUSE');
  });

  it('go on in another thread when the one that reads dies, each record once', async () => {
    const folder = scratchFolder();
    const log = join(folder, 'eve.json');
    const total = 20_000;
    writeFileSync(log, lines(0, total));
    const workers: Worker[] = [];
    const plan = { ...PLAN, follow: false, files: [{ path: log, format: null }] };
    const inputs = watching(
      new ThreadedInputs(readingThreads(plan, { started: (worker) => workers.push(worker) }), []),
    );
    const seen = new Seen(inputs);
    for (const at of [1, 5_000, 12_000]) {
      await seen.until(() => seen.ids.length >= at);
      await workers.at(-1)!.terminate();
      await seen.until(() => seen.troubles.length === workers.length - 1);
      inputs.requestCheckpoint();
      const before = seen.positions;
      await seen.until(() => seen.positions !== before);
    }
    await seen.until(() => false);
    expect(workers.length).toBeGreaterThan(1);
    expect(seen.ids).toEqual(range(0, total));
  });
});
