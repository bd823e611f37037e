/** What may hold a block back, by the name that decisions call it, in plain words. */
import { counted, listed } from '../model/format.js';
import type { PolicyOptions } from './options.js';

export interface GuardWords {
  /** "guard:NAME" stands as the rule of what it held back; "quorum" as it is. */
  readonly name: string;
  readonly says: string;
}

const MOST_NAMED = 10;

function listWords(what: string, prefixes: readonly string[]): string {
  if (prefixes.length === 0) return `${what}: none are named.`;
  const more = prefixes.length - MOST_NAMED;
  return `${what}: ${listed(prefixes.slice(0, MOST_NAMED))}${more > 0 ? ` and ${more} more` : ''}.`;
}

export function guardWords(options: PolicyOptions): readonly GuardWords[] {
  const { minFamilies, minAttributable, maxBlocksPerMinute, maxBlocks, maxBlocksPerNetwork } = options;
  const families = `${minFamilies} ${minFamilies === 1 ? 'family' : 'families'} of evidence`;
  return [
    {
      name: 'quorum',
      says: `A block needs ${families}, and ${minAttributable} that bind the address to its sender.`,
    },
    { name: 'address', says: 'What is no address, such as a name.' },
    { name: 'own-address', says: listWords('Addresses of this system', options.own) },
    { name: 'gateway', says: listWords('Gateways', options.gateways) },
    { name: 'name-server', says: listWords('Name servers', options.nameServers) },
    { name: 'time-server', says: listWords('Time servers', options.timeServers) },
    {
      name: 'allow-list',
      says: listWords(
        'Spared',
        options.allow.map(({ prefix }) => prefix),
      ),
    },
    { name: 'internal', says: 'Hosts of the observed network: only a quarantine reaches them.' },
    { name: 'external', says: 'A quarantine is for hosts of the observed network.' },
    { name: 'no-sender', says: 'Addresses that nobody sends from: multicast, broadcast, loopback.' },
    { name: 'translator', says: 'Addresses behind which translated IPv4 addresses stand.' },
    {
      name: 'prefix-size',
      says: `Networks larger than a /${options.shortestPrefixIpv4} of IPv4 or a /${options.shortestPrefixIpv6} of IPv6.`,
    },
    ...(options.spareMuchUsed
      ? [{ name: 'much-used-peer', says: 'Outside peers that many own hosts used before it began.' }]
      : []),
    { name: 'reflector', says: 'Servers that merely answer forged requests.' },
    { name: 'blocks-per-minute', says: `At most ${counted(maxBlocksPerMinute, 'new block')} a minute.` },
    { name: 'blocks-at-once', says: `At most ${counted(maxBlocks, 'block')} at once.` },
    {
      name: 'blocks-per-network',
      says: `At most ${counted(maxBlocksPerNetwork, 'block')} within one /24 of IPv4 or /48 of IPv6.`,
    },
  ];
}
