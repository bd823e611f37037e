/** DHCP for IPv6 (RFC 8415) as facts, in the words of DHCP for IPv4 where they mean the same. */
import { formatAddress } from '../../../model/address.js';
import { FactKind } from '../../../model/fact-batch.js';
import { u16, u32 } from '../bytes.js';
import { type ContentFacts, End } from './content-facts.js';
import { DnsName } from './dns-name.js';

const MESSAGES: ReadonlyMap<number, string> = new Map([
  [1, 'solicit'],
  [2, 'advertise'],
  [3, 'request'],
  [4, 'confirm'],
  [5, 'renew'],
  [6, 'rebind'],
  [7, 'reply'],
  [8, 'release'],
  [9, 'decline'],
  [11, 'information-request'],
]);
const OFFERED: ReadonlySet<number> = new Set([2, 7]);
const MAX_LISTED = 8;
const Option = {
  client: 1,
  addressAssociation: 3,
  address: 5,
  parameters: 6,
  resolvers: 23,
  domains: 24,
  clientName: 39,
} as const;
const name = new DnsName();

/** Offsets of options by number; their length stands in the two bytes before. Null when they break off. */
function findOptions(bytes: Uint8Array, at: number, to: number): Map<number, number> | null {
  const found = new Map<number, number>();
  while (at < to) {
    if (at + 4 > to || at + 4 + u16(bytes, at + 2) > to) return null;
    if (!found.has(u16(bytes, at))) found.set(u16(bytes, at), at + 4);
    at += 4 + u16(bytes, at + 2);
  }
  return found;
}

/** The message `bytes[at, to)`; false when it is malformed. Relayed messages add nothing. */
export function readDhcpv6(facts: ContentFacts, bytes: Uint8Array, at: number, to: number): boolean {
  if (to - at < 4) return false;
  const message = MESSAGES.get(bytes[at]!);
  if (message === undefined) return true;
  const options = findOptions(bytes, at + 4, to);
  if (options === null) return false;
  const isOffer = OFFERED.has(bytes[at]!);
  const row = isOffer
    ? facts.add(FactKind.dhcpOffer, End.receiver)
    : facts.add(FactKind.dhcpRequest, End.sender);
  const { columns } = facts;
  columns.address.fill(0, row * 16, row * 16 + 16);
  facts.text('text', row, message);
  const lengthAt = (from: number) => u16(bytes, from - 2);
  const client = options.get(Option.client);
  if (client !== undefined) copyMac(columns.mac, row, bytes, client, lengthAt(client));
  const association = options.get(Option.addressAssociation);
  if (association !== undefined && lengthAt(association) >= 12) {
    const inside = findOptions(bytes, association + 12, association + lengthAt(association));
    const given = inside?.get(Option.address);
    if (given !== undefined && lengthAt(given) >= 24) {
      columns.address.set(bytes.subarray(given, given + 16), row * 16);
      if (isOffer) columns.number[row] = u32(bytes, given + 20);
    }
  }
  const nameAt = isOffer ? options.get(Option.domains) : clientName(options.get(Option.clientName));
  if (nameAt !== undefined && name.read(bytes, nameAt, nameAt, to)) facts.text('name', row, name.text);
  facts.text('value', row, isOffer ? resolvers(bytes, options) : parameters(bytes, options));
  return true;
}

/** Behind one byte of flags (RFC 4704). */
function clientName(from: number | undefined): number | undefined {
  return from === undefined ? undefined : from + 1;
}

/** The Ethernet address in a DUID of the kinds that hold one: with time (1), without (3). */
function copyMac(out: Uint8Array, row: number, bytes: Uint8Array, at: number, length: number): void {
  const kind = length >= 4 ? u16(bytes, at) : 0;
  const from = kind === 1 && length === 14 ? at + 8 : kind === 3 && length === 10 ? at + 4 : -1;
  if (from >= 0 && u16(bytes, at + 2) === 1) out.set(bytes.subarray(from, from + 6), row * 6);
}

function parameters(bytes: Uint8Array, options: ReadonlyMap<number, number>): string {
  const from = options.get(Option.parameters);
  if (from === undefined) return '';
  const asked: number[] = [];
  for (let at = from; at + 2 <= from + u16(bytes, from - 2); at += 2) asked.push(u16(bytes, at));
  return asked.join(',');
}

function resolvers(bytes: Uint8Array, options: ReadonlyMap<number, number>): string {
  const from = options.get(Option.resolvers);
  if (from === undefined) return '';
  const end = from + u16(bytes, from - 2);
  const listed: string[] = [];
  for (let at = from; at + 16 <= end && listed.length < MAX_LISTED; at += 16)
    listed.push(formatAddress(bytes, at));
  return listed.length === 0 ? '' : `resolver ${listed.join(',')}`;
}
