import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BELIEVED_LEAPS } from '../../src/live/arrival.js';
import { OrderStage, type OrderState } from '../../src/live/order.js';
import { restore, snapshot } from '../../src/model/snapshot.js';
import type { RouteItem } from '../../src/pipeline.js';
import { type FlowRow, flows, START } from '../flow-rows.js';

const LIMITS = { latenessMs: 1_000, settleMs: 1_000, aheadMs: 86_400_000, maxRows: 1_000_000 };
const WALL = START + 3_600_000;

interface Record {
  readonly input: number;
  readonly recordNumber: number;
  readonly time: number;
}

const item = (records: readonly Record[]): RouteItem => ({ kind: 'flows', batch: flows(records) });

const told = (items: readonly RouteItem[]): string[] =>
  items.flatMap(({ batch }) =>
    Array.from(
      { length: batch.length },
      (_, row) => `${batch.time[row]! - START} ${batch.input[row]} ${batch.recordNumber[row]}`,
    ),
  );

const inOrder = (records: readonly Record[]): string[] =>
  [...records]
    .sort((a, b) => a.time - b.time || a.input - b.input || a.recordNumber - b.recordNumber)
    .map(({ time, input, recordNumber }) => `${time - START} ${input} ${recordNumber}`);

/** Inputs whose records are at most half of LIMITS.latenessMs out of order. */
const inputs = fc
  .array(fc.array(fc.record({ gap: fc.nat(800), early: fc.nat(499) }), { maxLength: 40 }), {
    minLength: 1,
    maxLength: 4,
  })
  .map((all) =>
    all.map((steps, input) => {
      let clock = START;
      return steps.map(({ gap, early }, index): Record => {
        clock += gap;
        return { input, recordNumber: index + 1, time: clock - early };
      });
    }),
  );

