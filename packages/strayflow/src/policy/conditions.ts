/** The conditions of rules: what each asks, what it finds, and whether it holds. */
import { parsePrefix, prefixContains } from '../model/address.js';
import type { NetworkContext } from '../model/behaviour.js';
import { listed, riskText } from '../model/format.js';
import type { FamilyShare } from '../model/host-risk.js';
import { isWithin, type WeeklyTimes } from '../model/weekly-times.js';
import { quorumFamilies } from './partial-risk.js';
import { type Asset, IMPORTANCE, type PolicyRule, type Subject } from './rules.js';

type When = PolicyRule['when'];

/** What conditions are held against. */
interface Setting {
  readonly assets: readonly Asset[];
  readonly network: NetworkContext;
}

interface ConditionKind {
  isNamed(when: When): boolean;
  holds(when: When, subject: Subject, setting: Setting): boolean;
  /** Plain words, to follow "where ". */
  asks(when: When): string;
  /** What there is of it; plain words, to follow "here ". */
  finds(subject: Subject, setting: Setting): string;
}

function isIn(places: readonly string[], address: Uint8Array, network: NetworkContext): boolean {
  return places.some((text) => {
    if (text === 'internal') return network.isInternal(address, 0);
    if (text === 'external') return !network.isInternal(address, 0);
    return prefixContains(parsePrefix(text)!, address);
  });
}

/** -1 where the address is no asset. */
function importanceOf(text: string | null, assets: readonly Asset[]): number {
  const address = text === null ? null : parsePrefix(text);
  if (address === null) return -1;
  const found = assets.filter((asset) => prefixContains(parsePrefix(asset.prefix)!, address.bytes));
  return Math.max(-1, ...found.map(({ importance }) => IMPORTANCE.indexOf(importance)));
}

function concerned({ host, evidence }: Subject): readonly (string | null)[] {
  return [host.host, ...evidence.map(({ peer }) => peer)];
}

const names = (shares: readonly FamilyShare[]) => shares.map(({ family }) => family);
const alternatives = (words: readonly string[]) =>
  words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;

/** Cheapest first; all that are named are asked, in this order. */
const KINDS: readonly ConditionKind[] = [
  {
    isNamed: () => true,
    holds: ({ risk }, { host }) => host.riskAtEnd >= risk,
    asks: ({ risk }) => `the risk is ${riskText(risk)} or more`,
    finds: ({ host }) => `it is ${riskText(host.riskAtEnd)}`,
  },
  {
    isNamed: () => true,
    holds: ({ role }, { host }) => host.role === role,
    asks: ({ role }) => (role === 'actor' ? 'the host acted' : 'it was done to the host'),
    finds: ({ host }) => (host.role === 'actor' ? 'it acted' : 'it was done to it'),
  },
  {
    isNamed: () => true,
    holds: ({ leastFamilies }, { host }) => quorumFamilies(host).length >= leastFamilies,
    asks: ({ leastFamilies }) =>
      `there ${leastFamilies === 1 ? 'is 1 family' : `are ${leastFamilies} families`} of evidence or more`,
    finds: ({ host }) => {
      const { length } = quorumFamilies(host);
      return `there ${length === 1 ? 'is 1' : `are ${length}`}`;
    },
  },
  {
    isNamed: ({ families }) => families !== undefined,
    holds: ({ families }, { host }) => quorumFamilies(host).some(({ family }) => families!.includes(family)),
    asks: ({ families }) => `there is evidence of ${alternatives(families!)}`,
    finds: ({ host }) => {
      const found = names(quorumFamilies(host));
      return found.length === 0 ? 'there is none' : `there is ${listed(found)}`;
    },
  },
  {
    isNamed: ({ hosts }) => hosts !== undefined,
    holds: ({ hosts }, { host }, { network }) => {
      const address = parsePrefix(host.host)?.bytes;
      return address !== undefined && isIn(hosts!, address, network);
    },
    asks: ({ hosts }) => `the host is ${placeWords(hosts!)}`,
    finds: whereIs,
  },
  {
    isNamed: ({ notHosts }) => notHosts !== undefined,
    holds: ({ notHosts }, { host }, { network }) => {
      const address = parsePrefix(host.host)?.bytes;
      return address === undefined || !isIn(notHosts!, address, network);
    },
    asks: ({ notHosts }) => `the host is not ${placeWords(notHosts!)}`,
    finds: whereIs,
  },
  {
    isNamed: ({ times }) => times !== undefined,
    holds: ({ times }, { now }) => isWithin(times!, now),
    asks: ({ times }) => `it is ${timeWords(times!)}`,
    finds: ({ now }) => `it is ${new Date(now).toUTCString().slice(0, 3)} ${clockOf(now)} UTC`,
  },
  {
    isNamed: ({ importance }) => importance !== undefined,
    holds: ({ importance }, subject, { assets }) => {
      const least = IMPORTANCE.indexOf(importance!);
      return concerned(subject).some((each) => importanceOf(each, assets) >= least);
    },
    asks: ({ importance }) =>
      `the host, or one that it acted on, is an asset of ${importance} importance${importance === 'critical' ? '' : ' or more'}`,
    finds: (subject, { assets }) => {
      const most = Math.max(...concerned(subject).map((each) => importanceOf(each, assets)));
      return most < 0 ? 'none of them is an asset' : `the most important is ${IMPORTANCE[most]}`;
    },
  },
];

const clockOf = (time: number) => new Date(time).toISOString().slice(11, 16);

function whereIs({ host }: Subject, { network }: Setting): string {
  const address = parsePrefix(host.host)?.bytes;
  if (address === undefined) return `${host.host} is no address`;
  return `${host.host} is ${network.isInternal(address, 0) ? 'internal' : 'external'}`;
}

function placeWords(places: readonly string[]): string {
  return alternatives(places.map((place) => (place.includes('/') ? `in ${place}` : place)));
}

function timeWords({ days, from, to, offsetMinutes }: WeeklyTimes): string {
  const when = days.length === 7 ? 'any day' : alternatives(days);
  const hours = from === to ? '' : ` from ${from} to ${to}`;
  const shift = `${Math.abs(offsetMinutes)} minutes ${offsetMinutes < 0 ? 'behind' : 'before'} UTC`;
  return `${when}${hours}${offsetMinutes === 0 ? ' UTC' : `, by a clock ${shift}`}`;
}

/** Whether every condition holds. What is no address is in no place. */
export function holds({ when }: PolicyRule, subject: Subject, setting: Setting): boolean {
  for (const kind of KINDS) {
    if (kind.isNamed(when) && !kind.holds(when, subject, setting)) return false;
  }
  return true;
}

export interface Condition {
  /** Plain words, to follow "where ". */
  readonly asks: string;
  /** Plain words, to follow "here ". */
  readonly finds: string;
  readonly holds: boolean;
}

/** Every condition of a rule with its answer. */
export function conditionsOf({ when }: PolicyRule, subject: Subject, setting: Setting): readonly Condition[] {
  return KINDS.filter((kind) => kind.isNamed(when)).map((kind) => ({
    asks: kind.asks(when),
    finds: kind.finds(subject, setting),
    holds: kind.holds(when, subject, setting),
  }));
}

/** The conditions in plain words, each to follow "where ". */
export function conditionWords({ when }: PolicyRule): readonly string[] {
  return KINDS.filter((kind) => kind.isNamed(when)).map((kind) => kind.asks(when));
}
