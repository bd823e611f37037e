/** What would have been needed for the next action up: for each way that leads there, what it lacks. */
import { type DecisionAction, isBlock } from '../model/decision.js';
import { riskText } from '../model/format.js';
import type { Condition } from './conditions.js';
import { RANK } from './decide.js';
import type { GuardAnswer } from './guards.js';
import type { PolicyOptions } from './options.js';
import type { Mode, Verdict } from './verdict.js';

export interface Way {
  /** The rule, or alert-line, or block-line. */
  readonly by: string;
  readonly action: DecisionAction;
  /** Plain words, to follow "needs "; with what there is instead. */
  readonly needs: readonly string[];
}

export interface NextStep {
  /** The least that goes further. */
  readonly action: 'alert' | 'block';
  /** Those that lack least first. */
  readonly ways: readonly Way[];
}

export interface RuleTrace {
  readonly name: string;
  readonly do: DecisionAction;
  readonly mode: Mode;
  readonly conditions: readonly Condition[];
  readonly holds: boolean;
  /** False where a rule before it held. */
  readonly tried: boolean;
}

interface Judged {
  readonly verdict: Verdict;
  readonly rules: readonly RuleTrace[];
  readonly quorum: readonly Condition[];
  readonly guards: readonly GuardAnswer[];
  readonly risk: number;
}

const lacking = (conditions: readonly Condition[]) =>
  conditions.filter(({ holds }) => !holds).map(({ asks, finds }) => `${asks} (${finds})`);

/** The rules that could have decided, and the line where none did. */
function candidates({ rules, risk }: Judged, least: number, options: PolicyOptions): readonly Way[] {
  const ways = rules
    .filter(({ tried, do: action }) => tried && RANK[action] >= least)
    .map(({ name, do: action, conditions }): Way => ({ by: name, action, needs: lacking(conditions) }));
  if (rules.some(({ holds }) => holds)) return ways;
  const [line, by, action] =
    least <= RANK.alert
      ? ([options.alertLine, 'alert-line', 'alert'] as const)
      : ([options.blockLine, 'block-line', 'block'] as const);
  const needs = risk >= line ? [] : [`the risk is ${riskText(line)} or more (it is ${riskText(risk)})`];
  return [...ways, { by, action, needs }];
}

/** What keeps any block back here. */
function obstacles({ quorum, guards }: Judged): readonly string[] {
  const held = guards.flatMap(({ answer }) =>
    answer === null ? [] : [`the guard ${answer.name} lets it pass (${answer.reason})`],
  );
  return [...lacking(quorum), ...held];
}

export function nextStep(judged: Judged, options: PolicyOptions): NextStep | null {
  const { verdict } = judged;
  if (isBlock(verdict)) return null;
  const action = verdict.action === 'ignore' ? 'alert' : 'block';
  const beside = [
    ...(verdict.rule === 'allow-list' ? ['the allow list does not spare it'] : []),
    ...(action === 'block' ? obstacles(judged) : []),
  ];
  const ways = candidates(judged, RANK[action], options)
    .map((way) => ({ ...way, needs: [...way.needs, ...beside] }))
    // What stands in no list is what the verdict said itself.
    .map((way) => (way.needs.length > 0 ? way : { ...way, needs: [verdict.held] }))
    .sort((a, b) => a.needs.length - b.needs.length);
  return { action, ways };
}
