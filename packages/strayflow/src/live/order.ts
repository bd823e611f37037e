/** The ordering stage: records of several inputs come in as they are read and go on in event-time order. */
import { BATCH_ROWS } from '../model/flow-builder.js';
import type { RouteItem } from '../pipeline.js';
import { Arrival, type ArrivalLimits, arrive, type InputClock, openClock } from './arrival.js';
import { inOrder, joined, selectItem } from './rows.js';

export interface OrderLimits extends ArrivalLimits {
  /** Rows that may wait. */
  readonly maxRows: number;
}

/** Plain data; the rows that wait are kept elsewhere, by whoever keeps what arrived. */
export interface OrderState {
  /** Everything before it has gone on (Unix ms). */
  line: number;
  readonly inputs: Map<number, InputClock>;
  /** Rows that went on before their time because too many waited. */
  early: number;
  /** Rows that went on. */
  released: number;
}

/** What became of the rows of one item. */
export interface Taken {
  /** To be judged when their time comes; null when there are none. */
  readonly kept: RouteItem | null;
  /** Not to be judged. Rows that are implausibly far ahead are in neither. */
  readonly late: RouteItem | null;
}

interface Waiting {
  readonly item: RouteItem;
  readonly first: number;
  readonly last: number;
}

function spanOf({ batch }: RouteItem): { readonly first: number; readonly last: number } {
  let first = Number.POSITIVE_INFINITY;
  let last = Number.NEGATIVE_INFINITY;
  for (const time of batch.time) {
    if (time < first) first = time;
    if (time > last) last = time;
  }
  return { first, last };
}

/** The least number above `time`, or near it. */
function above(time: number): number {
  return time + Math.max(Number.MIN_VALUE, Math.abs(time) * Number.EPSILON);
}

/**
 * Rows wait until the watermark has passed them by `settleMs`. What comes after its turn is late, or, where `settleMs` is less than
 * `latenessMs`, is taken in at the present turn up to that age: its time is that from then on. An input that is not caught up holds the watermark at
 * its own newest record, so that what is read again after a restart, in whatever interleaving, comes out in the same
 * order as when it is read once. Inputs that are caught up hold nothing back: their watermark is the newest of all.
 */
export class OrderStage {
  readonly state: OrderState;
  private readonly limits: OrderLimits;
  private waiting: Record<RouteItem['kind'], Waiting[]> = { flows: [], facts: [] };
  private rows = 0;

  constructor(limits: OrderLimits, state?: OrderState) {
    this.limits = limits;
    this.state = state ?? { line: Number.NEGATIVE_INFINITY, inputs: new Map(), early: 0, released: 0 };
    // States of before there were turns.
    for (const clock of this.state.inputs.values()) clock.turn ??= Number.NEGATIVE_INFINITY;
  }

  /** Rows that wait. */
  get heldRows(): number {
    return this.rows;
  }

  /** Event time of the newest record of all (Unix ms); -Infinity before the first. */
  get newest(): number {
    let newest = Number.NEGATIVE_INFINITY;
    for (const clock of this.state.inputs.values()) newest = Math.max(newest, clock.newest);
    return newest;
  }

  /** Every known input was read to its present end. */
  get caughtUp(): boolean {
    for (const clock of this.state.inputs.values()) if (!clock.caughtUp) return false;
    return true;
  }

  private clockOf(input: number): InputClock {
    let clock = this.state.inputs.get(input);
    if (clock === undefined) {
      clock = openClock();
      this.state.inputs.set(input, clock);
    }
    return clock;
  }

  setCaughtUp(input: number, caughtUp: boolean): void {
    this.clockOf(input).caughtUp = caughtUp;
  }

