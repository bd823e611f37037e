/** How a verdict comes about, step by step: every rule, what a block needs, and each guard by itself. */
import { type Prefix, parsePrefix } from '../model/address.js';
import type { NetworkContext } from '../model/behaviour.js';
import { type DecisionAction, isBlock } from '../model/decision.js';
import { riskText } from '../model/format.js';
import { capGuard } from './caps.js';
import { type Condition, conditionsOf } from './conditions.js';
import { blocksBefore, type PolicyState, standingKey } from './decide.js';
import { type GuardAnswer, guardAnswers } from './guards.js';
import { type NextStep, nextStep, type RuleTrace } from './next-step.js';
import type { PolicyOptions } from './options.js';
import { provenPart, quorumFamilies } from './partial-risk.js';
import type { PolicyRule, Subject } from './rules.js';
import { type Verdict, verdictOf } from './verdict.js';

export interface Trace {
  readonly verdict: Verdict;
  /** In order. */
  readonly rules: readonly RuleTrace[];
  /** What any block needs, whatever rule asks for it. */
  readonly quorum: readonly Condition[];
  /** In the order in which they are asked; the last is about the caps. */
  readonly guards: readonly GuardAnswer[];
  /** The last decision about the host before this moment; null where none stands. */
  readonly standing: {
    readonly action: DecisionAction;
    readonly since: number;
    readonly expires: number | null;
  } | null;
  /** Blocks that one now would be a repetition of. */
  readonly blocksBefore: number;
  /** How long a block now would last (ms). */
  readonly durationMs: number;
  /** What more would take; null where nothing does. */
  readonly next: NextStep | null;
}

/** What the allow list does not cover. */
function judgedPart(subject: Subject, { judged }: Verdict): Subject {
  if (judged === subject.host) return subject;
  const kept = new Set(judged.shares.flatMap(({ evidenceIds }) => evidenceIds));
  const evidence = subject.evidence.filter(({ id, family }) => kept.has(id) || family === 'context');
  return { ...subject, host: judged, evidence };
}

function ruleTraces(
  rules: readonly PolicyRule[],
  subject: Subject,
  setting: Parameters<typeof conditionsOf>[2],
): readonly RuleTrace[] {
  let isDecided = false;
  return rules.map((rule) => {
    const conditions = conditionsOf(rule, subject, setting);
    const holds = conditions.every((condition) => condition.holds);
    const tried = !isDecided;
    isDecided ||= holds;
    return { name: rule.name, do: rule.do, mode: rule.mode, conditions, holds, tried };
  });
}

function quorumOf({ host, evidence, partial }: Subject, options: PolicyOptions): readonly Condition[] {
  const families = quorumFamilies(host).length;
  const isHost = host.subject === undefined;
  const told: Condition[] = [
    {
      asks: 'it is about a host',
      finds: isHost ? 'it is' : 'it is about the network as a whole',
      holds: isHost,
    },
    {
      asks: 'the host acted',
      finds: host.role === 'actor' ? 'it acted' : 'it was done to it',
      holds: host.role !== 'victim',
    },
    {
      asks: `families of evidence: ${options.minFamilies} or more`,
      finds: `there ${families === 1 ? 'is' : 'are'} ${families}`,
      holds: families >= options.minFamilies,
    },
  ];
  if (options.minAttributable === 0) return told;
  const proven = provenPart(evidence, partial);
  const bound = quorumFamilies(proven).length;
  return [
    ...told,
    {
      asks: `families that bind the address to its sender: ${options.minAttributable} or more`,
      finds: `there ${bound === 1 ? 'is' : 'are'} ${bound}`,
      holds: bound >= options.minAttributable,
    },
    {
      asks: `these alone are a risk of ${riskText(options.attributableLine)} or more`,
      finds: `they are ${riskText(proven.risk)}`,
      holds: proven.risk >= options.attributableLine,
    },
  ];
}

/** Of a moment before the host was decided about; `state` keeps what it says. */
export function traceOf(
  state: PolicyState,
  subject: Subject,
  options: PolicyOptions,
  network: NetworkContext,
): Trace {
  const { host, now } = subject;
  const key = standingKey(host);
  const last = state.standing.get(key);
  const isBlocked = last !== undefined && isBlock(last) && last.expires !== null && last.expires > now;
  const caps = (prefix: Prefix) => (isBlocked ? null : capGuard(state.caps, prefix, now, options));
  const verdict = verdictOf(subject, options, network, caps);
  const judged = judgedPart(subject, verdict);
  const rules = ruleTraces(options.rules, judged, { assets: options.assets, network });
  const holding = rules.find(({ holds }) => holds);
  const action = holding?.do === 'quarantine' ? 'quarantine' : 'block';
  const prefix = parsePrefix(host.host);
  const guards: readonly GuardAnswer[] =
    prefix === null
      ? [{ asks: 'it is an address', answer: { name: 'address', reason: 'it is no address' } }]
      : [
          ...guardAnswers(judged, prefix, action, options, network),
          { asks: 'there are too many blocks', answer: caps(prefix) },
        ];
  const quorum = quorumOf(judged, options);
  const before = blocksBefore(state, key, now, options);
  return {
    verdict,
    rules,
    quorum,
    guards,
    standing: last === undefined ? null : { action: last.action, since: last.since, expires: last.expires },
    blocksBefore: before,
    durationMs: verdict.durationsMs[Math.min(before, verdict.durationsMs.length - 1)]!,
    next: nextStep({ verdict, rules, quorum, guards, risk: judged.host.riskAtEnd }, options),
  };
}
