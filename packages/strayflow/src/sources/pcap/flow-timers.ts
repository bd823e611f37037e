/** Time-outs of flows by the capture's own clock, in the exact order in which they fall due. */
import { FlowQueues } from './flow-queues.js';
import type { FlowStore } from './flow-store.js';

/** What a flow waits for; the timeout of each is constant, so that a queue is in order of its deadlines. */
export const Wait = { linger: 0, idle: 1, idleTcp: 2 } as const;
export type Wait = (typeof Wait)[keyof typeof Wait];
const WAITS = 3;

export interface Timeouts {
  /** After a connection has closed, for trailing packets. */
  readonly lingerMs: number;
  /** Without a packet: established TCP, and all others. */
  readonly idleTcpMs: number;
  readonly idleMs: number;
  /** Between two records of a flow that goes on. */
  readonly activeMs: number;
}

/** Queues of flows, the one that has waited longest first. */
export interface TimersState {
  readonly waiting: readonly (readonly number[])[];
  readonly active: readonly number[];
}

export class FlowTimers {
  /** What `poll` found: the flow, when it fell due, and whether it ends (or is only to be reported). */
  dueFlow = -1;
  dueTime = 0;
  dueEnds = false;
  private readonly store: FlowStore;
  private readonly timeouts: readonly number[];
  private readonly activeMs: number;
  private readonly waiting: FlowQueues;
  private readonly active: FlowQueues;
  /** No time-out falls due before. */
  private earliest = Number.POSITIVE_INFINITY;

  /** @param state queues of flows that are in `store` */
  constructor(store: FlowStore, timeouts: Timeouts, state?: TimersState) {
    this.store = store;
    this.timeouts = [timeouts.lingerMs, timeouts.idleMs, timeouts.idleTcpMs];
    this.activeMs = timeouts.activeMs;
    this.waiting = new FlowQueues(WAITS, store.capacity);
    this.active = new FlowQueues(1, store.capacity);
    if (state === undefined) return;
    state.waiting.forEach((flows, wait) => {
      for (const flow of flows) this.waiting.append(wait, flow);
    });
    for (const flow of state.active) this.active.append(0, flow);
    this.earliest = Number.NEGATIVE_INFINITY;
  }

  get state(): TimersState {
    const waits = Array.from({ length: WAITS }, (_, wait) => this.waiting.flows(wait));
    return { waiting: waits, active: this.active.flows(0) };
  }

  /** A new flow may lie beyond the room so far. */
  fit(): void {
    this.waiting.grow(this.store.capacity);
    this.active.grow(this.store.capacity);
  }

  /** A packet came at `now`, which never goes back. */
  touch(flow: number, now: number, wait: Wait): void {
    this.store.touched[flow] = now;
    this.waiting.append(wait, flow);
    this.earliest = Math.min(this.earliest, now + this.timeouts[wait]!);
  }

  /** The flow was reported at `now`. */
  report(flow: number, now: number): void {
    this.store.reported[flow] = now;
    this.active.append(0, flow);
    this.earliest = Math.min(this.earliest, now + this.activeMs);
  }

  forget(flow: number): void {
    this.waiting.remove(flow);
    this.active.remove(flow);
  }

  /** Whether a time-out falls due by `now`: the earliest one, in `dueFlow`. The caller reports or ends it. */
  poll(now: number): boolean {
    if (now < this.earliest) return false;
    this.dueFlow = -1;
    this.dueTime = Number.POSITIVE_INFINITY;
    for (let wait = 0; wait < WAITS; wait++) {
      const flow = this.waiting.head(wait);
      if (flow >= 0) this.consider(flow, this.store.touched[flow]! + this.timeouts[wait]!, true);
    }
    const flow = this.active.head(0);
    if (flow >= 0) this.consider(flow, this.store.reported[flow]! + this.activeMs, false);
    this.earliest = this.dueTime;
    return this.dueTime <= now;
  }

  private consider(flow: number, due: number, ends: boolean): void {
    if (due >= this.dueTime) return;
    this.dueFlow = flow;
    this.dueTime = due;
    this.dueEnds = ends;
  }

  /** The flow that can best be spared: a closed one, else the one that was quiet longest. -1 when there is none. */
  idlest(): number {
    const closed = this.waiting.head(Wait.linger);
    if (closed >= 0) return closed;
    const idle = this.waiting.head(Wait.idle);
    const tcp = this.waiting.head(Wait.idleTcp);
    if (idle < 0 || tcp < 0) return Math.max(idle, tcp);
    return this.store.touched[idle]! <= this.store.touched[tcp]! ? idle : tcp;
  }
}
