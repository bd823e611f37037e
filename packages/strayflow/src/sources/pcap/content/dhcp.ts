/** DHCP for IPv4 (RFC 2131, options of RFC 2132) as facts. */
import { formatAddress, writeIpv4 } from '../../../model/address.js';
import { FactKind } from '../../../model/fact-batch.js';
import { u32 } from '../bytes.js';
import { type ContentFacts, End } from './content-facts.js';
import { textOf } from './text.js';

const OPTIONS_AT = 240;
const MAGIC_COOKIE = 0x63825363;
const ETHERNET = 1;
const MAX_LISTED = 8;
const MESSAGES = ['', 'discover', 'offer', 'request', 'decline', 'ack', 'nak', 'release', 'inform'];
const OFFERED: ReadonlySet<number> = new Set([2, 5, 6]);
const Option = {
  router: 3,
  resolver: 6,
  hostName: 12,
  domain: 15,
  requested: 50,
  lease: 51,
  message: 53,
  server: 54,
  parameters: 55,
} as const;

/** Offsets of the options that are read, by number; length stands before. Null when they break off. */
function findOptions(bytes: Uint8Array, at: number, to: number): Map<number, number> | null {
  const found = new Map<number, number>();
  while (at < to && bytes[at] !== 255) {
    if (bytes[at] === 0) {
      at++;
      continue;
    }
    if (at + 2 > to || at + 2 + bytes[at + 1]! > to) return null;
    if (!found.has(bytes[at]!)) found.set(bytes[at]!, at + 2);
    at += 2 + bytes[at + 1]!;
  }
  return found;
}

/** The message `bytes[at, to)`; false when it is malformed. */
export function readDhcp(facts: ContentFacts, bytes: Uint8Array, at: number, to: number): boolean {
  if (to - at < OPTIONS_AT || u32(bytes, at + 236) !== MAGIC_COOKIE) return false;
  const options = findOptions(bytes, at + OPTIONS_AT, to);
  if (options === null) return false;
  const typeAt = options.get(Option.message);
  const message = typeAt === undefined ? undefined : MESSAGES[bytes[typeAt]!];
  // BOOTP without a message type asks for nothing that is a fact here.
  if (message === undefined || message === '') return typeAt === undefined;
  const isOffer = OFFERED.has(bytes[typeAt!]!);
  // The server is the receiver of a request; options name it where the address is a broadcast.
  const row = isOffer
    ? facts.add(FactKind.dhcpOffer, End.receiver)
    : facts.add(FactKind.dhcpRequest, End.sender);
  const { columns } = facts;
  const requested = options.get(Option.requested);
  const hasRequested = requested !== undefined && bytes[requested - 1] === 4;
  copyIpv4(columns.address, row, bytes, isOffer ? at + 16 : hasRequested ? requested : at + 12);
  if (bytes[at + 1] === ETHERNET && bytes[at + 2] === 6) {
    columns.mac.set(bytes.subarray(at + 28, at + 34), row * 6);
  }
  const server = options.get(Option.server);
  if (server !== undefined && bytes[server - 1] === 4) copyIpv4(columns.peer, row, bytes, server);
  facts.text('text', row, message);
  const text = (option: number) => {
    const from = options.get(option);
    return from === undefined ? '' : textOf(bytes, from, from + bytes[from - 1]!).replace(/\0+$/, '');
  };
  if (!isOffer) {
    facts.text('name', row, text(Option.hostName));
    const list = options.get(Option.parameters);
    if (list !== undefined) facts.text('value', row, bytes.subarray(list, list + bytes[list - 1]!).join(','));
    return true;
  }
  facts.text('name', row, text(Option.domain));
  const offered = [
    ['router', addresses(bytes, options.get(Option.router))],
    ['resolver', addresses(bytes, options.get(Option.resolver))],
  ].filter(([, listed]) => listed !== '');
  facts.text('value', row, offered.map(([what, listed]) => `${what} ${listed}`).join('; '));
  const lease = options.get(Option.lease);
  if (lease !== undefined && bytes[lease - 1] === 4) columns.number[row] = u32(bytes, lease);
  return true;
}

function copyIpv4(out: Uint8Array, row: number, bytes: Uint8Array, at: number): void {
  const isNone = u32(bytes, at) === 0;
  if (isNone) out.fill(0, row * 16, row * 16 + 16);
  else writeIpv4(out, row * 16, bytes[at]!, bytes[at + 1]!, bytes[at + 2]!, bytes[at + 3]!);
}

const address = new Uint8Array(16);

function addresses(bytes: Uint8Array, from: number | undefined): string {
  if (from === undefined) return '';
  const listed: string[] = [];
  const end = from + bytes[from - 1]!;
  for (let at = from; at + 4 <= end && listed.length < MAX_LISTED; at += 4) {
    writeIpv4(address, 0, bytes[at]!, bytes[at + 1]!, bytes[at + 2]!, bytes[at + 3]!);
    listed.push(formatAddress(address));
  }
  return listed.join(',');
}
