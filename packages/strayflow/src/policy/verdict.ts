/** What the policy says of a host now: the first rule that holds, and what holds a block back. */
import { type Prefix, parsePrefix } from '../model/address.js';
import type { NetworkContext } from '../model/behaviour.js';
import type { DecisionAction } from '../model/decision.js';
import { holds } from './conditions.js';
import type { Guard } from './guards/guard.js';
import { allowedBy, guardOf } from './guards.js';
import type { PolicyOptions } from './options.js';
import { missing } from './quorum.js';
import type { PolicyRule, Subject } from './rules.js';

export type Mode = PolicyRule['mode'];

export interface Verdict {
  readonly action: DecisionAction;
  readonly rule: string;
  /** What held a block back, in plain words; empty where nothing did. */
  readonly held: string;
  /** How far it is done. */
  readonly mode: Mode;
  /** Of a block, by repetition. */
  readonly durationsMs: readonly number[];
}

const MODES: readonly Mode[] = ['observe', 'alert', 'approve', 'enforce'];

function lesser(a: Mode, b: Mode): Mode {
  return MODES[Math.min(MODES.indexOf(a), MODES.indexOf(b))]!;
}

/** What the options' two lines say where no rule holds. */
function byLines(risk: number, options: PolicyOptions): Pick<Verdict, 'action' | 'rule'> {
  if (risk < options.alertLine) return { action: 'ignore', rule: 'below-lines' };
  if (risk < options.blockLine) return { action: 'alert', rule: 'alert-line' };
  return { action: 'block', rule: 'block-line' };
}

/** @param caps what holds back a new block of anybody, or null */
export function verdictOf(
  subject: Subject,
  options: PolicyOptions,
  network: NetworkContext,
  caps: (host: Prefix) => Guard | null,
): Verdict {
  const { host, now } = subject;
  const prefix = parsePrefix(host.host);
  const rule = options.rules.find((each) => holds(each, subject, { assets: options.assets, network }));
  const own = rule === undefined ? byLines(host.riskAtEnd, options) : { action: rule.do, rule: rule.name };
  const verdict = {
    ...own,
    held: '',
    mode: lesser(options.mode, rule?.mode ?? 'enforce'),
    durationsMs: rule?.durationsMs ?? options.durationsMs,
  };
  if (own.action === 'ignore') return verdict;
  if (prefix !== null && allowedBy(prefix, now, 'alert', options) !== undefined) {
    return { ...verdict, action: 'ignore', rule: 'allow-list' };
  }
  if (own.action === 'alert') return verdict;
  const alert = (name: string, held: string): Verdict => ({ ...verdict, action: 'alert', rule: name, held });
  const lack = missing(subject, options);
  if (lack !== null) return alert('quorum', lack);
  if (prefix === null) return alert('guard:address', 'it is no address');
  const guard = guardOf(subject, prefix, own.action, options, network) ?? caps(prefix);
  return guard === null ? verdict : alert(`guard:${guard.name}`, guard.reason);
}
