/** DHCP servers of a site: a second one that sends clients elsewhere than the usual one does. */
import type { FactBatch } from '../../model/fact-batch.js';
import { addressKey, hostText } from '../host-key.js';
import { type RecentMap, recall, recentMap, recentValues, remember } from '../recent-map.js';
import { type References, refer, references } from '../references.js';
import type { Told } from '../telling.js';
import { plainCount } from '../words.js';
import type { Finding } from './finding.js';
import type { RogueServiceOptions } from './options.js';

/** By what differs; a forgotten home router does the same as an attacker, and either is to be unplugged. */
const SURPRISE = { itself: 4.5, router: 4, resolver: 3, unsure: 3 } as const;

interface DhcpServer {
  readonly server: string;
  /** The first three bytes of what it gives: one link, one usual server. */
  readonly network: string;
  routers: string;
  resolvers: string;
  offers: number;
  readonly firstSeen: number;
  lastSeen: number;
  readonly references: References;
  told: Told | null;
}

/** By network and server. */
export interface DhcpState {
  readonly servers: RecentMap<DhcpServer>;
  readonly dirty: Set<string>;
}

export const dhcpState = (capacity: number): DhcpState => ({
  servers: recentMap(capacity),
  dirty: new Set(),
});

const isNone = (key: string) => key === '' || /^.\0+$/s.test(key);

function part(value: string, what: string): string {
  for (const each of value.split('; ')) if (each.startsWith(`${what} `)) return each.slice(what.length + 1);
  return '';
}

export function takeOffer(state: DhcpState, batch: FactBatch, row: number): void {
  const message = batch.text.dictionary[batch.text.codes[row]!]!;
  if (message !== 'offer' && message !== 'ack') return;
  const server = addressKey(batch.peer, 16 * row);
  const given = addressKey(batch.address, 16 * row);
  const value = batch.value.dictionary[batch.value.codes[row]!]!;
  if (isNone(server) || isNone(given) || given.charCodeAt(0) !== 4 || value === '') return;
  const network = given.slice(0, 4);
  const key = network + server;
  const time = batch.time[row]!;
  let entry = recall(state.servers, key);
  if (entry === undefined) {
    entry = {
      server,
      network,
      routers: '',
      resolvers: '',
      offers: 0,
      firstSeen: time,
      lastSeen: time,
      references: references(),
      told: null,
    };
    remember(state.servers, key, entry, (kept) => kept.told !== null || kept.offers > 8);
  }
  entry.offers++;
  entry.lastSeen = time;
  entry.routers = part(value, 'router') || entry.routers;
  entry.resolvers = part(value, 'resolver') || entry.resolvers;
  refer(entry.references, batch.input[row]!, batch.recordNumber[row]!);
  state.dirty.add(network);
}

/** The first server of the link. */
function usualOf(servers: readonly DhcpServer[]): DhcpServer {
  return servers.reduce((a, b) => (b.firstSeen < a.firstSeen ? b : a));
}

function findingOf(rogue: DhcpServer, usual: DhcpServer, options: RogueServiceOptions): Finding | null {
  const isBeside = usual.lastSeen >= rogue.firstSeen - options.overlapMs && rogue.offers > 0;
  const address = hostText(rogue.server);
  const otherRouter = rogue.routers !== '' && usual.routers !== '' && rogue.routers !== usual.routers;
  const otherResolver =
    rogue.resolvers !== '' && usual.resolvers !== '' && rogue.resolvers !== usual.resolvers;
  if (!isBeside || !(otherRouter || otherResolver)) return null;
  const isItself =
    (otherRouter && rogue.routers.split(',').includes(address)) ||
    (otherResolver && rogue.resolvers.split(',').includes(address));
  const sure = isItself ? SURPRISE.itself : otherRouter ? SURPRISE.router : SURPRISE.resolver;
  const differences = [
    otherRouter ? `router ${rogue.routers} in place of ${usual.routers}` : '',
    otherResolver ? `resolver ${rogue.resolvers} in place of ${usual.resolvers}` : '',
  ].filter((text) => text !== '');
  return {
    host: rogue.server,
    role: 'actor',
    peer: usual.server,
    key: `dhcp ${address}`,
    firstSeen: rogue.firstSeen,
    lastSeen: rogue.lastSeen,
    surprise: usual.offers >= options.minOffers ? sure : Math.min(sure, SURPRISE.unsure),
    why: 'servers that share a link on purpose offer the same router and resolvers',
    summary: `answered ${plainCount(rogue.offers, 'time')} as a second DHCP server beside ${hostText(
      usual.server,
    )} (${plainCount(usual.offers, 'answer')}) and named ${differences.join(', and ')}`,
    feature: 'answers of a second DHCP server that differ from those of the first',
    value: rogue.offers,
    usual: 0,
    least: 1,
    references: rogue.references,
    technique: 'T1557.003',
  };
}

/** Findings since the last tick, with whose they are. */
export function dhcpFindings(
  state: DhcpState,
  isKnown: (server: string) => boolean,
  options: RogueServiceOptions,
): readonly { readonly finding: Finding; readonly entry: { told: Told | null } }[] {
  const found: { finding: Finding; entry: { told: Told | null } }[] = [];
  const networks = new Map<string, DhcpServer[]>();
  if (state.dirty.size > 0) {
    for (const entry of recentValues(state.servers)) {
      if (!state.dirty.has(entry.network)) continue;
      const list = networks.get(entry.network);
      if (list === undefined) networks.set(entry.network, [entry]);
      else list.push(entry);
    }
  }
  for (const servers of networks.values()) {
    const right = servers.filter(({ server }) => isKnown(server));
    const usual = usualOf(right.length > 0 ? right : servers);
    for (const entry of servers) {
      if (entry === usual || isKnown(entry.server)) continue;
      const finding = findingOf(entry, usual, options);
      if (finding !== null) found.push({ finding, entry });
    }
  }
  state.dirty.clear();
  return found;
}
