/** ARP as devices, failover, bonded cards and attackers send it. */
import type { FactRow } from '../fact-rows.js';
import { START } from '../flow-rows.js';

export const GATEWAY = { address: '10.0.0.1', mac: '02:00:00:00:00:01' };
export const VICTIM = { address: '10.0.0.20', mac: '02:00:00:00:20:20' };
export const ATTACKER = { address: '10.0.0.66', mac: '02:00:00:00:66:66' };

interface Device {
  readonly address: string;
  readonly mac: string;
}

export const second = (count: number) => START + 1_000 * count;

export const ask = (time: number, who: Device, whom: string): FactRow => ({
  kind: 'arpBinding',
  time,
  address: who.address,
  mac: who.mac,
  peer: whom,
  text: 'request',
});

export const answer = (time: number, who: Device, whom: string): FactRow => ({
  ...ask(time, who, whom),
  text: 'reply',
});

export const announce = (time: number, who: Device): FactRow => ({
  ...ask(time, who, who.address),
  text: 'gratuitous',
});

/** A question and its answer. */
export const resolve = (time: number, who: Device, whom: Device): FactRow[] => [
  ask(time, who, whom.address),
  answer(time + 1, whom, who.address),
];

/** What happens on a link anyway: who is there, and that it asks now and then. */
export function ordinaryLink(seconds: number): FactRow[] {
  return Array.from({ length: Math.ceil(seconds / 20) }, (_, i) => [
    ...resolve(second(20 * i), VICTIM, GATEWAY),
    ...resolve(second(20 * i + 7), GATEWAY, VICTIM),
    ...resolve(second(20 * i + 11), ATTACKER, GATEWAY),
  ]).flat();
}

/** arpspoof in both directions: an answer to each side every two seconds. */
export function poisoning(from: number, seconds: number, both = true): FactRow[] {
  return Array.from({ length: Math.floor(seconds / 2) }, (_, i) => [
    answer(second(from + 2 * i), { ...GATEWAY, mac: ATTACKER.mac }, VICTIM.address),
    ...(both ? [answer(second(from + 2 * i) + 10, { ...VICTIM, mac: ATTACKER.mac }, GATEWAY.address)] : []),
  ]).flat();
}
