/** Learns what addresses are called from what was seen of DHCP, DNS, TLS and HTTP. */
import { addressKind, hostName, isIpv4, parseAddress, parsePrefix } from '../model/address.js';
import { type AddressTable, addressTable, findAddress, internAddress } from '../model/address-table.js';
import type { HostName } from '../model/analysis.js';
import type { NetworkContext } from '../model/behaviour.js';
import { type FactBatch, FactKind } from '../model/fact-batch.js';
import { type KnownName, MOST_NAMES } from '../model/known-names.js';

export interface NameLimits {
  /** Hosts with names, and those that used them; the longest unused go first. */
  readonly addresses: number;
  readonly macs: number;
  /** Of one host; the least used goes first. */
  readonly names: number;
  readonly users: number;
}

const WHOLE_RUN: NameLimits = { addresses: 200_000, macs: 50_000, names: 8, users: 8 };
/** Bytes; DNS allows 255 with the lengths of labels, 253 as text (RFC 1035 section 2.3.4). */
const MAX_LENGTH = 253;

type Source = HostName['source'];
/** What a host says of itself, then what answers say, then what clients ask for. */
const RANK: Readonly<Record<Source, number>> = { dhcp: 0, dns: 1, tls: 2, http: 3 };

/** Plain data. */
export interface NamesState {
  /** Hosts: an external IPv6 /64 is one, with the rest of its bytes zero. */
  table: AddressTable;
  byAddress: Map<number, Learned[]>;
  /** Host names by MAC address, for leases that are given after the name was told; the latest told last. */
  readonly byMac: Map<string, string>;
  /** Names and addresses that did not fit. */
  dropped: number;
}

interface Learned {
  readonly name: string;
  readonly source: Source;
  lastSeen: number;
  uses: number;
  /** Ids of addresses, the latest first. */
  readonly users: number[];
}

export class HostNames {
  readonly state: NamesState;
  private readonly network: NetworkContext;
  private readonly limits: NameLimits;
  private readonly answered = new Uint8Array(16);
  private readonly host = new Uint8Array(16);

  /** @param state that one of the same network and limits left; a new one by default */
  constructor(network: NetworkContext, limits: NameLimits = WHOLE_RUN, state?: NamesState) {
    this.network = network;
    this.limits = limits;
    this.state = state ?? {
      table: addressTable(limits.addresses),
      byAddress: new Map(),
      byMac: new Map(),
      dropped: 0,
    };
  }

  get dropped(): number {
    return this.state.dropped;
  }

  add(facts: FactBatch): void {
    for (let row = 0; row < facts.length; row++) {
      // A fact names one host, and one that used the name.
      if (this.state.table.size + 2 > this.limits.addresses) this.forgetOldest();
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
      if (told !== null) this.keepMac(mac, told);
    }
    const name = this.state.byMac.get(mac);
    if (name !== undefined) {
      this.keep(name, facts.time[row]!, { bytes: facts.address, at: 16 * row, source: 'dhcp' }, -1);
    }
  }

  private keepMac(mac: string, name: string): void {
    const { byMac } = this.state;
    byMac.delete(mac);
    byMac.set(mac, name);
    if (byMac.size <= this.limits.macs) return;
    byMac.delete(byMac.keys().next().value!);
    this.state.dropped++;
  }

  private learn(facts: FactBatch, row: number, named: Named): void {
    const name = cleaned(textOf(facts.name, row), named.source);
    if (name === null || isNone(named.bytes, named.at)) return;
    const hasUser = !isNone(facts.address, 16 * row);
    this.keep(name, facts.time[row]!, named, hasUser ? this.idOf(facts.address, 16 * row) : -1);
  }

