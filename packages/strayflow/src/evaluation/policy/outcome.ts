/** What a policy did to each host over a history: the furthest it went, how long it blocked, and what held it back. */
import { type Decision, isBlock } from '../../model/decision.js';
import type { Role } from '../../model/evidence.js';

/** A decision, and in which role its host was judged. */
export interface Decided {
  readonly role: Role;
  readonly decision: Decision;
}

export interface HostOutcome {
  readonly site: string;
  readonly host: string;
  readonly role: Role;
  readonly blocked: boolean;
  /** Whether a block would be done, or would wait for a person; where neither, it is simulated. */
  readonly done: boolean;
  readonly waits: boolean;
  /** Blocked in all (ms); what overlaps counts once. */
  readonly blockedMs: number;
  /** What held a block back, by name: of a guard, or quorum. */
  readonly heldBy: readonly string[];
  /** The rule and the reason of the furthest decision. */
  readonly rule: string;
  readonly reason: string;
  /** Of the first decision and of the first block (Unix ms); null where there was none. */
  readonly firstAlert: number;
  readonly firstBlock: number | null;
}

/** How far it was held; an alert by a rule or by the line was not. */
function holderOf({ action, rule }: Decision): string | null {
  if (action !== 'alert') return null;
  if (rule.startsWith('guard:')) return rule.slice('guard:'.length);
  return rule === 'quorum' ? 'quorum' : null;
}

function unionMs(decisions: readonly Decision[]): number {
  let until = Number.NEGATIVE_INFINITY;
  let sum = 0;
  for (const { time, expires } of decisions) {
    if (expires === null) continue;
    sum += Math.max(0, expires - Math.max(time, until));
    until = Math.max(until, expires);
  }
  return sum;
}

/** By site, host and role; what nothing was decided about has none. */
export function outcomesOf(decided: readonly Decided[]): ReadonlyMap<string, HostOutcome> {
  const bySubject = new Map<string, { readonly role: Role; readonly decisions: Decision[] }>();
  for (const { role, decision } of decided) {
    const key = JSON.stringify([decision.site, decision.host, role]);
    const own = bySubject.get(key);
    if (own === undefined) bySubject.set(key, { role, decisions: [decision] });
    else own.decisions.push(decision);
  }
  return new Map([...bySubject].map(([key, { role, decisions }]) => [key, outcomeOf(role, decisions)]));
}

function outcomeOf(role: Role, decisions: readonly Decision[]): HostOutcome {
  const blocks = decisions.filter(isBlock);
  const holders = decisions.map(holderOf).filter((holder) => holder !== null);
  const furthest = blocks[0] ?? decisions.findLast((each) => holderOf(each) !== null) ?? decisions[0]!;
  const { site, host, rule, reason } = furthest;
  return {
    site,
    host,
    role,
    blocked: blocks.length > 0,
    done: blocks.some(({ simulated, approval }) => !simulated && !approval),
    waits: blocks.some(({ simulated, approval }) => !simulated && approval),
    blockedMs: unionMs(blocks),
    heldBy: [...new Set(holders)].sort(),
    rule,
    reason,
    firstAlert: decisions[0]!.time,
    firstBlock: blocks[0]?.time ?? null,
  };
}
