/** Risk -> decisions: told only when they change, and never a block that a guard holds back. */
import { parsePrefix } from '../model/address.js';
import type { NetworkContext } from '../model/behaviour.js';
import type { Decision, DecisionAction } from '../model/decision.js';
import type { Evidence } from '../model/evidence.js';
import type { HostRisk } from '../model/host-risk.js';
import { allowedBy, type Guard, guardOf } from './guards.js';
import type { PolicyOptions } from './options.js';

interface Standing {
  action: DecisionAction;
  /** Unix ms; null where nothing expires. */
  expires: number | null;
}

export interface PolicyState {
  /** The last decision by site, host and role. */
  readonly standing: Map<string, Standing>;
  /** Event times (Unix ms) of the new blocks of the last minute. */
  readonly recentBlocks: number[];
  /** Standings that the cap made it forget. */
  dropped: number;
}

export function openPolicy(): PolicyState {
  return { standing: new Map(), recentBlocks: [], dropped: 0 };
}

const MINUTE_MS = 60_000;

interface Verdict {
  readonly action: DecisionAction;
  readonly rule: string;
  /** What held a block back, in plain words; empty where nothing did. */
  readonly held: string;
}

/** Why the evidence does not suffice for a block, or null. */
function missing(host: HostRisk, options: PolicyOptions): string | null {
  if (host.role === 'victim') return 'being attacked is not being an attacker';
  const families = host.shares.filter((share) => share.family !== 'context' && share.share > 0);
  if (families.length < options.minFamilies) {
    return `a block needs ${options.minFamilies} families of evidence and there ${
      families.length === 1 ? 'is 1' : `are ${families.length}`
    }`;
  }
  if (families.filter((share) => share.attributable).length < options.minAttributable) {
    return 'no evidence binds the address to its sender, so it may be forged';
  }
  return null;
}

function activeBlocks(state: PolicyState, now: number): number {
  let active = 0;
  for (const { action, expires } of state.standing.values()) {
    if (action === 'block' && expires !== null && expires > now) active++;
  }
  return active;
}

/** The caps on blocks, which hold only new ones back. */
function capGuard(state: PolicyState, now: number, options: PolicyOptions): Guard | null {
  const { recentBlocks } = state;
  while (recentBlocks.length > 0 && recentBlocks[0]! <= now - MINUTE_MS) recentBlocks.shift();
  if (recentBlocks.length >= options.maxBlocksPerMinute) {
    return {
      name: 'blocks-per-minute',
      reason: `${options.maxBlocksPerMinute} hosts were blocked within a minute`,
    };
  }
  if (activeBlocks(state, now) >= options.maxBlocks) {
    return { name: 'blocks-at-once', reason: `${options.maxBlocks} hosts are blocked already` };
  }
  return null;
}

function judge(
  state: PolicyState,
  host: HostRisk,
  blocked: boolean,
  now: number,
  options: PolicyOptions,
  network: NetworkContext,
): Verdict {
  const prefix = parsePrefix(host.host);
  const risk = host.riskAtEnd;
  const spared = prefix === null ? undefined : allowedBy(prefix, now, 'alert', options);
  if (risk < options.alertLine || spared !== undefined)
    return { action: 'ignore', rule: 'below-lines', held: '' };
  if (risk < options.blockLine) return { action: 'alert', rule: 'alert-line', held: '' };
  const lack = missing(host, options);
  if (lack !== null) return { action: 'alert', rule: 'quorum', held: lack };
  if (prefix === null) return { action: 'alert', rule: 'guard:address', held: 'it is no address' };
  const guard = guardOf(prefix, now, options, network) ?? (blocked ? null : capGuard(state, now, options));
  if (guard !== null) return { action: 'alert', rule: `guard:${guard.name}`, held: guard.reason };
  return { action: 'block', rule: 'block-line', held: '' };
}

const RANK: Record<DecisionAction, number> = { ignore: 0, alert: 1, block: 2 };

function reasonOf(host: HostRisk, evidence: readonly Evidence[], verdict: Verdict): string {
  const first = host.shares[0]?.evidenceIds[0];
  const strongest = evidence.find((each) => each.id === first);
  const told = strongest === undefined ? '' : `: ${strongest.summary}`;
  const families = host.shares.map((share) => share.family).join(', ');
  const held = verdict.held === '' ? '' : `; not blocked: ${verdict.held}`;
  const whose = host.role === 'victim' ? 'under attack, ' : '';
  return `${whose}risk ${host.riskAtEnd.toFixed(2)} from ${families}${told}${held}`;
}

function remember(state: PolicyState, key: string, standing: Standing, options: PolicyOptions): void {
  state.standing.delete(key);
  state.standing.set(key, standing);
  if (state.standing.size <= options.maxHosts) return;
  for (const [oldest, { action }] of state.standing) {
    if (action === 'block' && state.standing.size <= 2 * options.maxHosts) continue;
    state.standing.delete(oldest);
    state.dropped++;
    return;
  }
}

/**
 * What to do about a host whose risk changed: a decision when the answer rises above what stands, or when a block that
 * still has cause is about to end. A decision that falls is none: blocks expire by themselves.
 */
export function decide(
  state: PolicyState,
  host: HostRisk,
  evidence: readonly Evidence[],
  now: number,
  options: PolicyOptions,
  network: NetworkContext,
): readonly Decision[] {
  const key = JSON.stringify([host.site, host.host, host.role]);
  const last = state.standing.get(key);
  const blockedUntil = last?.action === 'block' && last.expires !== null ? last.expires : now;
  const blocked = blockedUntil > now;
  const verdict = judge(state, host, blocked, now, options, network);
  if (blocked) {
    const extend = verdict.action === 'block' && blockedUntil - now < options.blockDurationMs / 2;
    if (!extend) return [];
  } else {
    const before = last === undefined || last.action === 'block' ? 'ignore' : last.action;
    if (verdict.action === 'ignore') {
      state.standing.delete(key);
      return [];
    }
    if (RANK[verdict.action] <= RANK[before]) return [];
  }
  const block = verdict.action === 'block';
  const expires = block ? now + options.blockDurationMs : null;
  remember(state, key, { action: verdict.action, expires }, options);
  if (block && !blocked) state.recentBlocks.push(now);
  return [
    {
      site: host.site,
      host: host.host,
      action: verdict.action,
      simulated: options.mode === 'observe' || (block && options.mode === 'alert'),
      rule: blocked ? `${verdict.rule}:extended` : verdict.rule,
      reason: reasonOf(host, evidence, verdict),
      risk: host.riskAtEnd,
      time: now,
      expires,
      evidenceIds: host.shares.flatMap((share) => share.evidenceIds),
    },
  ];
}