  private keep(name: string, time: number, { bytes, at, source }: Named, user: number): void {
    if (isNone(bytes, at)) return;
    const { state, limits } = this;
    const id = this.idOf(bytes, at);
    let names = state.byAddress.get(id);
    if (names === undefined) {
      names = [];
      state.byAddress.set(id, names);
    }
    let known = names.find((each) => each.name === name && each.source === source);
    if (known === undefined) {
      if (names.length >= limits.names) {
        names.splice(leastUsed(names), 1);
        state.dropped++;
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
    if (known.users.length > limits.users) known.users.pop();
  }

  private idOf(bytes: Uint8Array, at: number): number {
    this.readHost(bytes, at);
    return internAddress(this.state.table, this.host, 0);
  }

  /** As `hostName`: one party has the whole of an external IPv6 /64. */
  private readHost(bytes: Uint8Array, at: number): void {
    const { host, network } = this;
    for (let i = 0; i < 16; i++) host[i] = bytes[at + i]!;
    if (!isIpv4(host) && !network.isInternal(host, 0) && addressKind(host) === 'public') host.fill(0, 8);
  }

  /** Makes room: the hosts that were named last stay, and of those that used their names as many as there is room for. */
  private forgetOldest(): void {
    const { state, limits } = this;
    const known = [...state.byAddress]
      .map(([id, names]) => ({ id, names, last: Math.max(...names.map(({ lastSeen }) => lastSeen)) }))
      .sort((a, b) => b.last - a.last || b.id - a.id);
    const kept = known.slice(0, limits.addresses >> 1).sort((a, b) => a.id - b.id);
    const { bytes } = state.table;
    const table = addressTable(limits.addresses);
    state.table = table;
    state.byAddress = new Map(kept.map(({ id, names }) => [internAddress(table, bytes, 16 * id), names]));
    const most = limits.addresses - (limits.addresses >> 2);
    for (const { users } of kept.flatMap(({ names }) => names)) {
      const stay = users.map((id) =>
        table.size < most ? internAddress(table, bytes, 16 * id) : findAddress(table, bytes, 16 * id),
      );
      users.splice(0, users.length, ...stay.filter((id) => id >= 0));
    }
    state.dropped += known.length - kept.length;
  }

  /** All that is known of the hosts that are asked for. */
  of(hosts: ReadonlySet<string>): ReadonlyMap<string, readonly HostName[]> {
    const found = new Map<string, readonly HostName[]>();
    for (const [id, names] of [...this.state.byAddress].sort(([a], [b]) => a - b)) {
      const host = this.text(id);
      if (!hosts.has(host)) continue;
      const all = names.toSorted(byWeight).map(({ users, ...name }): HostName => {
        return { ...name, usedBy: users.map((user) => this.text(user)) };
      });
      found.set(host, all);
    }
    return found;
  }

  /** As `NamesOf` says. */
  namesOf(address: string, user: string | null): readonly KnownName[] {
    const id = this.find(address);
    const by = user === null ? -1 : this.find(user);
    const isUsed = ({ source, users }: Learned) =>
      source === 'dhcp' || (by >= 0 && users.includes(by)) ? 0 : 1;
    const names = (this.state.byAddress.get(id) ?? []).toSorted(
      (a, b) => isUsed(a) - isUsed(b) || byWeight(a, b),
    );
    return names
      .filter(({ name }, place) => names.findIndex((each) => each.name === name) === place)
      .slice(0, MOST_NAMES)
      .map(({ name, source }) => ({ name, source }));
  }

  /** -1 for what is no host, or not known. */
  private find(address: string): number {
    const prefix = parsePrefix(address);
    if (prefix === null) return -1;
    this.readHost(prefix.bytes, 0);
    const isUnit = prefix.length === 128 || (prefix.length === 64 && addressKind(this.host) === 'public');
    return isUnit ? findAddress(this.state.table, this.host, 0) : -1;
  }

  private text(id: number): string {
    const { bytes } = this.state.table;
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
  const name = bounded(host.replace(/\.$/, '').toLowerCase()).trim();
  const literal = name.startsWith('[') || parseAddress(name, new Uint8Array(16));
  return name === '' || name === '-' || literal ? null : name;
}

/** The whole characters that fit into so many bytes of UTF-8. */
function bounded(text: string): string {
  if (3 * text.length <= MAX_LENGTH) return text;
  let bytes = 0;
  let end = 0;
  for (const character of text) {
    const code = character.codePointAt(0)!;
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    if (bytes > MAX_LENGTH) break;
    end += character.length;
  }
  return text.slice(0, end);
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
