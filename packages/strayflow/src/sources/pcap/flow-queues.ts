/** First-in first-out queues of flows, as links in typed arrays: a flow is in one queue of a set at most. */

const NONE = -1;

export class FlowQueues {
  private readonly heads: Int32Array;
  private readonly tails: Int32Array;
  private previous: Int32Array;
  private next: Int32Array;
  private queueOf: Int8Array;

  constructor(queues: number, capacity: number) {
    this.heads = new Int32Array(queues).fill(NONE);
    this.tails = new Int32Array(queues).fill(NONE);
    this.previous = new Int32Array(capacity);
    this.next = new Int32Array(capacity);
    this.queueOf = new Int8Array(capacity).fill(NONE);
  }

  grow(capacity: number): void {
    const old = this.queueOf.length;
    const links = [this.previous, this.next].map((array) => {
      const larger = new Int32Array(capacity);
      larger.set(array);
      return larger;
    });
    this.previous = links[0]!;
    this.next = links[1]!;
    const queueOf = new Int8Array(capacity).fill(NONE, old);
    queueOf.set(this.queueOf);
    this.queueOf = queueOf;
  }

  /** All flows of the queue, the one that has waited longest first. */
  flows(queue: number): number[] {
    const flows: number[] = [];
    for (let flow = this.heads[queue]!; flow !== NONE; flow = this.next[flow]!) flows.push(flow);
    return flows;
  }

  /** The flow that has waited longest, or -1. */
  head(queue: number): number {
    return this.heads[queue]!;
  }

  /** Puts the flow at the end of the queue, wherever it was before. */
  append(queue: number, flow: number): void {
    const tail = this.tails[queue]!;
    if (tail === flow) return;
    this.remove(flow);
    this.previous[flow] = tail;
    this.next[flow] = NONE;
    this.queueOf[flow] = queue;
    if (tail === NONE) this.heads[queue] = flow;
    else this.next[tail] = flow;
    this.tails[queue] = flow;
  }

  remove(flow: number): void {
    const queue = this.queueOf[flow]!;
    if (queue === NONE) return;
    const before = this.previous[flow]!;
    const after = this.next[flow]!;
    if (before === NONE) this.heads[queue] = after;
    else this.next[before] = after;
    if (after === NONE) this.tails[queue] = before;
    else this.previous[after] = before;
    this.queueOf[flow] = NONE;
  }
}
