/** While records come faster than they can be judged, what hangs on time still has its turn: news, blocks, and the status. */
import { expect, it } from 'vitest';
import { configSchema } from '../../../src/config.js';
import type { LiveEvent, LiveInputs } from '../../../src/shell/live/live-input.js';
import { watch } from '../../../src/shell/live/watch.js';
import { scratchFolder } from '../scratch-folder.js';

/** Something has always come already, until the watch is told to stop. */
class Flood implements LiveInputs {
  events = 0;
  private isStopped = false;
  private readonly most: number;

  constructor(most: number) {
    this.most = most;
  }

  next(): Promise<LiveEvent> {
    this.events++;
    const isOver = this.isStopped || this.events > this.most;
    return Promise.resolve(isOver ? { kind: 'end' } : { kind: 'caught-up', input: 0, caughtUp: false });
  }
  requestCheckpoint(): void {}
  stored(): void {}
  stop(): void {
    this.isStopped = true;
  }
  close(): Promise<void> {
    return Promise.resolve();
  }
}

it('lets timers ring while there is always something to take', async () => {
  const flood = new Flood(10_000_000);
  const stopping = new AbortController();
  let rung = 0;
  await watch({
    config: configSchema.parse({ site: 'test', internal: ['10.0.0.0/8'], watch: { statusSeconds: 1 } }),
    models: null,
    state: scratchFolder(),
    open: () => flood,
    clock: {
      wall: Date.now,
      elapsed: () => performance.now(),
      every(_, call) {
        const timer = setInterval(call, 5);
        return () => clearInterval(timer);
      },
    },
    reporter: {
      told: () => undefined,
      acted: () => undefined,
      warning: () => undefined,
      status() {
        rung++;
        if (rung === 3) stopping.abort();
      },
    },
    openResponder: null,
    openNotifying: null,
    untilEnd: false,
    signal: stopping.signal,
  });
  expect(rung).toBe(3);
  expect(flood.events).toBeLessThan(10_000_000);
});
