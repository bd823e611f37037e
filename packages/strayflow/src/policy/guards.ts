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

interface Question extends Subject {
  readonly prefix: Prefix;
  /** The prefix, and the IPv4 networks that it stands for. */
  readonly forms: readonly Prefix[];
  readonly action: DecisionAction;
  readonly options: PolicyOptions;
  readonly network: NetworkContext;
}

interface AskedGuard {
  /** What it looks at, to follow "whether ". */
  readonly asks: string;
  ask(question: Question): Guard | null;
}

/** By one of the lists of addresses in the options. */
function listGuard(
  name: string,
  list: 'own' | 'gateways' | 'nameServers' | 'timeServers',
  what: string,
): AskedGuard {
  return {
    asks: `it is ${what}`,
    ask({ forms, options }) {
      const found = placeOfHost(guardedPlaces(options)[list], forms);
      return found === undefined ? null : { name, reason: `${found.text} is ${what}` };
    },
  };
}

/** In the order in which they are asked; caps come after them. */
const GUARDS: readonly AskedGuard[] = [
  {
    asks: 'it is on the right side of the network for this',
    ask: ({ forms, action, network }) => sideGuard(forms, action, network),
  },
  listGuard('own-address', 'own', 'an address of this system'),
  listGuard('gateway', 'gateways', 'a gateway'),
  listGuard('name-server', 'nameServers', 'a name server'),
  listGuard('time-server', 'timeServers', 'a time server'),
  {
    asks: 'it is on the allow list',
    ask(question) {
      const allowed = allowedBy(question, question.prefix, 'block', question.options);
      if (allowed === undefined) return null;
      return { name: 'allow-list', reason: `${allowed.prefix} is on the allow list (${allowed.reason})` };
    },
  },
  {
    asks: 'its address is that of one sender, and no larger than a block may be',
    ask: ({ prefix, options }) => formGuard(prefix, options),
  },
  {
    asks: 'own hosts used it much before this began',
    ask: ({ evidence, options }) => muchUsedGuard(evidence, options),
  },
  {
    asks: 'it merely answers forged requests',
    ask: ({ evidence, now, options, partial }) => reflectorGuard(evidence, now, options, partial),
  },
];

/** The first guard that protects this host, or null. */
export function guardOf(
  subject: Subject,
  prefix: Prefix,
  action: DecisionAction,
  options: PolicyOptions,
  network: NetworkContext,
): Guard | null {
  const question = { ...subject, prefix, forms: withEmbedded(prefix), action, options, network };
  for (const guard of GUARDS) {
    const answer = guard.ask(question);
    if (answer !== null) return answer;
  }
  return null;
}

export interface GuardAnswer {
  /** To follow "whether ". */
  readonly asks: string;
  /** Null: it holds nothing back. */
  readonly answer: Guard | null;
}

/** What each guard says, asked by itself. */
export function guardAnswers(
  subject: Subject,
  prefix: Prefix,
  action: DecisionAction,
  options: PolicyOptions,
  network: NetworkContext,
): readonly GuardAnswer[] {
  const question = { ...subject, prefix, forms: withEmbedded(prefix), action, options, network };
  return GUARDS.map(({ asks, ask }) => ({ asks, answer: ask(question) }));
}
