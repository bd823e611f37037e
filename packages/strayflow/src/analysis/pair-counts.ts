/** Flows by source, destination and port, counted in typed arrays: a map of numbers this large costs five times as much. */

const FIRST_SLOTS = 1024;

export class PairCounts {
  private readonly capacity: number;
  /** Two words a slot: source and destination as one number, and the port; count 0 = empty. Linear probing. */
  private hosts = new Float64Array(FIRST_SLOTS);
  private ports = new Uint16Array(FIRST_SLOTS);
  private counts = new Float64Array(FIRST_SLOTS);
  private size = 0;

  /** Pairs that come when so many are known are not counted. */
  constructor(capacity: number) {
    this.capacity = capacity;
  }

  /** @param hosts a whole number below 2^53 that stands for both hosts */
  add(hosts: number, port: number): void {
    const slot = this.slotOf(hosts, port);
    if (this.counts[slot] !== 0) {
      this.counts[slot]!++;
      return;
    }
    if (this.size >= this.capacity) return;
    this.size++;
    this.hosts[slot] = hosts;
    this.ports[slot] = port;
    this.counts[slot] = 1;
    if (2 * this.size > this.counts.length) this.grow();
  }

  get largest(): number {
    let largest = 0;
    for (const count of this.counts) largest = Math.max(largest, count);
    return largest;
  }

  private slotOf(hosts: number, port: number): number {
    const mask = this.counts.length - 1;
    let code = Math.imul(hosts | 0, 0x9e3779b1) ^ Math.imul((hosts / 2 ** 32) | 0, 0x85ebca6b);
    code = Math.imul(code ^ (code >>> 15) ^ Math.imul(port, 0xc2b2ae35), 0x2c1b3c6d);
    let slot = (code ^ (code >>> 13)) & mask;
    while (this.counts[slot] !== 0 && (this.hosts[slot] !== hosts || this.ports[slot] !== port)) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  private grow(): void {
    const { hosts, ports, counts } = this;
    this.hosts = new Float64Array(2 * counts.length);
    this.ports = new Uint16Array(2 * counts.length);
    this.counts = new Float64Array(2 * counts.length);
    for (let from = 0; from < counts.length; from++) {
      if (counts[from] === 0) continue;
      const slot = this.slotOf(hosts[from]!, ports[from]!);
      this.hosts[slot] = hosts[from]!;
      this.ports[slot] = ports[from]!;
      this.counts[slot] = counts[from]!;
    }
  }
}
