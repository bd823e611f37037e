/** Identifiers of the flows that were told last, in a ring, as bytes. */

/** The flow and netflow events of one flow are written close together. */
const RECENT_FLOWS = 64;
/** Longer identifiers are cut. */
export const LONGEST_FLOW_ID = 24;

export interface RecentFlowsState {
  readonly bytes: Uint8Array;
  readonly lengths: Uint8Array;
  /** How many there were in all. */
  readonly flows: number;
}

export class RecentFlows {
  private readonly bytes: Uint8Array;
  private readonly lengths: Uint8Array;
  private flows: number;

  constructor(state?: RecentFlowsState) {
    this.bytes = state?.bytes.slice() ?? new Uint8Array(RECENT_FLOWS * LONGEST_FLOW_ID);
    this.lengths = state?.lengths.slice() ?? new Uint8Array(RECENT_FLOWS);
    this.flows = state?.flows ?? 0;
  }

  get state(): RecentFlowsState {
    return { bytes: this.bytes, lengths: this.lengths, flows: this.flows };
  }

  add(bytes: Uint8Array, from: number, to: number): void {
    const place = this.flows++ % RECENT_FLOWS;
    const length = to - from;
    const start = place * LONGEST_FLOW_ID;
    for (let i = 0; i < length; i++) this.bytes[start + i] = bytes[from + i]!;
    this.lengths[place] = length;
  }

  has(bytes: Uint8Array, from: number, to: number): boolean {
    const length = to - from;
    for (let place = 0; place < RECENT_FLOWS; place++) {
      if (this.lengths[place] !== length) continue;
      const start = place * LONGEST_FLOW_ID;
      let i = 0;
      while (i < length && this.bytes[start + i] === bytes[from + i]) i++;
      if (i === length) return true;
    }
    return false;
  }
}
