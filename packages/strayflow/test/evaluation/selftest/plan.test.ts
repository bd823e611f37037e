import { describe, expect, it } from 'vitest';
import { injectedInput } from '../../../src/evaluation/selftest/injected-input.js';
import { plan } from '../../../src/evaluation/selftest/plan.js';
import { parseAddress } from '../../../src/model/address.js';
import type { FlowBatch } from '../../../src/model/flow-batch.js';

const hosts = (prefix: string, count: number) =>
  Array.from({ length: count }, (_, i) => `${prefix}.${i + 1}`);
const span = { start: 1_700_000_000_000, end: 1_700_003_600_000 };
const cast = { insiders: hosts('10.0.0', 20), outsiders: hosts('192.0.2', 20) };
const all = (insiders: number, seed = 1, within = span) =>
  plan({ ...cast, insiders: cast.insiders.slice(0, insiders) }, within, seed);

describe('the plan of a self-test', () => {
  it('has every attack in every strength, whoever there is', () => {
    for (const insiders of [1, 2]) {
      const named = all(insiders).flatMap((round) =>
        round.map(({ attack, strength }) => `${attack.behaviour} ${strength}`),
      );
      expect(new Set(named).size).toBe(15);
      expect(named).toHaveLength(15);
    }
  });

  it('gives nobody two parts in one copy, and a flood its own', () => {
    for (const round of all(20)) {
      const parts = round.flatMap(({ scene }) => [scene.actor, scene.neighbour, scene.outsider]);
      expect(new Set(parts).size).toBe(parts.length);
      if (round.some(({ attack }) => attack.loud)) expect(round).toHaveLength(1);
    }
    expect(all(20).length).toBeLessThan(15);
    expect(all(1)).toHaveLength(15);
  });

  it.each([
    ['an hour', span.end],
    ['ten seconds', span.start + 10_000],
  ])('keeps within a capture of %s', (_, end) => {
    for (const injection of all(20, 1, { start: span.start, end }).flat()) {
      expect(injection.flows.length).toBeGreaterThan(0);
      const starts = injection.flows.map((flow) => flow.start);
      expect(starts).toEqual(starts.toSorted((a, b) => a - b));
      expect(starts[0]).toBeGreaterThanOrEqual(span.start);
      const ends = injection.flows.map((flow) => flow.start + flow.durationMs);
      expect(ends.filter((time) => time > end)).toEqual([]);
      const address = new Uint8Array(16);
      expect(injection.flows.filter((flow) => !parseAddress(flow.source, address))).toEqual([]);
    }
  });

  it('is the same for one seed, and another for another', () => {
    const text = (seed: number) =>
      JSON.stringify(
        all(20, seed)
          .flat()
          .map(({ scene, flows }) => [scene, flows]),
      );
    expect(text(1)).toBe(text(1));
    expect(text(1)).not.toBe(text(2));
  });
});

describe('injected flows', () => {
  it('are whole flows of an input of their own, however many', async () => {
    const flood = all(20)
      .flat()
      .find(({ attack, strength }) => attack.loud && strength === 'medium')!;
    const batches: FlowBatch[] = [];
    const summary = await injectedInput(flood.flows, 3, 'site').read({
      flows: (batch) => void batches.push(batch),
      facts() {},
      progress() {},
    });
    expect(summary).toMatchObject({ read: 5_000, parsed: 5_000, flows: 5_000 });
    expect(batches.reduce((sum, batch) => sum + batch.length, 0)).toBe(5_000);
    const numbers = batches.flatMap((batch) => [...batch.recordNumber]);
    expect(numbers).toEqual(Array.from({ length: 5_000 }, (_, i) => i + 1));
    expect(batches.every((batch) => batch.input.every((input) => input === 3))).toBe(true);
  });
});
