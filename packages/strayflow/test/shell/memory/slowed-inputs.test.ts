import { describe, expect, it } from 'vitest';
import type { LiveEvent, LiveInputs } from '../../../src/shell/live/live-input.js';
import { SlowedInputs } from '../../../src/shell/memory/slowed-inputs.js';

const RECORDS: LiveEvent = { kind: 'records', input: 0, items: [] };

function slowed(events: LiveEvent[]) {
  const gauge = { used: 0 as number | null, time: 0, pauses: [] as number[], warnings: [] as string[] };
  const inputs: LiveInputs = {
    next: async () => events.shift() ?? { kind: 'end' },
    requestCheckpoint: () => undefined,
    stored: () => undefined,
    stop: () => undefined,
    close: async () => undefined,
  };
  const slow = new SlowedInputs(inputs, {
    used: () => gauge.used,
    limitBytes: 1_000,
    elapsed: () => gauge.time,
    pause: async (ms) => {
      gauge.pauses.push(ms);
    },
    warning: (text) => gauge.warnings.push(text),
  });
  return { gauge, slow };
}

describe('inputs beside a limit of memory', () => {
  it('wait before each batch from nine tenths on, until a fifth is free again', async () => {
    const { gauge, slow } = slowed(Array.from({ length: 5 }, () => RECORDS));
    await slow.next();
    expect(gauge.pauses).toEqual([]);
    for (const [used, pauses] of [
      [905, 1],
      [850, 2],
      [790, 2],
      [850, 2],
    ] as const) {
      gauge.used = used;
      gauge.time += 1_000;
      expect(await slow.next()).toEqual(RECORDS);
      expect(gauge.pauses).toHaveLength(pauses);
    }
    expect(gauge.warnings).toEqual([
      '91 % of the memory that it may have is in use: inputs are read more slowly. Datagrams may be dropped, which is counted.',
      'There is enough memory again: inputs are read as fast as they come.',
    ]);
  });

  it('hold back neither checkpoints nor the end, nor anything where nobody knows what is in use', async () => {
    const { gauge, slow } = slowed([RECORDS, { kind: 'checkpoint', positions: [] }]);
    gauge.used = null;
    await slow.next();
    gauge.used = 999;
    gauge.time = 1_000;
    expect((await slow.next()).kind).toBe('checkpoint');
    expect((await slow.next()).kind).toBe('end');
    expect(gauge.pauses).toEqual([]);
  });

  it('do not wait any more when they are stopped', async () => {
    const { gauge, slow } = slowed([RECORDS, RECORDS]);
    gauge.used = 990;
    await slow.next();
    slow.stop();
    gauge.time = 1_000;
    await slow.next();
    expect(gauge.pauses).toHaveLength(1);
  });
});
