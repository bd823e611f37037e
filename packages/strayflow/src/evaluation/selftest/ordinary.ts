/** What hosts of the traffic do anyway, in the measure of an attack: why a weak one does not stand out. */
import { parseAddress } from '../../model/address.js';
import { addressTable, internAddress } from '../../model/address-table.js';
import type { FlowBatch } from '../../model/flow-batch.js';

const MAX_HOSTS = 200_000;
const MAX_PAIRS = 500_000;
/** Above every number of a host: source and destination in one number. */
const HOSTS_AWAY = 2 ** 20;

export interface Yardstick {
  readonly windowMs: number;
  /** Where destinations count, each counts apart. */
  readonly to: 'anywhere' | 'one host' | 'one outside host';
  /** What a record adds; 0 leaves it out. */
  of(flows: FlowBatch, row: number): number;
  /** "30 SSH connections within 5 minutes" */
  say(most: number): string;
}

interface Measured {
  readonly yardstick: Yardstick;
  /** Number of the window at hand, and its sums. */
  window: number;
  readonly sums: Map<number, number>;
  /** The largest sum of each pair of hosts, or host. */
  readonly most: Map<number, number>;
}

export class Ordinary {
  private readonly table = addressTable(MAX_HOSTS);
  private readonly measured: readonly Measured[];

  constructor(yardsticks: readonly Yardstick[]) {
    this.measured = [...new Set(yardsticks)].map((yardstick) => ({
      yardstick,
      window: Number.NaN,
      sums: new Map(),
      most: new Map(),
    }));
  }

  /** Records in event-time order. */
  add(flows: FlowBatch): void {
    for (let row = 0; row < flows.length; row++) {
      const source = internAddress(this.table, flows.source, 16 * row);
      const destination = internAddress(this.table, flows.destination, 16 * row);
      if (source < 0 || destination < 0) continue;
      for (const measured of this.measured) this.measure(measured, flows, row, source, destination);
    }
  }

  private measure(
    measured: Measured,
    flows: FlowBatch,
    row: number,
    source: number,
    destination: number,
  ): void {
    const { yardstick, sums, most } = measured;
    const value = yardstick.of(flows, row);
    if (value <= 0) return;
    const window = Math.floor(flows.time[row]! / yardstick.windowMs);
    if (window !== measured.window) sums.clear();
    measured.window = window;
    const key = source * HOSTS_AWAY + (yardstick.to === 'anywhere' ? 0 : destination);
    const sum = (sums.get(key) ?? 0) + value;
    if (!most.has(key) && most.size >= MAX_PAIRS) return;
    sums.set(key, sum);
    if (sum > (most.get(key) ?? 0)) most.set(key, sum);
  }

  /**
   * The most that the host does within one window; 0 where it does nothing of the kind, as far as it was kept.
   */
  mostOf(
    yardstick: Yardstick,
    address: string,
    isInternal: (bytes: Uint8Array, offset: number) => boolean,
  ): number {
    const bytes = new Uint8Array(16);
    const measured = this.measured.find((each) => each.yardstick === yardstick);
    if (measured === undefined || !parseAddress(address, bytes)) return 0;
    const host = internAddress(this.table, bytes, 0);
    let most = 0;
    for (const [key, sum] of measured.most) {
      if (sum <= most || Math.floor(key / HOSTS_AWAY) !== host) continue;
      const isElsewhere = !isInternal(this.table.bytes, 16 * (key % HOSTS_AWAY));
      if (yardstick.to !== 'one outside host' || isElsewhere) most = sum;
    }
    return most;
  }
}