  /** Takes the next rows of one input. `wall` is the clock on the wall (Unix ms). */
  take(input: number, item: RouteItem, wall: number): Taken {
    const clock = this.clockOf(input);
    const { time, length } = item.batch;
    const { line } = this.state;
    const fates = new Uint8Array(length);
    const places: number[] = [];
    for (let row = 0; row < length; row++) {
      const fate = arrive(clock, item.kind, time[row]!, line, wall, this.limits);
      fates[row] = fate;
      if (fate === Arrival.inTime) places.push(time[row]!);
      else if (fate === Arrival.overdue) places.push(Math.max(clock.turn, line));
    }
    const kept = selectItem(item, (row) => fates[row] === Arrival.inTime || fates[row] === Arrival.overdue);
    if (fates.includes(Arrival.overdue)) kept!.batch.time.set(places);
    if (kept !== null) this.wait(kept);
    const isLate = fates.includes(Arrival.late);
    return { kept, late: isLate ? selectItem(item, (row) => fates[row] === Arrival.late) : null };
  }

  /** Takes rows back that waited when the state was stored; those that have gone on are left out. */
  restore(item: RouteItem): void {
    const left = selectItem(item, (row) => item.batch.time[row]! >= this.state.line);
    if (left !== null) this.wait(left);
  }

  private wait(item: RouteItem): void {
    this.rows += item.batch.length;
    const list = this.waiting[item.kind];
    let last: Waiting = { item, ...spanOf(item) };
    // Few rows at a time come from live inputs; as many arrays of their own they would fill the memory.
    for (let before = list.at(-1); before !== undefined; before = list.at(-1)) {
      const length = before.item.batch.length + last.item.batch.length;
      if (length > BATCH_ROWS || before.item.batch.length > 2 * last.item.batch.length) break;
      list.pop();
      last = {
        item: joined(before.item, last.item),
        first: Math.min(before.first, last.first),
        last: Math.max(before.last, last.last),
      };
    }
    list.push(last);
  }

  private *all(): Generator<Waiting> {
    yield* this.waiting.facts;
    yield* this.waiting.flows;
  }

  /** How far the order is settled (Unix ms): rows before it may go on. Too many rows settle it early. */
  settled(): number {
    let held = Number.POSITIVE_INFINITY;
    for (const clock of this.state.inputs.values()) {
      if (!clock.caughtUp) held = Math.min(held, clock.newest);
    }
    const mark = held === Number.POSITIVE_INFINITY ? this.newest : held;
    const settled = Math.max(this.state.line, mark - this.limits.settleMs);
    return this.rows > this.limits.maxRows ? Math.max(settled, this.quarter()) : settled;
  }

  /** Just after the time of the oldest quarter of what waits. */
  private quarter(): number {
    const times = new Float64Array(this.rows);
    let at = 0;
    for (const { item } of this.all()) {
      times.set(item.batch.time, at);
      at += item.batch.length;
    }
    return above(times.sort()[times.length >> 2]!);
  }

  /** Just after all that waits (Unix ms). */
  get end(): number {
    let end = this.state.line;
    for (const { last } of this.all()) end = Math.max(end, above(last));
    return end;
  }

  /** Rows before `line` that wait. */
  countBefore(line: number): number {
    let count = 0;
    for (const { item, first, last } of this.all()) {
      if (last < line) count += item.batch.length;
      else if (first < line) for (const time of item.batch.time) if (time < line) count++;
    }
    return count;
  }

  /** Event time of the oldest row that waits (Unix ms); Infinity when none does. */
  get oldest(): number {
    let oldest = Number.POSITIVE_INFINITY;
    for (const { first } of this.all()) oldest = Math.min(oldest, first);
    return oldest;
  }

  /** The rows before `line`, in order; records before it are late from now on. */
  release(line: number): readonly RouteItem[] {
    const { state } = this;
    if (!(line > state.line)) return [];
    const go: RouteItem[] = [];
    const stay: typeof this.waiting = { flows: [], facts: [] };
    for (const each of this.all()) {
      const { item } = each;
      if (each.first >= line) stay[item.kind].push(each);
      else if (each.last < line) go.push(item);
      else {
        const { time } = item.batch;
        go.push(selectItem(item, (row) => time[row]! < line)!);
        const rest = selectItem(item, (row) => time[row]! >= line)!;
        stay[item.kind].push({ item: rest, ...spanOf(rest) });
      }
    }
    this.waiting = stay;
    const count = go.reduce((sum, item) => sum + item.batch.length, 0);
    if (this.rows > this.limits.maxRows) state.early += count;
    this.rows -= count;
    state.released += count;
    state.line = line;
    return [...inOrder(go)];
  }
}
