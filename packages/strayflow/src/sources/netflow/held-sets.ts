/** Sets of records that came before their template: kept within bounds until it comes. */

const MOST_SETS = 4096;
/** What a set takes beside its bytes. */
const SET_OVERHEAD_BYTES = 64;

/** One set, with what its records need of its message; plain data. */
export interface HeldSet {
  /** The exporter's name, and its number. */
  readonly exporter: string;
  readonly exporterIndex: number;
  readonly version: number;
  readonly domain: number;
  readonly exportTime: number;
  readonly uptime: number;
  readonly clockShift: number;
  readonly arrived: boolean;
  readonly template: number;
  readonly bytes: Uint8Array;
}

export interface HeldSetsState {
  /** By domain and template; those that wait longest first. */
  readonly sets: Map<string, HeldSet[]>;
  count: number;
  bytes: number;
}

export class HeldSets {
  readonly state: HeldSetsState;
  private readonly maxBytes: number;
  private readonly giveUp: (set: HeldSet) => void;

  /** @param giveUp is called with every set that has to give way */
  constructor(maxBytes: number, giveUp: (set: HeldSet) => void, state?: HeldSetsState) {
    this.maxBytes = maxBytes;
    this.giveUp = giveUp;
    this.state = state ?? { sets: new Map(), count: 0, bytes: 0 };
  }

  hold(key: string, set: HeldSet): void {
    const { state } = this;
    const waiting = state.sets.get(key);
    if (waiting === undefined) state.sets.set(key, [set]);
    else waiting.push(set);
    state.count++;
    state.bytes += set.bytes.length + SET_OVERHEAD_BYTES;
    while (state.count > MOST_SETS || (state.bytes > this.maxBytes && state.count > 0)) this.dropOldest();
  }

  private dropOldest(): void {
    const { state } = this;
    const [key, waiting] = state.sets.entries().next().value!;
    const oldest = waiting.shift()!;
    if (waiting.length === 0) state.sets.delete(key);
    this.forget(oldest);
    this.giveUp(oldest);
  }

  private forget(set: HeldSet): void {
    this.state.count--;
    this.state.bytes -= set.bytes.length + SET_OVERHEAD_BYTES;
  }

  /** The sets that waited for the template, in the order in which they came. */
  take(key: string): readonly HeldSet[] {
    const waiting = this.state.sets.get(key);
    if (waiting === undefined) return [];
    this.state.sets.delete(key);
    for (const set of waiting) this.forget(set);
    return waiting;
  }

  /** No template will come any more. */
  end(): void {
    for (const waiting of this.state.sets.values()) for (const set of waiting) this.giveUp(set);
    this.state.sets.clear();
    this.state.count = 0;
    this.state.bytes = 0;
  }
}
