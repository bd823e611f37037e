/** Evidence folded into one explained, decaying risk per host and role. State is plain data. */
import type { Evidence, Role } from '../model/evidence.js';
import type { FamilyShare, HostRisk } from '../model/host-risk.js';
import type { RiskOptions } from './options.js';
import { decayed, score } from './score.js';

interface HostState {
  readonly site: string;
  readonly host: string;
  readonly subject: NonNullable<Evidence['subject']> | null;
  readonly role: Role;
  /** Latest revisions, by id. */
  readonly evidence: Map<string, Evidence>;
  /** Event time of the newest evidence (Unix ms). */
  clock: number;
  peak: number;
  peakTime: number;
  shares: readonly FamilyShare[];
}

export interface RiskState {
  /** By site, host and role. */
  readonly hosts: Map<string, HostState>;
  /** Hosts with news since the last `changedHosts`. */
  readonly changed: Set<string>;
  /** Evidence kept in all. */
  size: number;
  /** Event time (Unix ms) at which hosts without news are looked for next. */
  nextSweep: number;
  /** Evidence that caps made it forget. */
  dropped: number;
}

export function openRisk(): RiskState {
  return { hosts: new Map(), changed: new Set(), size: 0, nextSweep: Number.NEGATIVE_INFINITY, dropped: 0 };
}

/** Takes evidence, or a higher revision of evidence that it has. Idempotent by id and revision. */
export function addEvidence(state: RiskState, evidence: Evidence, options: RiskOptions): void {
  const key = JSON.stringify([evidence.site, evidence.host, evidence.role]);
  let host = state.hosts.get(key);
  if (host === undefined) {
    if (state.hosts.size >= options.maxHosts) dropLeastRisky(state, key);
    const { site, host: name, subject = null, role } = evidence;
    host = {
      site,
      host: name,
      subject,
      role,
      evidence: new Map(),
      clock: Number.NEGATIVE_INFINITY,
      peak: 0,
      peakTime: evidence.lastSeen,
      shares: [],
    };
    state.hosts.set(key, host);
  }
  const known = host.evidence.get(evidence.id);
  if (known !== undefined && known.revision >= evidence.revision) return;
  host.evidence.set(evidence.id, evidence);
  host.clock = Math.max(host.clock, evidence.lastSeen);
  if (known === undefined) state.size++;
  if (host.evidence.size > options.maxEvidencePerHost) dropWeakest(state, host, options);
  raisePeak(host, host.clock, options);
  // Evidence of a closed window comes late: what it says was true before the decay since then.
  if (evidence.lastSeen < host.clock) raisePeak(host, evidence.lastSeen, options);
  state.changed.add(key);
  if (state.size > options.maxEvidence) dropLeastRisky(state, key);
}

/** Takes the risk as of `at` (Unix ms) for the peak if it is as high; later evidence has no part in it. */
function raisePeak(host: HostState, at: number, options: RiskOptions): void {
  const known = [...host.evidence.values()].filter((each) => each.firstSeen <= at);
  const { risk, shares } = score(known, at, options);
  if (risk < host.peak) return;
  host.peak = risk;
  host.peakTime = at;
  host.shares = shares;
}

function dropWeakest(state: RiskState, host: HostState, options: RiskOptions): void {
  let weakest: Evidence | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (const evidence of host.evidence.values()) {
    const weight = decayed(evidence, host.clock, options);
    if (weight < least) {
      least = weight;
      weakest = evidence;
    }
  }
  if (weakest === undefined) return;
  host.evidence.delete(weakest.id);
  state.size--;
  state.dropped++;
}

/** Makes room by forgetting a tenth of the hosts at once, so that it does not happen for each; `except` stays. */
function dropLeastRisky(state: RiskState, except: string): void {
  const ranked = [...state.hosts].sort(([a, left], [b, right]) => left.peak - right.peak || before(a, b));
  let room = Math.max(1, Math.floor(ranked.length / 10));
  for (const [key, host] of ranked) {
    if (key === except) continue;
    if (room-- === 0) return;
    forget(state, key, host);
    state.dropped += host.evidence.size;
  }
}

function forget(state: RiskState, key: string, host: HostState): void {
  state.hosts.delete(key);
  state.changed.delete(key);
  state.size -= host.evidence.size;
}

const SWEEP_MS = 3_600_000;

/** Event time has reached `now` (Unix ms): hosts without news for long are forgotten. */
export function advanceRisk(state: RiskState, now: number, options: RiskOptions): void {
  if (!Number.isFinite(now) || now < state.nextSweep) return;
  state.nextSweep = now + SWEEP_MS;
  for (const [key, host] of state.hosts) {
    if (host.clock < now - options.forgetAfterMs) forget(state, key, host);
  }
}

/** When the risk of a host is asked for: not before its newest evidence (Unix ms). */
function momentOf(host: HostState, now: number): number {
  return Number.isFinite(now) ? Math.max(now, host.clock) : host.clock;
}

function hostRisk(
  host: HostState,
  now: number,
  options: RiskOptions,
  present = score([...host.evidence.values()], momentOf(host, now), options),
): HostRisk {
  return {
    site: host.site,
    host: host.host,
    ...(host.subject === null ? {} : { subject: host.subject }),
    role: host.role,
    risk: host.peak,
    peakTime: host.peakTime,
    riskAtEnd: Math.min(host.peak, present.risk),
    shares: host.shares,
  };
}

const before = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

/** The highest risk of one host and role so far; 0 where nothing is known of it. */
export function peakRisk(
  state: RiskState,
  { site, host, role }: Pick<Evidence, 'site' | 'host' | 'role'>,
): number {
  return state.hosts.get(JSON.stringify([site, host, role]))?.peak ?? 0;
}

/** Every host with evidence, riskiest first; actors before victims, then by address. */
export function hostRisks(state: RiskState, now: number, options: RiskOptions): readonly HostRisk[] {
  return [...state.hosts.values()]
    .map((host) => hostRisk(host, now, options))
    .sort(
      (a, b) => b.risk - a.risk || before(a.role, b.role) || before(a.host, b.host) || before(a.site, b.site),
    );
}

export interface ChangedHost {
  readonly host: HostRisk;
  /** In order of arrival. */
  readonly evidence: readonly Evidence[];
  /** Event time (Unix ms) of `host.riskAtEnd` and `present`. */
  readonly at: number;
  /** What makes up the risk then, largest first; `host.shares` are those of the peak. */
  readonly present: readonly FamilyShare[];
}

/** Hosts with news since it was last asked, in order of site, address and role. */
export function changedHosts(state: RiskState, now: number, options: RiskOptions): readonly ChangedHost[] {
  if (state.changed.size === 0) return [];
  const keys = [...state.changed].sort(before);
  state.changed.clear();
  return keys.map((key) => {
    const host = state.hosts.get(key)!;
    const evidence = [...host.evidence.values()];
    const at = momentOf(host, now);
    const present = score(evidence, at, options);
    return { host: hostRisk(host, now, options, present), evidence, at, present: present.shares };
  });
}

/** The latest revision of all evidence, in order of its first record, then id. */
export function allEvidence(state: RiskState): readonly Evidence[] {
  const all: Evidence[] = [];
  for (const host of state.hosts.values()) all.push(...host.evidence.values());
  return all.sort((a, b) => a.firstSeen - b.firstSeen || before(a.id, b.id));
}

/** Evidence that caps made it forget so far. */
export function riskDropped(state: RiskState): number {
  return state.dropped;
}
