/** Learns what addresses are called from what was seen of DHCP, DNS, TLS and HTTP. */
import { hostName, parseAddress } from '../model/address.js';
import { type AddressTable, addressTable, internAddress } from '../model/address-table.js';
import type { HostName } from '../model/analysis.js';
import type { NetworkContext } from '../model/behaviour.js';
import { type FactBatch, FactKind } from '../model/fact-batch.js';

const MAX_ADDRESSES = 200_000;
const MAX_MACS = 50_000;
/** Of one address; the least used goes first. */
const MAX_NAMES = 8;
const MAX_USERS = 8;
/** Characters; DNS allows 253 (RFC 1035 section 2.3.4). */
const MAX_LENGTH = 253;

type Source = HostName['source'];
/** What a host says of itself, then what answers say, then what clients ask for. */
const RANK: Readonly<Record<Source, number>> = { dhcp: 0, dns: 1, tls: 2, http: 3 };

interface Learned {
  readonly name: string;
  readonly source: Source;
  lastSeen: number;
  uses: number;
  /** Ids of addresses, the latest first. */
  readonly users: number[];
}

export class HostNames {
  private readonly network: NetworkContext;
  private readonly table: AddressTable = addressTable(MAX_ADDRESSES);
  private readonly byAddress = new Map<number, Learned[]>();
  /** Host names by MAC address, for leases that are given after the name was told. */
  private readonly byMac = new Map<string, string>();
  private readonly answered = new Uint8Array(16);

  /** Names and addresses that did not fit. */
  dropped = 0;

  constructor(network: NetworkContext) {
    this.network = network;
  }

  add(facts: FactBatch): void {
    for (let row = 0; row < facts.length; row++) {
      switch (facts.kind[row]) {
        case FactKind.dnsAddress:
          if (!parseAddress(textOf(facts.value, row), this.answered)) break;
          this.learn(facts, row, { bytes: this.answered, at: 0, source: 'dns' });
          break;
        case FactKind.tlsClient:
          this.learn(facts, row, { bytes: facts.peer, at: 16 * row, source: 'tls' });
          break;
        case FactKind.httpRequest:
          this.learn(facts, row, { bytes: facts.peer, at: 16 * row, source: 'http' });
          break;
        case FactKind.dhcpRequest:
        case FactKind.dhcpOffer:
          this.learnLease(facts, row);
          break;
      }
    }
  }

  private learnLease(facts: FactBatch, row: number): void {
    const mac = facts.mac.subarray(6 * row, 6 * row + 6).join(' ');
    if (facts.kind[row] === FactKind.dhcpRequest) {
      const told = cleaned(textOf(facts.name, row), 'dhcp');
      if (told !== null) {
        if (this.byMac.has(mac) || this.byMac.size < MAX_MACS) this.byMac.set(mac, told);
        else this.dropped++;
      }
    }
    const name = this.byMac.get(mac);
    if (name !== undefined) {
      this.keep(name, facts.time[row]!, { bytes: facts.address, at: 16 * row, source: 'dhcp' }, -1);
    }
  }

  private learn(facts: FactBatch, row: number, named: Named): void {
    const name = cleaned(textOf(facts.name, row), named.source);
    if (name === null) return;
    const user = isNone(facts.address, 16 * row) ? -1 : internAddress(this.table, facts.address, 16 * row);
    this.keep(name, facts.time[row]!, named, user);
  }

  private keep(name: string, time: number, { bytes, at, source }: Named, user: number): void {
    if (isNone(bytes, at)) return;
    const id = internAddress(this.table, bytes, at);
    if (id < 0) {
      this.dropped++;
      return;
    }
    let names = this.byAddress.get(id);
    if (names === undefined) {
      names = [];
      this.byAddress.set(id, names);
    }
    let known = names.find((each) => each.name === name && each.source === source);
    if (known === undefined) {
      if (names.length >= MAX_NAMES) {
        names.splice(leastUsed(names), 1);
        this.dropped++;
      }
      known = { name, source, lastSeen: time, uses: 0, users: [] };
      names.push(known);
    }
    known.uses++;
    known.lastSeen = Math.max(known.lastSeen, time);
    if (user < 0 || known.users[0] === user) return;
    const before = known.users.indexOf(user);
    if (before >= 0) known.users.splice(before, 1);
    known.users.unshift(user);
    if (known.users.length > MAX_USERS) known.users.pop();
  }

  /** Names of the hosts that are asked for; members of an external IPv6 /64 are taken together. */
  of(hosts: ReadonlySet<string>): ReadonlyMap<string, readonly HostName[]> {
    const found = new Map<string, Learned[]>();
    for (const id of [...this.byAddress.keys()].sort((a, b) => a - b)) {
      const host = this.text(id);
      if (!hosts.has(host)) continue;
      found.set(host, [...(found.get(host) ?? []), ...this.byAddress.get(id)!]);
    }
    return new Map(
      [...found].map(([host, names]) => [
        host,
        names
          .sort(byWeight)
          .slice(0, MAX_NAMES)
          .map(({ users, ...name }) => ({
            ...name,
            usedBy: [...new Set(users.map((id) => this.text(id)))],
          })),
      ]),
    );
  }

  private text(id: number): string {
    const { bytes } = this.table;
    return hostName(bytes, 16 * id, this.network.isInternal(bytes, 16 * id));
  }
}

/** Whom a name is for, and who says so. */
interface Named {
  readonly bytes: Uint8Array;
  readonly at: number;
  readonly source: Source;
}

function textOf(column: FactBatch['name'], row: number): string {
  return column.dictionary[column.codes[row]!]!;
}

function isNone(bytes: Uint8Array, at: number): boolean {
  for (let i = at; i < at + 16; i++) {
    // 0.0.0.0, mapped into IPv6, is no address either.
    const mapped = i - at === 10 || i - at === 11;
    if (bytes[i] !== 0 && !(mapped && bytes[i] === 0xff)) return false;
  }
  return true;
}

/** As it is compared and shown; null for what names nothing: an address, or no text. */
function cleaned(text: string, source: Source): string | null {
  const host = source === 'http' ? text.replace(/:\d{1,5}$/, '') : text;
  const name = host.replace(/\.$/, '').toLowerCase().slice(0, MAX_LENGTH).trim();
  const literal = name.startsWith('[') || parseAddress(name, new Uint8Array(16));
  return name === '' || name === '-' || literal ? null : name;
}

function byWeight(a: Learned, b: Learned): number {
  const own = (each: Learned) => (each.source === 'dhcp' ? 0 : 1);
  return (
    own(a) - own(b) ||
    // Of what a host called itself the last counts: names of leases change.
    (own(a) === 0 ? b.lastSeen - a.lastSeen : 0) ||
    b.uses - a.uses ||
    b.lastSeen - a.lastSeen ||
    RANK[a.source] - RANK[b.source] ||
    (a.name < b.name ? -1 : 1)
  );
}

function leastUsed(names: readonly Learned[]): number {
  let least = 0;
  names.forEach((each, i) => {
    const other = names[least]!;
    if (each.uses < other.uses || (each.uses === other.uses && each.lastSeen < other.lastSeen)) least = i;
  });
  return least;
}
