/** Whether what must be found was told of the right host, when, and if not, why not as far as that can be seen. */
import type { Role } from '../model/evidence.js';
import type { HostRisk } from '../model/host-risk.js';
import { type Expectation, familiesOf, type Harmless, isToldOfVictim } from './expectations.js';
import type { Telling } from './tellings.js';
import { COMMAND_AND_CONTROL, peerAddress } from './truth/schema.js';

/** Clocks of logs and captures are written down to the second. */
const SLACK_MS = 1_000;
const SHOWN_HOSTS = 3;

export interface Outcome {
  readonly expectation: Expectation;
  readonly found: boolean;
  /** Event time (Unix ms) of the first evidence that names it; null where there is none. */
  readonly told: number | null;
  /** From the event's start to the first evidence; null where the truth gives no start. */
  readonly delaySeconds: number | null;
  /** Peak risk of the host that it was told of, in its role; 0 where nothing was told. */
  readonly risk: number;
  /** Why it counts as missed; null when it was found. */
  readonly reason: string | null;
}

export interface CalledAttack {
  readonly harmless: Harmless;
  /** "brute-force of 192.0.2.1", each once, in order. */
  readonly as: readonly string[];
}

/** What was told in a case, in the truth's own names for hosts. */
export interface Told {
  readonly tellings: readonly Telling[];
  readonly hosts: readonly HostRisk[];
  readonly alertLine: number;
  /** How evidence writes an address of the truth. */
  hostOf(address: string): string;
}

function riskOf(told: Told, host: string, role: Role): number {
  return told.hosts.find((each) => each.host === host && each.role === role)?.risk ?? 0;
}

function overlaps(telling: Telling, { start, end }: Pick<Expectation, 'start' | 'end'>): boolean {
  if (start !== null && telling.lastSeen < start - SLACK_MS) return false;
  const last = end ?? Number.POSITIVE_INFINITY;
  return telling.firstSeen <= last + SLACK_MS;
}

const peerOf = (telling: Telling) =>
  telling.peer === null ? null : (peerAddress(telling.peer) ?? telling.peer);

/** A peer that is told must be right; only command and control must name it. */
function peerFits(telling: Telling, expectation: Expectation, told: Told): boolean {
  const peer = peerOf(telling);
  const wanted = expectation.peer === null ? expectation.victims : [expectation.peer];
  if (wanted.length === 0) return true;
  if (peer === null) return expectation.behaviour !== COMMAND_AND_CONTROL;
  return wanted.some((address) => told.hostOf(address) === peer);
}

function victimFits(telling: Telling, expectation: Expectation, told: Told): boolean {
  const attacker = expectation.attacker === null ? null : told.hostOf(expectation.attacker);
  const victims = expectation.victims.map((address) => told.hostOf(address));
  if (victims.length === 0) {
    return attacker === null || (telling.role === 'actor' ? telling.host : peerOf(telling)) === attacker;
  }
  if (telling.role === 'victim') return victims.includes(telling.host);
  const peer = peerOf(telling);
  return peer !== null && victims.includes(peer) && (attacker === null || telling.host === attacker);
}

function isOfRightHost(telling: Telling, expectation: Expectation, told: Told): boolean {
  const { attacker, addresses, behaviour } = expectation;
  if (isToldOfVictim(behaviour)) return victimFits(telling, expectation, told);
  if (attacker !== null) {
    return (
      telling.role === 'actor' &&
      telling.host === told.hostOf(attacker) &&
      peerFits(telling, expectation, told)
    );
  }
  if (addresses.length > 0) return addresses.some((address) => told.hostOf(address) === telling.host);
  return telling.role === 'actor' && peerFits(telling, expectation, told);
}

export function matches(telling: Telling, expectation: Expectation, told: Told): boolean {
  return (
    familiesOf(expectation.behaviour).includes(telling.family) &&
    overlaps(telling, expectation) &&
    isOfRightHost(telling, expectation, told)
  );
}

export function outcomeOf(expectation: Expectation, told: Told): Outcome {
  const matching = told.tellings.filter((telling) => matches(telling, expectation, told));
  if (matching.length === 0) {
    const reason = whyNot(expectation, told);
    return { expectation, found: false, told: null, delaySeconds: null, risk: 0, reason };
  }
  const first = matching.reduce((least, telling) => Math.min(least, telling.told), Number.POSITIVE_INFINITY);
  const risk = Math.max(...new Set(matching.map((telling) => riskOf(told, telling.host, telling.role))));
  const found = risk >= told.alertLine;
  return {
    expectation,
    found,
    told: first,
    delaySeconds: expectation.start === null ? null : (first - expectation.start) / 1000,
    risk,
    reason: found ? null : `below the alert line: risk ${risk.toFixed(2)}`,
  };
}

function each(values: Iterable<string>): readonly string[] {
  return [...new Set(values)].sort();
}

function whyNot(expectation: Expectation, told: Told): string {
  const named = [expectation.attacker, ...expectation.addresses, ...expectation.victims];
  const hosts = new Set(named.flatMap((address) => (address === null ? [] : [told.hostOf(address)])));
  const inTime = told.tellings.filter((telling) => overlaps(telling, expectation));
  const families = familiesOf(expectation.behaviour);
  const right = inTime.filter((telling) => families.includes(telling.family));
  const untimed = { ...expectation, start: null, end: null };
  const earlier = told.tellings.filter(
    (telling) => matches(telling, untimed, told) && telling.lastSeen < (expectation.start ?? 0),
  );
  const others = inTime.filter((telling) => hosts.has(telling.host) && !families.includes(telling.family));
  if (right.length > 0) {
    const whom = each(
      right.map((telling) => (telling.peer === null ? telling.host : `${telling.host} with ${telling.peer}`)),
    );
    const more = whom.length > SHOWN_HOSTS ? ` and ${whom.length - SHOWN_HOSTS} more` : '';
    return `told of others: ${whom.slice(0, SHOWN_HOSTS).join(', ')}${more}`;
  }
  if (earlier.length > 0) {
    const last = Math.max(...new Set(earlier.map((telling) => telling.lastSeen)));
    const seconds = ((expectation.start ?? last) - last) / 1000;
    return `told ${seconds.toFixed(0)} s before, and not again`;
  }
  const about = hosts.size === 0 ? inTime : others;
  if (about.length === 0) return 'no evidence';
  return `wrong family: ${each(about.map((telling) => telling.family)).join(', ')}`;
}

/** These say what is unusual or against a rule, not that somebody attacks. */
const NO_ATTACK = new Set([
  'address-conflict',
  'clear-text',
  'rhythm',
  'rare-destination',
  'context',
  'learned',
]);

/** Evidence that began during a harmless event, about its addresses, and is no evidence of a named attack. */
export function calledAttack(
  harmless: Harmless,
  expectations: readonly Expectation[],
  told: Told,
): CalledAttack | null {
  const hosts = new Set(harmless.addresses.map((address) => told.hostOf(address)));
  const accusing = told.tellings.filter(
    (telling) =>
      telling.role === 'actor' &&
      !NO_ATTACK.has(telling.family) &&
      telling.firstSeen >= (harmless.start ?? Number.NEGATIVE_INFINITY) - SLACK_MS &&
      overlaps(telling, harmless) &&
      (hosts.has(telling.host) || hosts.has(peerOf(telling) ?? '')) &&
      !expectations.some((expectation) => matches(telling, expectation, told)),
  );
  if (accusing.length === 0) return null;
  return { harmless, as: each(accusing.map((telling) => `${telling.family} of ${telling.host}`)) };
}
