/** What holds a block back, however high the risk: each guard has a name, and says it. */
import { isIpv4, type Prefix, parsePrefix, prefixContains } from '../model/address.js';
import type { NetworkContext } from '../model/behaviour.js';
import type { DecisionAction } from '../model/decision.js';
import type { AllowEntry, PolicyOptions } from './options.js';

export interface Guard {
  readonly name: string;
  /** Plain words, to follow "not blocked: ". */
  readonly reason: string;
}

/** Whether one holds any address of the other. */
function overlaps(a: Prefix, b: Prefix): boolean {
  return a.length <= b.length ? prefixContains(a, b.bytes) : prefixContains(b, a.bytes);
}

function holds(prefixes: readonly string[], host: Prefix): string | undefined {
  return prefixes.find((text) => overlaps(parsePrefix(text)!, host));
}

/** The entry that spares the host at `now` in this scope. An entry for alerts spares from blocks, too. */
export function allowedBy(
  host: Prefix,
  now: number,
  scope: AllowEntry['scope'],
  options: PolicyOptions,
): AllowEntry | undefined {
  return options.allow.find(
    (entry) =>
      (scope === 'block' || entry.scope === 'alert') &&
      (entry.expires === undefined || now < Date.parse(entry.expires)) &&
      overlaps(parsePrefix(entry.prefix)!, host),
  );
}

function tooWide(host: Prefix, options: PolicyOptions): boolean {
  const ipv4 = host.length >= 96 && isIpv4(host.bytes);
  return ipv4 ? host.length - 96 < options.shortestPrefixIpv4 : host.length < options.shortestPrefixIpv6;
}

/** The first guard that protects this host, or null. */
export function guardOf(
  host: Prefix,
  now: number,
  action: DecisionAction,
  options: PolicyOptions,
  network: NetworkContext,
): Guard | null {
  const internal = network.isInternal(host.bytes, 0);
  if (internal && action !== 'quarantine') {
    return { name: 'internal', reason: 'it belongs to the observed network' };
  }
  if (!internal && action === 'quarantine') {
    return { name: 'external', reason: 'a quarantine is for hosts of the observed network' };
  }
  const own = holds(options.own, host);
  if (own !== undefined) return { name: 'own-address', reason: `${own} is an address of this system` };
  const gateway = holds(options.gateways, host);
  if (gateway !== undefined) return { name: 'gateway', reason: `${gateway} is a gateway` };
  const nameServer = holds(options.nameServers, host);
  if (nameServer !== undefined) return { name: 'name-server', reason: `${nameServer} is a name server` };
  const allowed = allowedBy(host, now, 'block', options);
  if (allowed !== undefined) {
    return { name: 'allow-list', reason: `${allowed.prefix} is on the allow list (${allowed.reason})` };
  }
  if (tooWide(host, options))
    return { name: 'prefix-size', reason: 'the network is larger than a block may be' };
  return null;
}
