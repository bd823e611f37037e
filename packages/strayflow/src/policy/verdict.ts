/** What the policy says of a host now: the first rule that holds, and what holds a block back. */
import { parsePrefix } from '../model/address.js';
import type { NetworkContext } from '../model/behaviour.js';
import type { DecisionAction } from '../model/decision.js';
import type { HostRisk } from '../model/host-risk.js';
import { allowedBy, type Guard, guardOf } from './guards.js';
import type { PolicyOptions } from './options.js';
import { holds, type PolicyRule, type Subject } from './rules.js';

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

/** Why the evidence does not suffice for a block, or null. */
function missing(host: HostRisk, options: PolicyOptions): string | null {
  if (host.subject === 'network') return 'it is the network as a whole, and no host';
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
  caps: () => Guard | null,
): Verdict {
  const { host, now } = subject;
  const prefix = parsePrefix(host.host);
  const rule = options.rules.find((each) => holds(each, subject, options.assets, network));
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
  const lack = missing(host, options);
  if (lack !== null) return alert('quorum', lack);
  if (prefix === null) return alert('guard:address', 'it is no address');
  const guard = guardOf(prefix, now, own.action, options, network) ?? caps();
  return guard === null ? verdict : alert(`guard:${guard.name}`, guard.reason);
}
