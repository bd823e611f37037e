/** From decisions to incidents: one for each host and role, told again only when something material is new. */
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import { type Decision, type DecisionAction, isBlock } from '../model/decision.js';
import type { Evidence, Family, Role } from '../model/evidence.js';
import type { Notice } from '../model/notifier.js';

/** Plain data. */
export interface Incident {
  /** As it was told last, or will be told next. */
  readonly notice: Notice;
  readonly acknowledged: boolean;
  /** Name of the account of who looks after it; null: nobody. */
  readonly assigned: string | null;
  readonly closed: boolean;
  /** Somebody was told of it; nobody is told of the end of what was muted. */
  readonly isTold: boolean;
  /** What the last notice said: what is not beyond it is no news. */
  readonly toldRisk: number;
  readonly toldFamilies: readonly Family[];
  readonly toldStrength: number;
}

/** As it is stored, also by a version that assigned none. */
export function incidentOf({ json }: { readonly json: string }): Incident {
  const stored = JSON.parse(json) as Omit<Incident, 'assigned'> & Partial<Pick<Incident, 'assigned'>>;
  return { ...stored, assigned: stored.assigned ?? null };
}

export interface Development {
  readonly incident: Incident;
  /** Whether people are told. */
  readonly isNews: boolean;
}

/** A rise of the risk by less is no news. */
const RISK_STEP = 0.15;
const MOST_EVIDENCE = 10;
const WITHOUT_EFFECT = 'block-without-effect';
const RANK: Record<DecisionAction, number> = { ignore: 0, alert: 1, block: 3, quarantine: 3 };

/** Something that is done counts more than what would have been. */
function strengthOf(decision: Decision): number {
  if (decision.rule === WITHOUT_EFFECT) return RANK.block + 1;
  if (!isBlock(decision)) return RANK[decision.action];
  return decision.simulated ? RANK.alert : decision.approval ? RANK.alert + 1 : RANK.block;
}

export function roleOf(evidence: readonly Evidence[]): Role {
  return evidence[0]?.role ?? 'actor';
}

/** Null where an incident neither begins nor goes on. */
export function incidentKey({ site, host }: Decision, role: Role): string {
  return JSON.stringify([site, host, role]);
}

/**
 * What a decision makes of the incident of its host and role.
 *
 * @param before null where there is none, or none that is open
 * @param evidence what the decision rests on, as it is now
 */
export function develop(
  before: Incident | null,
  decision: Decision,
  evidence: readonly Evidence[],
): Development {
  const strength = strengthOf(decision);
  const role = roleOf(evidence);
  const standing = before === null || before.closed ? null : before;
  const families = [
    ...new Set([...(standing?.notice.families ?? []), ...evidence.map(({ family }) => family)]),
  ];
  const { site, host, time, expires, reason, rule, approval, simulated } = decision;
  const listed = [...evidence].sort((a, b) => b.surprise - a.surprise || (a.id < b.id ? -1 : 1));
  const isStronger = standing === null || strength > standing.toldStrength;
  const risk = Math.max(decision.risk, standing?.notice.risk ?? 0);
  const isNews =
    isStronger ||
    (standing?.acknowledged !== true &&
      (families.some((family) => !standing!.toldFamilies.includes(family)) ||
        risk >= standing!.toldRisk + RISK_STEP));
  const notice: Notice = {
    kind: standing === null ? 'opened' : 'updated',
    incident: standing?.notice.incident ?? idOf(site, host, role, time),
    revision: standing === null ? 0 : standing.notice.revision + (isNews ? 1 : 0),
    site,
    host,
    role,
    names: [],
    action: isStronger ? decision.action : standing.notice.action,
    simulated: isStronger ? simulated : standing.notice.simulated,
    approval: isStronger ? approval : standing.notice.approval,
    rule,
    reason,
    risk,
    opened: standing?.notice.opened ?? time,
    time,
    expires: expires ?? standing?.notice.expires ?? null,
    families,
    evidence: listed
      .slice(0, MOST_EVIDENCE)
      .map(({ id, family, summary, surprise, firstSeen, lastSeen }) => ({
        id,
        family,
        summary,
        surprise,
        firstSeen,
        lastSeen,
      })),
    moreEvidence: Math.max(0, listed.length - MOST_EVIDENCE),
  };
  return {
    isNews,
    incident: {
      notice,
      closed: false,
      isTold: standing?.isTold ?? false,
      acknowledged: isStronger ? false : standing.acknowledged,
      assigned: standing?.assigned ?? null,
      toldRisk: isNews ? risk : standing!.toldRisk,
      toldFamilies: isNews ? families : standing!.toldFamilies,
      toldStrength: Math.max(strength, standing?.toldStrength ?? 0),
    },
  };
}

/** Nothing more was decided about it for long. */
export function closed(incident: Incident): Incident {
  const { notice } = incident;
  return {
    ...incident,
    closed: true,
    notice: { ...notice, kind: 'closed', revision: notice.revision + 1 },
  };
}

function idOf(site: string, host: string, role: Role, time: number): string {
  return bytesToHex(sha256(utf8ToBytes(JSON.stringify([site, host, role, time])))).slice(0, 16);
}
