/** Merges actors over the alert line that do alike into campaigns, by DBSCAN over what they did, to whom, and when. */

import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import { dbscan, random } from '@strayflow/detectors';
import type { Campaign } from '../model/campaign.js';
import { type Evidence, FAMILIES, type Family } from '../model/evidence.js';
import type { HostRisk } from '../model/host-risk.js';

/** Fewer alike are shown one by one. */
const LEAST_MEMBERS = 3;
/** Distance within which two hosts do alike: families and targets are unit vectors, a day is 1. */
const EPSILON = 0.6;
const DAY_MS = 24 * 3_600_000;
/** Columns that what was done to whom is spread over; two different targets are about sqrt(2) apart. */
const TARGET_COLUMNS = 32;

interface Member {
  readonly host: HostRisk;
  /** Of the families that carry its risk. */
  readonly evidence: readonly Evidence[];
  readonly firstSeen: number;
}

/**
 * @param alertLine risk from which a host takes part
 * @returns campaigns of three hosts or more, riskiest first, then by id. Victims and hosts that share no site belong to none.
 */
export function campaigns(
  hosts: readonly HostRisk[],
  evidence: readonly Evidence[],
  alertLine: number,
): readonly Campaign[] {
  const byHost = new Map<string, Evidence[]>();
  for (const each of evidence) {
    if (each.role !== 'actor') continue;
    const key = JSON.stringify([each.site, each.host]);
    const list = byHost.get(key);
    if (list === undefined) byHost.set(key, [each]);
    else list.push(each);
  }
  const sites = new Map<string, Member[]>();
  for (const host of hosts) {
    if (host.role !== 'actor' || host.risk < alertLine) continue;
    const member = memberOf(host, byHost.get(JSON.stringify([host.site, host.host])) ?? []);
    if (member === null) continue;
    const site = sites.get(host.site);
    if (site === undefined) sites.set(host.site, [member]);
    else site.push(member);
  }
  return [...sites.values()].flatMap(clustered).sort((a, b) => b.risk - a.risk || (a.id < b.id ? -1 : 1));
}

function memberOf(host: HostRisk, evidence: readonly Evidence[]): Member | null {
  const carrying = new Set(host.shares.filter(({ share }) => share > 0).map(({ family }) => family));
  const own = evidence.filter(({ family }) => carrying.has(family));
  if (own.length === 0) return null;
  return { host, evidence: own, firstSeen: Math.min(...own.map(({ firstSeen }) => firstSeen)) };
}

function clustered(members: readonly Member[]): readonly Campaign[] {
  if (members.length < LEAST_MEMBERS) return [];
  const columns = FAMILIES.length + TARGET_COLUMNS + 1;
  const values = new Float64Array(members.length * columns);
  const earliest = Math.min(...members.map(({ firstSeen }) => firstSeen));
  members.forEach((member, row) => {
    const into = values.subarray(row * columns, (row + 1) * columns);
    fillFamilies(into.subarray(0, FAMILIES.length), member);
    fillTargets(into.subarray(FAMILIES.length, columns - 1), member);
    into[columns - 1] = (member.firstSeen - earliest) / DAY_MS;
  });
  const { labels, clusters } = dbscan({ epsilon: EPSILON, minSamples: LEAST_MEMBERS }).cluster({
    rows: members.length,
    columns,
    values,
  });
  return Array.from({ length: clusters }, (_, label) =>
    campaignOf(members.filter((__, row) => labels[row] === label)),
  );
}

function fillFamilies(into: Float64Array, { host }: Member): void {
  for (const { family, confidence } of host.shares) into[FAMILIES.indexOf(family)] = confidence;
  toUnit(into);
}

/** Each distinct thing that was done to somebody is a direction of its own; more than the host's own are averaged. */
function fillTargets(into: Float64Array, { evidence }: Member): void {
  const directions = new Set(
    evidence.map(({ family, peer, key }) => (peer === null ? `${family} ${key}` : peer)),
  );
  for (const direction of [...directions].sort()) {
    const generator = random(seedOf(direction));
    for (let i = 0; i < into.length; i++) into[i]! += generator.uniform() < 0.5 ? -1 : 1;
  }
  toUnit(into);
}

function seedOf(text: string): number {
  const bytes = sha256(utf8ToBytes(text));
  return (bytes[0]! << 16) | (bytes[1]! << 8) | bytes[2]!;
}

function toUnit(values: Float64Array): void {
  let squares = 0;
  for (const value of values) squares += value * value;
  if (squares === 0) return;
  const length = Math.sqrt(squares);
  for (let i = 0; i < values.length; i++) values[i]! /= length;
}

function campaignOf(members: readonly Member[]): Campaign {
  const ranked = members.toSorted(
    (a, b) => b.host.risk - a.host.risk || (a.host.host < b.host.host ? -1 : 1),
  );
  const first = members.reduce((early, member) =>
    member.firstSeen < early.firstSeen ||
    (member.firstSeen === early.firstSeen && member.host.host < early.host.host)
      ? member
      : early,
  );
  const { site } = first.host;
  return {
    id: bytesToHex(sha256(utf8ToBytes(JSON.stringify([site, first.host.host, first.firstSeen])))).slice(
      0,
      16,
    ),
    site,
    hosts: ranked.map(({ host }) => host.host),
    families: sharedFamilies(members),
    target: sharedTarget(members),
    risk: ranked[0]!.host.risk,
    firstSeen: first.firstSeen,
    lastSeen: members
      .flatMap(({ evidence }) => evidence.map(({ lastSeen }) => lastSeen))
      .reduce((last, time) => Math.max(last, time), Number.NEGATIVE_INFINITY),
  };
}

/** Families of more than half of the members, by how much they carry in all. */
function sharedFamilies(members: readonly Member[]): readonly Family[] {
  const totals = new Map<Family, { hosts: number; share: number }>();
  for (const { host } of members) {
    for (const { family, share } of host.shares) {
      if (!(share > 0)) continue;
      const total = totals.get(family) ?? { hosts: 0, share: 0 };
      totals.set(family, { hosts: total.hosts + 1, share: total.share + share });
    }
  }
  return [...totals]
    .filter(([, { hosts }]) => 2 * hosts > members.length)
    .sort((a, b) => b[1].share - a[1].share || (a[0] < b[0] ? -1 : 1))
    .map(([family]) => family);
}

function sharedTarget(members: readonly Member[]): string | null {
  const hosts = new Map<string, number>();
  for (const { evidence } of members) {
    for (const peer of new Set(evidence.map((each) => each.peer))) {
      if (peer !== null) hosts.set(peer, (hosts.get(peer) ?? 0) + 1);
    }
  }
  const [most] = [...hosts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
  return most !== undefined && 2 * most[1] > members.length ? most[0] : null;
}
