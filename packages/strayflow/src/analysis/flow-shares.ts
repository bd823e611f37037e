/** How the flows of a capture are shared out: what the majority trap is told by. */
import { hostName } from '../model/address.js';
import { type AddressTable, addressTable, internAddress } from '../model/address-table.js';
import type { NetworkContext } from '../model/behaviour.js';
import type { FlowRows } from '../model/feature-rows.js';
import { PairCounts } from './pair-counts.js';

/** Two of them make a number below 2^53. */
const MAX_HOSTS = 200_000;
const MAX_PAIRS = 200_000;

export class FlowShares {
  private readonly network: NetworkContext;
  private readonly sources: AddressTable = addressTable(MAX_HOSTS);
  private readonly destinations: AddressTable = addressTable(MAX_HOSTS);
  private bySource = new Float64Array(1024);
  /** By source, destination and port. A pair that begins after the cap is reached is missed: a warning hangs on it, no verdict. */
  private readonly byPair = new PairCounts(MAX_PAIRS);
  flows = 0;

  constructor(network: NetworkContext) {
    this.network = network;
  }

  add({ flows, length }: FlowRows): void {
    this.flows += length;
    for (let row = 0; row < length; row++) {
      const id = internAddress(this.sources, flows.source, row * 16);
      if (id < 0) continue;
      if (id >= this.bySource.length) {
        const longer = new Float64Array(2 * this.bySource.length);
        longer.set(this.bySource);
        this.bySource = longer;
      }
      this.bySource[id]!++;
      const peer = internAddress(this.destinations, flows.destination, row * 16);
      if (peer < 0) continue;
      this.byPair.add(id * MAX_HOSTS + peer, flows.destinationPort[row]!);
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
    return this.flows === 0 ? 0 : this.byPair.largest / this.flows;
  }
}
