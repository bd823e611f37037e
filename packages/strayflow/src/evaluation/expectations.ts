/** What must be found in a case, and what must not be called an attack. */
import type { Family } from '../model/evidence.js';
import {
  COMMAND_AND_CONTROL,
  isHarmless,
  type Knowledge,
  type NamedBehaviour,
  peerAddress,
} from './truth/schema.js';

/** One thing that must be found: an event, or a behaviour of a host or of a whole input. */
export interface Expectation {
  readonly behaviour: NamedBehaviour;
  /** Null where nobody is named. */
  readonly attacker: string | null;
  readonly victims: readonly string[];
  /** Whom it is about where there is no attacker. */
  readonly addresses: readonly string[];
  readonly peer: string | null;
  /** Unix ms on the capture's clock; null where the truth does not say. */
  readonly start: number | null;
  readonly end: number | null;
}

/** Something harmless that may look like an attack. */
export interface Harmless {
  readonly behaviour: string;
  readonly addresses: readonly string[];
  readonly start: number | null;
  readonly end: number | null;
}

export interface Expected {
  readonly expectations: readonly Expectation[];
  readonly harmless: readonly Harmless[];
  /** Behaviours of events that left no sign in the capture. */
  readonly invisible: readonly string[];
}

/** The families by which a behaviour may be named. */
export function familiesOf(behaviour: NamedBehaviour): readonly Family[] {
  return behaviour === COMMAND_AND_CONTROL ? ['beaconing', 'long-connection'] : [behaviour];
}

/** These are told of their victims, whoever sends. */
export function isToldOfVictim(behaviour: NamedBehaviour): boolean {
  return behaviour === 'flood' || behaviour === 'reflection';
}

const milliseconds = (seconds: number | undefined) => (seconds === undefined ? null : seconds * 1000);
const addressOf = (peer: string | undefined) => (peer === undefined ? null : peerAddress(peer));

/** Addresses that have no good name, those of invisible events included. */
export function suspects(truth: Knowledge): readonly string[] {
  return [
    ...Object.keys(truth.attackers ?? {}),
    ...Object.keys(truth.compromised ?? {}),
    ...(truth.events ?? []).flatMap((event) =>
      event.attacker === undefined || isHarmless(event.behaviour) ? [] : [event.attacker],
    ),
  ];
}

export function expected(truth: Knowledge): Expected {
  const expectations: Expectation[] = [];
  const harmless: Harmless[] = [];
  const invisible: string[] = [];
  for (const event of truth.events ?? []) {
    const times = { start: milliseconds(event.start), end: milliseconds(event.end) };
    if (event.visible === false) invisible.push(event.behaviour);
    else if (isHarmless(event.behaviour)) {
      const addresses = event.addresses ?? event.victims ?? [];
      harmless.push({ behaviour: event.behaviour, addresses, ...times });
    } else {
      expectations.push({
        behaviour: event.behaviour as NamedBehaviour,
        attacker: event.attacker ?? null,
        victims: event.victims ?? [],
        addresses: event.addresses ?? [],
        peer: addressOf(event.peer),
        ...times,
      });
    }
  }
  const covered = (behaviour: NamedBehaviour, attacker: string | null) =>
    expectations.some(
      (each) => each.behaviour === behaviour && (attacker === null || each.attacker === attacker),
    );
  const whole = (behaviour: NamedBehaviour, attacker: string | null) => {
    if (covered(behaviour, attacker)) return;
    const victims = isToldOfVictim(behaviour) || attacker === null ? (truth.victims ?? []) : [];
    const peer = addressOf(truth.peer);
    expectations.push({ behaviour, attacker, victims, addresses: [], peer, start: null, end: null });
  };
  const named = [...Object.entries(truth.attackers ?? {}), ...Object.entries(truth.compromised ?? {})];
  for (const [attacker, behaviours] of named.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))) {
    for (const behaviour of behaviours) whole(behaviour, attacker);
  }
  for (const behaviour of truth.behaviours ?? []) whole(behaviour, null);
  return { expectations, harmless, invisible };
}
