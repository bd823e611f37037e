/** Risk -> decisions: told only when they change, and never a block that a guard holds back. */
import { type Prefix, parsePrefix } from '../model/address.js';
import type { NetworkContext } from '../model/behaviour.js';
import { type Decision, type DecisionAction, isBlock } from '../model/decision.js';
import type { Evidence } from '../model/evidence.js';
import { isGuardSign } from '../model/guard-signs.js';
import type { HostRisk } from '../model/host-risk.js';
import { type Caps, capGuard, countBlock, openCaps } from './caps.js';
import type { PolicyOptions } from './options.js';
import type { PartialRisk } from './partial-risk.js';
import { type Verdict, verdictOf } from './verdict.js';

interface Standing {
  action: DecisionAction;
  /** Event time (Unix ms). */
  since: number;
  /** Unix ms; null where nothing expires. */
  expires: number | null;
  /** What held a block back, as far as it was told. */
  held: Held;
}

/** Nothing; too little evidence; a guard, although there was enough. */
type Held = 0 | 1 | 2;

function heldBy({ held, rule }: Verdict): Held {
  if (held === '') return 0;
  return rule === 'quorum' ? 1 : 2;
}

/** Blocks of one host that followed each other. */
interface Repetition {
  blocks: number;
  /** Of the last one (Unix ms, event time). */
  lastStart: number;
  lastEnd: number;
}

export interface PolicyState {
  /** The last decision by site, host and role. */
  readonly standing: Map<string, Standing>;
  /** By site, host and role, least recently blocked first. */
  readonly repetitions: Map<string, Repetition>;
  readonly caps: Caps;
  /** Standings that the cap made it forget. */
  dropped: number;
}

export function openPolicy(): PolicyState {
  return { standing: new Map(), repetitions: new Map(), caps: openCaps(), dropped: 0 };
}

/** How far each goes. */
export const RANK: Record<DecisionAction, number> = { ignore: 0, alert: 1, block: 2, quarantine: 2 };

function reasonOf(host: HostRisk, evidence: readonly Evidence[], verdict: Verdict): string {
  const first = host.shares[0]?.evidenceIds[0];
  const strongest = evidence.find((each) => each.id === first);
  const told = strongest === undefined ? '' : `: ${strongest.summary}`;
  const families = host.shares.map((share) => share.family).join(', ');
  const held = verdict.held === '' ? '' : `; not blocked: ${verdict.held}`;
  const whose = host.role === 'victim' && host.subject === undefined ? 'under attack, ' : '';
  return `${whose}risk ${host.riskAtEnd.toFixed(2)} from ${families}${told}${held}`;
}

/** Forgets the oldest beyond `maxHosts`, but blocks that stand: these go to the end, so that nobody looks at them twice. */
function remember(state: PolicyState, key: string, made: Standing, options: PolicyOptions): void {
  const { standing } = state;
  standing.delete(key);
  standing.set(key, made);
  if (standing.size <= options.maxHosts) return;
  for (const [oldest, each] of standing) {
    if (oldest === key) return;
    standing.delete(oldest);
    const stands = isBlock(each) && each.expires !== null && each.expires > made.since;
    if (!stands || standing.size >= 2 * options.maxHosts) {
      state.dropped++;
      return;
    }
    standing.set(oldest, each);
  }
}

/** What a host is remembered by. */
export function standingKey({ site, host, role }: HostRisk): string {
  return JSON.stringify([site, host, role]);
}

/** Blocks of the host that one at `now` (Unix ms) would be a repetition of. */
export function blocksBefore(state: PolicyState, key: string, now: number, options: PolicyOptions): number {
  const before = state.repetitions.get(key);
  return before !== undefined && now - before.lastEnd <= options.repeatWithinMs ? before.blocks : 0;
}

/** How long the next block of the host lasts (ms), which is longer after those before it. */
function durationOf(
  state: PolicyState,
  key: string,
  now: number,
  { durationsMs }: Verdict,
  options: PolicyOptions,
): number {
  const blocks = blocksBefore(state, key, now, options);
  const duration = durationsMs[Math.min(blocks, durationsMs.length - 1)]!;
  state.repetitions.delete(key);
  state.repetitions.set(key, { blocks: blocks + 1, lastStart: now, lastEnd: now + duration });
  if (state.repetitions.size > options.maxHosts) {
    const [oldest] = state.repetitions.keys();
    state.repetitions.delete(oldest!);
  }
  return duration;
}

/** Whether any evidence is younger than `time` (Unix ms): without, a block that ended would come back for what it was for. */
function hasNew(evidence: readonly Evidence[], time: number): boolean {
  return evidence.some((each) => each.lastSeen > time && !isGuardSign(each));
}

/**
 * What to do about a host whose risk changed: a decision when the answer rises above what stands, when something
 * else begins to hold a block back, or when what a block was for went on in its second half. A decision that falls is none: blocks expire by themselves, and come back, for
 * longer, only for what was done after they began.
 */
export function decide(
  state: PolicyState,
  host: HostRisk,
  evidence: readonly Evidence[],
  now: number,
  options: PolicyOptions,
  network: NetworkContext,
  partial: PartialRisk,
): readonly Decision[] {
  const key = standingKey(host);
  const last = state.standing.get(key);
  const wasBlock = last !== undefined && isBlock(last) && last.expires !== null;
  const blocked = wasBlock && last.expires! > now;
  const caps = (prefix: Prefix) => (blocked ? null : capGuard(state.caps, prefix, now, options));
  const verdict = verdictOf({ host, evidence, now, partial }, options, network, caps);
  const block = isBlock(verdict);
  const before = state.repetitions.get(key);
  if (block && before !== undefined && !hasNew(evidence, before.lastStart)) return [];
  if (blocked) {
    if (!block || last.expires! - now >= (last.expires! - last.since) / 2) return [];
  } else {
    const stood = last === undefined || wasBlock ? 'ignore' : last.action;
    if (verdict.action === 'ignore') {
      if (!wasBlock) state.standing.delete(key);
      return [];
    }
    if (RANK[verdict.action] < RANK[stood]) return [];
    if (RANK[verdict.action] === RANK[stood] && heldBy(verdict) <= (last?.held ?? 0)) return [];
  }
  const expires = block ? now + durationOf(state, key, now, verdict, options) : null;
  remember(state, key, { action: verdict.action, since: now, expires, held: heldBy(verdict) }, options);
  if (expires !== null) countBlock(state.caps, key, parsePrefix(host.host)!, now, expires);
  return [
    {
      site: host.site,
      host: host.host,
      action: verdict.action,
      simulated: verdict.mode === 'observe' || (block && verdict.mode === 'alert'),
      approval: block && (verdict.action === 'quarantine' || verdict.mode === 'approve'),
      rule: blocked ? `${verdict.rule}:extended` : verdict.rule,
      reason: reasonOf(verdict.judged, evidence, verdict),
      risk: verdict.judged.riskAtEnd,
      time: now,
      expires,
      evidenceIds: verdict.judged.shares.flatMap((share) => share.evidenceIds),
      ...(verdict.grounds === null ? {} : { grounds: verdict.grounds }),
    },
  ];
}
