/** What holds a block back, however high the risk: each guard has a name, and says it. */
import { addressKind, isIpv4, type Prefix } from '../model/address.js';
import type { NetworkContext } from '../model/behaviour.js';
import type { DecisionAction } from '../model/decision.js';
import { embeddedIpv4, overlaps, withEmbedded } from '../model/prefix-overlap.js';
import { allowedBy } from './guards/allow-list.js';
import type { Guard } from './guards/guard.js';
import { guardedPlaces, placeOfHost } from './guards/places.js';
import { muchUsedGuard, reflectorGuard } from './guards/signs.js';
import type { PolicyOptions } from './options.js';
import type { Subject } from './rules.js';

const IPV4_BITS = 96;

function tooWide(host: Prefix, options: PolicyOptions): boolean {
  const ipv4 = host.length >= IPV4_BITS && isIpv4(host.bytes);
  return ipv4
    ? host.length - IPV4_BITS < options.shortestPrefixIpv4
    : host.length < options.shortestPrefixIpv6;
}

/** Whether any address of the host, in any of its forms, belongs to the observed network. */
function isInside(forms: readonly Prefix[], network: NetworkContext): boolean {
  return forms.some(
    (form) =>
      network.isInternal(form.bytes, 0) ||
      (network.internalPrefixes ?? []).some((internal) => overlaps(internal, form)),
  );
}

/** By where the host is. */
function sideGuard(forms: readonly Prefix[], action: DecisionAction, network: NetworkContext): Guard | null {
  const internal = isInside(forms, network);
  if (internal && action !== 'quarantine') {
    return { name: 'internal', reason: 'it belongs to the observed network' };
  }
  if (!internal && action === 'quarantine') {
    return { name: 'external', reason: 'a quarantine is for hosts of the observed network' };
  }
  return null;
}

/** By what its form says: who never sends, and who stands for many. */
function formGuard(host: Prefix, options: PolicyOptions): Guard | null {
  const kind = addressKind(host.bytes);
  if (kind === 'multicast' || kind === 'broadcast' || kind === 'loopback' || kind === 'unspecified') {
    return { name: 'no-sender', reason: `it is a ${kind} address, which nobody else has` };
  }
  const many = embeddedIpv4(host).some(({ length }) => length - IPV4_BITS < options.shortestPrefixIpv4);
  if (many) {
    const reason = 'a translator of IPv4 addresses stands behind it, and all who are reached through that';
    return { name: 'translator', reason };
  }
  if (tooWide(host, options)) {
    return { name: 'prefix-size', reason: 'the network is larger than a block may be' };
  }
  return null;
}

/** By the lists of the options. */
function listGuard(
  subject: Subject,
  host: Prefix,
  forms: readonly Prefix[],
  options: PolicyOptions,
): Guard | null {
  const places = guardedPlaces(options);
  const own = placeOfHost(places.own, forms);
  if (own !== undefined) return { name: 'own-address', reason: `${own.text} is an address of this system` };
  const gateway = placeOfHost(places.gateways, forms);
  if (gateway !== undefined) return { name: 'gateway', reason: `${gateway.text} is a gateway` };
  const nameServer = placeOfHost(places.nameServers, forms);
  if (nameServer !== undefined) {
    return { name: 'name-server', reason: `${nameServer.text} is a name server` };
  }
  const timeServer = placeOfHost(places.timeServers, forms);
  if (timeServer !== undefined) {
    return { name: 'time-server', reason: `${timeServer.text} is a time server` };
  }
  const allowed = allowedBy(subject, host, 'block', options);
  if (allowed === undefined) return null;
  return { name: 'allow-list', reason: `${allowed.prefix} is on the allow list (${allowed.reason})` };
}

/** The first guard that protects this host, or null. */
export function guardOf(
  subject: Subject,
  host: Prefix,
  action: DecisionAction,
  options: PolicyOptions,
  network: NetworkContext,
): Guard | null {
  const { evidence, now, partial } = subject;
  const forms = withEmbedded(host);
  return (
    sideGuard(forms, action, network) ??
    listGuard(subject, host, forms, options) ??
    formGuard(host, options) ??
    muchUsedGuard(evidence, options) ??
    reflectorGuard(evidence, now, options, partial)
  );
}
