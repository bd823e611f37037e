/** How the flows of a capture are shared out: what the majority trap is told by. */
import { hostName } from '../model/address.js';
import { type AddressTable, addressTable, internAddress } from '../model/address-table.js';
import type { NetworkContext } from '../model/behaviour.js';
import type { FlowRows } from '../model/feature-rows.js';

/** Two of them and a port make a key below 2^53. */
const MAX_HOSTS = 200_000;
const MAX_PAIRS = 200_000;
const PORTS = 65_536;

export class FlowShares {
  private readonly network: NetworkContext;
  private readonly sources: AddressTable = addressTable(MAX_HOSTS);
  private readonly destinations: AddressTable = addressTable(MAX_HOSTS);
  private readonly bySource: number[] = [];
  /** Flows by source, destination and port. A pair that begins after the cap is reached is missed: a warning hangs on it, no verdict. */
  private readonly byPair = new Map<number, number>();
  flows = 0;

  constructor(network: NetworkContext) {
    this.network = network;
  }

  add({ flows, length }: FlowRows): void {
    this.flows += length;
    for (let row = 0; row < length; row++) {
      const id = internAddress(this.sources, flows.source, row * 16);
      if (id < 0) continue;
      this.bySource[id] = (this.bySource[id] ?? 0) + 1;
      const peer = internAddress(this.destinations, flows.destination, row * 16);
      if (peer < 0) continue;
      const pair = (id * MAX_HOSTS + peer) * PORTS + flows.destinationPort[row]!;
      const count = this.byPair.get(pair);
      if (count !== undefined || this.byPair.size < MAX_PAIRS) this.byPair.set(pair, (count ?? 0) + 1);
    }
  }

  /** Flows that begin at one of these hosts. */
  flowsOf(hosts: ReadonlySet<string>): number {
    let total = 0;
    for (let id = 0; id < this.sources.size; id++) {
      const internal = this.network.isInternal(this.sources.bytes, id * 16);
      if (hosts.has(hostName(this.sources.bytes, id * 16, internal))) total += this.bySource[id]!;
    }
    return total;
  }

  /** Part of the flows that go between the busiest pair of hosts on one port, 0..1. */
  get largestPairShare(): number {
    let largest = 0;
    for (const count of this.byPair.values()) largest = Math.max(largest, count);
    return this.flows === 0 ? 0 : largest / this.flows;
  }
}
