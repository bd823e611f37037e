/** What every host sent and received, for the context beside its risk and for the map. */
import { addressKind, hostName } from '../model/address.js';
import { type AddressTable, addressTable, internAddress } from '../model/address-table.js';
import type { CountrySummary, HostContext, HostName, Location } from '../model/analysis.js';
import type { NetworkContext } from '../model/behaviour.js';
import type { FlowRows } from '../model/feature-rows.js';
import { isKnown } from '../model/flow-batch.js';
import type { HostRisk } from '../model/host-risk.js';

const MAX_HOSTS = 1_000_000;

export type LookUp = (bytes: Uint8Array, offset: number) => Location | null;

export class HostTotals {
  private readonly network: NetworkContext;
  private readonly table: AddressTable = addressTable(MAX_HOSTS);
  private flows = new Float64Array(1024);
  private sent = new Float64Array(1024);
  private received = new Float64Array(1024);

  constructor(network: NetworkContext) {
    this.network = network;
  }

  private host(bytes: Uint8Array, offset: number): number {
    const id = internAddress(this.table, bytes, offset);
    if (id >= this.flows.length) {
      this.flows = grown(this.flows);
      this.sent = grown(this.sent);
      this.received = grown(this.received);
    }
    return id;
  }

  add(rows: FlowRows): void {
    const { flows } = rows;
    for (let row = 0; row < rows.length; row++) {
      const out = isKnown(flows.validity.bytesSent, row) ? flows.bytesSent[row]! : 0;
      const back = isKnown(flows.validity.bytesReceived, row) ? flows.bytesReceived[row]! : 0;
      this.count(this.host(flows.source, row * 16), out, back);
      this.count(this.host(flows.destination, row * 16), back, out);
    }
  }

  private count(id: number, sent: number, received: number): void {
    if (id < 0) return;
    this.flows[id]!++;
    this.sent[id]! += sent;
    this.received[id]! += received;
  }

  /** Addresses seen. */
  get hostCount(): number {
    return this.table.size;
  }

  /** Flow ends that found the table full. */
  get dropped(): number {
    return this.table.refused;
  }

  /** Context of the named hosts; members of an external IPv6 /64 are added up. */
  contexts(
    hosts: ReadonlySet<string>,
    names: ReadonlyMap<string, readonly HostName[]>,
    lookUp: LookUp,
  ): Record<string, HostContext> {
    const found = new Map<string, HostContext>();
    for (let id = 0; id < this.table.size; id++) {
      const offset = id * 16;
      const internal = this.network.isInternal(this.table.bytes, offset);
      const host = hostName(this.table.bytes, offset, internal);
      if (!hosts.has(host)) continue;
      const before = found.get(host);
      found.set(host, {
        host,
        internal,
        kind: addressKind(this.table.bytes, offset),
        location: before?.location ?? lookUp(this.table.bytes, offset),
        names: names.get(host) ?? [],
        flows: (before?.flows ?? 0) + this.flows[id]!,
        bytesSent: (before?.bytesSent ?? 0) + this.sent[id]!,
        bytesReceived: (before?.bytesReceived ?? 0) + this.received[id]!,
      });
    }
    return Object.fromEntries([...found].sort(([a], [b]) => (a < b ? -1 : 1)));
  }

  /** Located hosts summed up by country, most flows first. */
  countries(risks: readonly HostRisk[], lookUp: LookUp): CountrySummary[] {
    const riskOf = new Map<string, number>();
    for (const risk of risks) {
      if (risk.role === 'actor') riskOf.set(risk.host, Math.max(riskOf.get(risk.host) ?? 0, risk.risk));
    }
    const sums = new Map<string, { hosts: number; flows: number; bytes: number; risk: number }>();
    for (let id = 0; id < this.table.size; id++) {
      const countryCode = lookUp(this.table.bytes, id * 16)?.countryCode;
      if (countryCode === null || countryCode === undefined) continue;
      const sum = sums.get(countryCode) ?? { hosts: 0, flows: 0, bytes: 0, risk: 0 };
      sum.hosts++;
      sum.flows += this.flows[id]!;
      sum.bytes += this.sent[id]! + this.received[id]!;
      const internal = this.network.isInternal(this.table.bytes, id * 16);
      sum.risk = Math.max(sum.risk, riskOf.get(hostName(this.table.bytes, id * 16, internal)) ?? 0);
      sums.set(countryCode, sum);
    }
    return [...sums]
      .map(([countryCode, sum]) => ({ countryCode, ...sum }))
      .sort((a, b) => b.flows - a.flows || (a.countryCode < b.countryCode ? -1 : 1));
  }
}

function grown(column: Float64Array<ArrayBuffer>): Float64Array<ArrayBuffer> {
  const larger = new Float64Array(column.length * 2);
  larger.set(column);
  return larger;
}
