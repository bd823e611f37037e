/** Neighbour discovery (RFC 4861) as facts: who claims which IPv6 address, and who claims to be a router. */
import { FactKind } from '../../../model/fact-batch.js';
import { type ContentFacts, End } from './content-facts.js';

const ROUTER_ADVERTISEMENT = 134;
const NEIGHBOUR_SOLICITATION = 135;
const NEIGHBOUR_ADVERTISEMENT = 136;
const SOURCE_LINK_ADDRESS = 1;
const TARGET_LINK_ADDRESS = 2;
/** Section 11.2: what came through a router is not to be believed. */
const HOP_LIMIT = 255;
const MAX_OPTIONS = 32;

/** Whether an ICMPv6 message of this type and hop limit is to be read. */
export function isNeighbourMessage(type: number, hopLimit: number): boolean {
  return type >= ROUTER_ADVERTISEMENT && type <= NEIGHBOUR_ADVERTISEMENT && hopLimit === HOP_LIMIT;
}

/** The message `bytes[at, to)`; false when it is malformed. Messages that claim nothing add nothing. */
export function readNeighbour(facts: ContentFacts, bytes: Uint8Array, at: number, to: number): boolean {
  const type = bytes[at]!;
  const bodyBytes = type === ROUTER_ADVERTISEMENT ? 16 : 24;
  if (to - at < bodyBytes) return false;
  const isAdvertisement = type === NEIGHBOUR_ADVERTISEMENT;
  const wanted = isAdvertisement ? TARGET_LINK_ADDRESS : SOURCE_LINK_ADDRESS;
  const mac = linkAddress(bytes, at + bodyBytes, to, wanted);
  if (mac <= 0) return mac === 0;
  const row = facts.add(FactKind.neighbourBinding, End.sender);
  const { columns } = facts;
  columns.mac.set(bytes.subarray(mac, mac + 6), row * 6);
  columns.peerPort[row] = 0;
  if (type === NEIGHBOUR_SOLICITATION) columns.peer.set(bytes.subarray(at + 8, at + 24), row * 16);
  else if (isAdvertisement) columns.address.set(bytes.subarray(at + 8, at + 24), row * 16);
  facts.text(
    'text',
    row,
    isAdvertisement ? 'advertisement' : type === NEIGHBOUR_SOLICITATION ? 'solicitation' : 'router',
  );
  return true;
}

/** Where the link-layer address of the wanted option stands; 0 = no such option, -1 = malformed. */
function linkAddress(bytes: Uint8Array, at: number, to: number, wanted: number): number {
  for (let options = 0; at + 2 <= to && options < MAX_OPTIONS; options++) {
    const length = 8 * bytes[at + 1]!;
    if (length === 0 || at + length > to) return -1;
    if (bytes[at] === wanted) return length === 8 ? at + 2 : 0;
    at += length;
  }
  return 0;
}
