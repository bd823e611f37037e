/** Why a policy decided as it did about one host: its judgement at the decisive moment, step by step. */
import type { Decision } from '../../model/decision.js';
import { isBlock } from '../../model/decision.js';
import type { Evidence, Role } from '../../model/evidence.js';
import type { FamilyShare } from '../../model/host-risk.js';
import { type Trace, traceOf } from '../../policy/index.js';
import { type RiskOptions, surpriseOf } from '../../risk/index.js';
import type { JudgedBy } from './fixture.js';
import type { History } from './history.js';
import { networkOf } from './network-of.js';
import { replay } from './replay.js';

export interface Judgement {
  /** Unix ms, event time. */
  readonly time: number;
  readonly risk: number;
  /** Those that carry the risk, largest first. */
  readonly shares: readonly FamilyShare[];
  /** Told by then. */
  readonly evidence: readonly Evidence[];
  readonly trace: Trace;
  /** What was decided; null where nothing new was. */
  readonly decision: Decision | null;
}

export interface HostExplanation {
  readonly site: string;
  readonly host: string;
  readonly role: Role;
  /** How often it was judged: whenever there was news about it. */
  readonly judged: number;
  /** The one with the furthest verdict, and of these the highest risk, the first of equals. */
  readonly decisive: Judgement;
  /** In order of time. */
  readonly decisions: readonly Decision[];
  /** Surprise of one more family of behaviour that would raise the risk to the line above; null where none does. */
  readonly moreSurprise: number | null;
}

const RANK = { ignore: 0, alert: 1, block: 2, quarantine: 2 } as const;

/** The surprise of another family that lifts `risk` to `line`; null where it need not, or cannot. */
function surpriseFor(risk: number, line: number, options: RiskOptions): number | null {
  if (risk >= line) return null;
  const needed = 1 - (1 - line) / (1 - risk);
  return needed < options.behaviourCap ? surpriseOf('port-scan', needed, options) : null;
}

interface Collected {
  readonly site: string;
  readonly role: Role;
  readonly judgements: Judgement[];
}

function isFurther(a: Judgement, b: Judgement): boolean {
  const ranks = RANK[a.trace.verdict.action] - RANK[b.trace.verdict.action];
  return ranks > 0 || (ranks === 0 && a.risk > b.risk);
}

/** One for each site and role in which there is evidence about the host. */
export function explainHost(
  history: History,
  { internal, policy, risk }: JudgedBy,
  host: string,
): readonly HostExplanation[] {
  const network = networkOf(internal.length > 0 ? internal : history.internal);
  const found = new Map<string, Collected>();
  let trace: Trace | null = null;
  replay(history.tellings, {
    policy,
    risk,
    network,
    onJudged(subject, state) {
      trace = subject.host.host === host ? traceOf(state, subject, policy, network) : null;
    },
    onDecided({ host: judged, evidence, now }, [decision = null]) {
      if (trace === null) return;
      const { site, role, shares, riskAtEnd } = judged;
      const key = JSON.stringify([site, role]);
      const own = found.get(key) ?? { site, role, judgements: [] };
      found.set(key, own);
      const carrying = shares.filter(({ share }) => share > 0);
      own.judgements.push({ time: now, risk: riskAtEnd, shares: carrying, evidence, trace, decision });
    },
  });
  return [...found.values()].map(({ site, role, judgements }) => {
    const decisive = judgements.reduce((best, each) => (isFurther(each, best) ? each : best));
    const { verdict } = decisive.trace;
    const line = verdict.action === 'ignore' ? policy.alertLine : policy.blockLine;
    return {
      site,
      host,
      role,
      judged: judgements.length,
      decisive,
      decisions: judgements.flatMap(({ decision }) => decision ?? []),
      moreSurprise: isBlock(verdict) ? null : surpriseFor(decisive.risk, line, risk),
    };
  });
}