describe('the ordering stage', () => {
  it('gives the same sequence whatever the interleaving of inputs, the cuts, and restarts in the middle', () => {
    fc.assert(
      fc.property(
        inputs,
        fc.infiniteStream(fc.nat(1_000)),
        fc.infiniteStream(fc.integer({ min: 1, max: 7 })),
        fc.integer({ min: 1, max: 9 }),
        (all, picks, cuts, restartEvery) => {
          let stage = new OrderStage(LIMITS);
          const read = all.map(() => 0);
          const out: string[] = [];
          for (const input of all.keys()) stage.setCaughtUp(input, false);
          const arrived: RouteItem[] = [];
          for (let step = 1; ; step++) {
            const open = all.flatMap((records, input) => (read[input]! < records.length ? [input] : []));
            if (open.length === 0) break;
            const input = open[picks.next().value! % open.length]!;
            const to = Math.min(all[input]!.length, read[input]! + cuts.next().value!);
            const taken = stage.take(input, item(all[input]!.slice(read[input]!, to)), WALL);
            expect(taken.late).toBeNull();
            if (taken.kept !== null) arrived.push(taken.kept);
            read[input] = to;
            if (to === all[input]!.length) stage.setCaughtUp(input, true);
            // The first of an input that has shown nothing yet may be older than all.
            if (step % 2 === 0) out.push(...told(stage.release(stage.settled())));
            if (step % restartEvery === 0) {
              const state = restore<OrderState>(snapshot(stage.state));
              stage = new OrderStage(LIMITS, state);
              for (const each of arrived) stage.restore(each);
            }
          }
          out.push(...told(stage.release(stage.end)));
          expect(out).toEqual(inOrder(all.flat()));
          expect(stage.heldRows).toBe(0);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('does not go on before an input that is behind, and goes on without one that is caught up', () => {
    const stage = new OrderStage(LIMITS);
    stage.setCaughtUp(0, false);
    stage.setCaughtUp(1, false);
    stage.take(0, item([{ input: 0, recordNumber: 1, time: START + 60_000 }]), WALL);
    stage.take(1, item([{ input: 1, recordNumber: 1, time: START }]), WALL);
    expect(stage.settled()).toBe(START - 1_000);
    stage.setCaughtUp(1, true);
    expect(stage.settled()).toBe(START + 59_000);
    expect(told(stage.release(stage.settled()))).toEqual(['0 1 1']);
  });

  it('counts what comes too late and gives it back apart', () => {
    const stage = new OrderStage(LIMITS);
    const record = (recordNumber: number, offset: number) => ({
      input: 0,
      recordNumber,
      time: START + offset,
    });
    const taken = stage.take(0, item([record(1, 5_000), record(2, 3_999), record(3, 4_000)]), WALL);
    expect(told([taken.late!])).toEqual(['3999 0 2']);
    expect(told([taken.kept!])).toEqual(['5000 0 1', '4000 0 3']);
    stage.release(START + 4_500);
    const second = stage.take(0, item([record(4, 4_400), record(5, 4_500)]), WALL);
    expect(told([second.late!])).toEqual(['4400 0 4']);
    expect(stage.state.inputs.get(0)!.late).toBe(2);
  });

  it('takes what comes after its turn in at the present one, whatever the cuts, where rows wait less than they may be late', () => {
    fc.assert(
      fc.property(
        inputs,
        fc.infiniteStream(fc.integer({ min: 1, max: 7 })),
        fc.integer({ min: 1, max: 9 }),
        ([records], cuts, releaseEvery) => {
          const limits = { ...LIMITS, settleMs: 100 };
          const whole = new OrderStage(limits);
          const atOnce = whole.take(0, item(records!), WALL);
          const expected = atOnce.kept === null ? [] : told(whole.release(whole.end));
          expect(atOnce.late).toBeNull();
          let stage = new OrderStage(limits);
          const out: string[] = [];
          const arrived: RouteItem[] = [];
          for (let from = 0, step = 1; from < records!.length; step++) {
            const to = from + cuts.next().value!;
            const { kept, late } = stage.take(0, item(records!.slice(from, to)), WALL);
            expect(late).toBeNull();
            arrived.push(kept!);
            from = to;
            if (step % releaseEvery === 0) {
              out.push(...told(stage.release(stage.settled())));
              stage = new OrderStage(limits, restore<OrderState>(snapshot(stage.state)));
              for (const each of arrived) stage.restore(each);
            }
          }
          out.push(...told(stage.release(stage.end)));
          expect(out).toEqual(expected);
          expect(out).toHaveLength(records!.length);
        },
      ),
      { numRuns: 100 },
    );
    const stage = new OrderStage({ ...LIMITS, settleMs: 100 });
    const record = (recordNumber: number, offset: number) => ({
      input: 0,
      recordNumber,
      time: START + offset,
    });
    const taken = stage.take(
      0,
      item([record(1, 5_000), record(2, 4_950), record(3, 4_200), record(4, 3_999)]),
      WALL,
    );
    expect(told([taken.kept!])).toEqual(['5000 0 1', '4950 0 2', '4900 0 3']);
    expect(told([taken.late!])).toEqual(['3999 0 4']);
  });

  it('is not moved by a record of the far future, and believes a gap that lasts', () => {
    const stage = new OrderStage(LIMITS);
    const day = 86_400_000;
    const wall = START + 1_000 * day;
    const at = (recordNumber: number, days: number) => ({ input: 0, recordNumber, time: START + days * day });
    const taken = stage.take(0, item([at(1, 0), at(2, 2_000), at(3, 20)]), wall);
    expect(taken.kept!.batch.length).toBe(1);
    expect(stage.newest).toBe(START);
    expect(stage.state.inputs.get(0)!.ahead).toBe(2);
    const later = Array.from({ length: BELIEVED_LEAPS }, (_, i) => at(4 + i, 20));
    expect(stage.take(0, item(later), wall).kept!.batch.length).toBe(2);
    expect(stage.newest).toBe(START + 20 * day);
  });

  it('lets the oldest go on early when too much waits, and counts that', () => {
    const stage = new OrderStage({ ...LIMITS, maxRows: 100 });
    stage.setCaughtUp(1, false);
    const rows = Array.from({ length: 104 }, (_, i) => ({ input: 0, recordNumber: i + 1, time: START + i }));
    stage.take(0, item(rows), WALL);
    const early = told(stage.release(stage.settled()));
    expect(early).toEqual(inOrder(rows).slice(0, early.length));
    expect(early.length).toBeGreaterThanOrEqual(26);
    expect(stage.heldRows).toBeLessThanOrEqual(100);
    expect(stage.state.early).toBe(early.length);
  });

  it('holds thousands of single records as a few batches, in their order', () => {
    const stage = new OrderStage(LIMITS);
    const rows = Array.from({ length: 3_000 }, (_, i): Partial<FlowRow> & Record => ({
      input: 0,
      recordNumber: i + 1,
      time: START + ((i * 7) % 500),
    }));
    for (const row of rows) stage.take(0, item([row]), WALL);
    expect(stage.heldRows).toBe(3_000);
    expect(told(stage.release(stage.end))).toEqual(inOrder(rows));
  });
});
