/** The explanation of a decision about a host, read aloud. */
import { duration, quantity, riskText, utc } from '../../model/format.js';
import { durationWords, type PolicyOptions, type Trace } from '../../policy/index.js';
import type { HostExplanation, Judgement } from './explain-host.js';

/** Rules and ways that are read out whole. */
const MOST_SHOWN = 20;
const SHOWN_EVIDENCE = 10;

type RuleTrace = Trace['rules'][number];

const yes = (holds: boolean) => (holds ? 'yes' : 'NO ');

function riskLines({ risk, shares, evidence, time }: Judgement): readonly string[] {
  const families = shares.map(({ family, share, attributable }) => {
    const strongest = evidence
      .filter((each) => each.family === family)
      .reduce((best, each) => (each.surprise > best.surprise ? each : best));
    const bound = attributable ? 'binds the address to its sender' : 'may be forged';
    const counts = family === 'context' ? 'context, which no block counts' : bound;
    return `  ${family}, share ${riskText(share)}, ${counts}: ${strongest.summary}`;
  });
  return [
    `Judged at ${utc(time)}, when the risk was ${riskText(risk)}:`,
    ...families.slice(0, SHOWN_EVIDENCE),
  ];
}

function ruleLines({ name, conditions, holds, tried, do: action }: RuleTrace): readonly string[] {
  if (!tried) return [`  ${name} (${action}): not tried, as one before it holds`];
  return [
    `  ${name} (${action}): ${holds ? 'holds, and decides' : 'does not hold'}`,
    ...conditions.map(({ asks, finds, holds: is }) => `    ${yes(is)}  ${asks} (${finds})`),
  ];
}

function rulesOf({ rules, verdict }: Trace, risk: number, policy: PolicyOptions): readonly string[] {
  if (rules.some(({ holds }) => holds)) return rules.slice(0, MOST_SHOWN).flatMap(ruleLines);
  const lines = `the alert line ${riskText(policy.alertLine)} is ${risk >= policy.alertLine ? 'reached' : 'not reached'}, the block line ${riskText(policy.blockLine)} is ${risk >= policy.blockLine ? 'reached' : 'not reached'}`;
  return [
    ...rules.slice(0, MOST_SHOWN).flatMap(ruleLines),
    ...(rules.length > MOST_SHOWN ? [`  and ${rules.length - MOST_SHOWN} more, none of which holds`] : []),
    `  ${rules.length === 0 ? 'There are no rules' : 'No rule holds'}, so the lines decide: ${lines}`,
    ...(verdict.judged.riskAtEnd < risk
      ? [`  The allow list covers a part; what is left is a risk of ${riskText(verdict.judged.riskAtEnd)}`]
      : []),
  ];
}

function guardLines({ guards }: Trace): readonly string[] {
  return guards.map(({ asks, answer }) =>
    answer === null
      ? `  lets pass   whether ${asks}`
      : `  HOLDS BACK  whether ${asks}: ${answer.reason} (${answer.name})`,
  );
}

function standingWords({ standing, blocksBefore, durationMs, verdict }: Trace): string {
  const before =
    standing === null
      ? 'Nothing stood about it before'
      : `A decision to ${standing.action} stood since ${utc(standing.since)}${standing.expires === null ? '' : `, until ${utc(standing.expires)}`}`;
  const times =
    blocksBefore === 0 ? 'no block before it counts' : `${blocksBefore} before it count as repetitions`;
  return `${before}; ${times}, so a block would last ${duration(durationMs)} (${durationWords(verdict.durationsMs)}).`;
}

function verdictWords({ trace: { verdict }, decision }: Judgement): string {
  const held = verdict.held === '' ? '' : `; not blocked: ${verdict.held}`;
  const mode =
    decision === null
      ? ' Nothing new was decided: what stood went as far, or nothing was done since.'
      : decision.simulated
        ? ' It is simulated.'
        : decision.approval
          ? ' It waits until a person agrees.'
          : '';
  return `Verdict: ${verdict.action}, by ${verdict.rule}${held}.${mode}`;
}

function nextLines({ decisive: { trace }, moreSurprise }: HostExplanation): readonly string[] {
  const { next } = trace;
  if (next === null) return ['Nothing goes further than this.'];
  const action = next.action === 'alert' ? 'an alert' : 'a block';
  if (next.ways.length === 0) return [`Nothing would lead to ${action}: a rule before it holds.`];
  const ways = next.ways
    .slice(0, 3)
    .flatMap(({ by, needs }) => [`  by ${by}, if:`, ...needs.map((need) => `    - ${need}`)]);
  const more =
    moreSurprise === null
      ? []
      : [
          `  One more family of evidence with a surprise of ${quantity(Math.ceil(moreSurprise * 100) / 100)} would raise the risk to the line.`,
        ];
  return [`For ${action} it would have needed:`, ...ways, ...more];
}

export function explanationWords(explained: HostExplanation, policy: PolicyOptions): string {
  const { site, host, role, judged, decisive, decisions } = explained;
  const { trace, risk } = decisive;
  const told = decisions.map(({ time, action, rule, reason, expires }) => {
    const until = expires === null ? '' : ` until ${utc(expires)}`;
    return `  ${utc(time)}  ${action}${until}, by ${rule}: ${reason}`;
  });
  return [
    `${host} (${role === 'actor' ? 'as who acted' : 'as who it was done to'}, site ${site}), judged ${judged === 1 ? 'once' : `${judged} times`}`,
    '',
    ...riskLines(decisive),
    '',
    'Rules, in order:',
    ...rulesOf(trace, risk, policy),
    '',
    'What any block needs:',
    ...trace.quorum.map(({ asks, finds, holds }) => `  ${yes(holds)}  ${asks} (${finds})`),
    '',
    'Guards, in order:',
    ...guardLines(trace),
    '',
    standingWords(trace),
    verdictWords(decisive),
    ...nextLines(explained),
    '',
    ...(told.length === 0 ? ['Nothing was decided about it.'] : ['All that was decided about it:', ...told]),
    '',
  ].join('\n');
}
