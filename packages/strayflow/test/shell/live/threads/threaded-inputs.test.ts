/** The channel between threads, with both of its ends in this one: structured clones, hand-over and credit are the real ones. */
import { MessageChannel } from 'node:worker_threads';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { InputPosition, LiveEvent, LiveInputs } from '../../../../src/shell/live/live-input.js';
import {
  READ_AHEAD_ROWS,
  type ReadingCommand,
  ServedInputs,
} from '../../../../src/shell/live/threads/serve-inputs.js';
import { type StartReading, ThreadedInputs } from '../../../../src/shell/live/threads/threaded-inputs.js';
import { type FlowRow, flows } from '../../../flow-rows.js';
import { ScriptedInputs } from '../scripted-inputs.js';

const START = 1_700_000_000_000;
const ROWS = 120;
const INPUTS: readonly (readonly Partial<FlowRow>[])[] = [0, 1].map((input) =>
  Array.from({ length: ROWS }, (_, i) => ({ input, time: START + i * 1_000 })),
);

function* repeating(values: readonly number[]): Generator<number, never> {
  for (let i = 0; ; i++) yield values[i % values.length]!;
}

/** A thread whose inputs are `open`ed, and that dies after so many events, once for each number. */
function threads(
  open: (positions: readonly InputPosition[]) => LiveInputs,
  deaths: number[] = [],
  onDeath: () => void = () => undefined,
): StartReading {
  return (positions, events) => {
    const { port1, port2 } = new MessageChannel();
    let left = deaths.shift() ?? Number.POSITIVE_INFINITY;
    const served = new ServedInputs(open(structuredClone(positions)), {
      post: (event, buffers) => port2.postMessage(event, buffers),
    });
    const end = () => {
      port1.close();
      port2.close();
    };
    port1.on('message', (event: LiveEvent) => {
      if (left-- > 0) {
        events.event(event);
        if (event.kind === 'end') end();
        return;
      }
      if (left < -1) return;
      end();
      onDeath();
      events.died(new Error('out of memory'));
    });
    port2.on('message', (command: ReadingCommand) => served.take(command));
    served.run().catch((error: unknown) => events.died(error));
    return {
      tell: (command) => port1.postMessage(command),
      end: () => Promise.resolve(end()),
    };
  };
}

const script = (cuts: readonly number[], picks: readonly number[]) => ({
  inputs: INPUTS,
  picks: repeating(picks),
  cuts: repeating(cuts),
  checkpointRows: 10_000,
});

const rowsOf = (event: LiveEvent): readonly string[] =>
  event.kind !== 'records'
    ? []
    : event.items.flatMap(({ batch }) =>
        Array.from({ length: batch.length }, (_, row) => `${batch.input[row]} ${batch.recordNumber[row]}`),
      );

const WHOLE = INPUTS.flatMap((rows, input) => rows.map((_, i) => `${input} ${i + 1}`)).sort();

async function eventsOf(inputs: ThreadedInputs, checkpointEvery: number): Promise<readonly LiveEvent[]> {
  const events: LiveEvent[] = [];
  for (;;) {
    const event = await inputs.next();
    events.push(event);
    if (event.kind === 'end') return events;
    if (event.kind === 'checkpoint') inputs.stored(event.positions);
    if (events.length % checkpointEvery === 0) inputs.requestCheckpoint();
  }
}

describe('inputs in another thread', () => {
  it('give the same rows in the same order', async () => {
    const inputs = new ThreadedInputs(
      threads((positions) => new ScriptedInputs(script([30, 7], [0, 1, 1]), positions)),
      [],
    );
    const there = (await eventsOf(inputs, 1_000)).flatMap(rowsOf);
    const here: string[] = [];
    const direct = new ScriptedInputs(script([30, 7], [0, 1, 1]), []);
    for (let event = await direct.next(); event.kind !== 'end'; event = await direct.next()) {
      here.push(...rowsOf(event));
    }
    expect(there).toEqual(here);
    expect([...there].sort()).toEqual(WHOLE);
    await inputs.close();
  });

  it('give each row once, however often the thread dies, with other cuts each time', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 4 }),
        fc.array(fc.integer({ min: 0, max: 25 }), { maxLength: 3 }),
        fc.integer({ min: 2, max: 12 }),
        async (cuts, deaths, checkpointEvery) => {
          let starts = 0;
          const open = (positions: readonly InputPosition[]) =>
            new ScriptedInputs(script([...cuts.slice(starts++ % cuts.length), 5], [1, 0]), positions);
          let died = 0;
          const start = threads(open, [...deaths], () => died++);
          const inputs = new ThreadedInputs(start, []);
          const events = await eventsOf(inputs, checkpointEvery);
          const rows = events.flatMap(rowsOf);
          expect(rows.length).toBe(WHOLE.length);
          expect([...rows].sort()).toEqual(WHOLE);
          const told = events.filter((event) => event.kind === 'trouble').length;
          expect(told).toBe(died);
          await inputs.close();
        },
      ),
      { numRuns: 30 },
    );
  });

  it('fail when thread after thread dies without getting on', async () => {
    const inputs = new ThreadedInputs(
      threads((positions) => new ScriptedInputs(script([5], [0]), positions), Array(10).fill(3)),
      [],
    );
    await expect(eventsOf(inputs, 1_000)).rejects.toThrow('out of memory');
    await inputs.close();
  });

  it('wait when nobody asks: what is read ahead is bounded', async () => {
    const rows = flows(Array.from({ length: 4_096 }, () => ({})));
    let given = 0;
    const endless: LiveInputs = {
      next() {
        given += rows.length;
        return Promise.resolve({ kind: 'records', input: 0, items: [{ kind: 'flows', batch: rows }] });
      },
      requestCheckpoint: () => undefined,
      stored: () => undefined,
      stop: () => undefined,
      close: () => Promise.resolve(),
    };
    let arrived = 0;
    const served = new ServedInputs(endless, {
      post: () => {
        arrived += rows.length;
      },
    });
    void served.run();
    const idle = async () => {
      for (let turn = 0; turn < 100; turn++) await new Promise((resolve) => setImmediate(resolve));
    };
    await idle();
    expect(arrived).toBe(READ_AHEAD_ROWS);
    served.take({ kind: 'credit', rows: 8_192 });
    await idle();
    expect(arrived).toBe(READ_AHEAD_ROWS + 8_192);
    expect(given).toBe(arrived);
  });
});
