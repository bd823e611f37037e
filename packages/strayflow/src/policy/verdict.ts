/** What the policy says of a host now: the first rule that holds, and what holds a block back. */
import { type Prefix, parsePrefix } from '../model/address.js';
import type { NetworkContext } from '../model/behaviour.js';
import { type DecisionAction, isBlock } from '../model/decision.js';
import type { BlockGrounds } from '../model/exception-scope.js';
import { riskText } from '../model/format.js';
import type { HostRisk } from '../model/host-risk.js';
import { holds } from './conditions.js';
import { groundsOf } from './grounds.js';
import { allowedBy, type Uncovered, uncovered } from './guards/allow-list.js';
import type { Guard } from './guards/guard.js';
import { guardOf } from './guards.js';
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
  /** The host without what the allow list covers. */
  readonly judged: HostRisk;
  /** Of a block. */
  readonly grounds: BlockGrounds | null;
}

const MODES: readonly Mode[] = ['observe', 'alert', 'approve', 'enforce'];

export function lesser(a: Mode, b: Mode): Mode {
  return MODES[Math.min(MODES.indexOf(a), MODES.indexOf(b))]!;
}

/** What the options' two lines say where no rule holds. */
function byLines(risk: number, options: PolicyOptions): Pick<Verdict, 'action' | 'rule'> {
  if (risk < options.alertLine) return { action: 'ignore', rule: 'below-lines' };
  if (risk < options.blockLine) return { action: 'alert', rule: 'alert-line' };
  return { action: 'block', rule: 'block-line' };
}

type Asked = Omit<Verdict, 'held' | 'judged' | 'grounds'> & { readonly by: PolicyRule | undefined };

/** What the first rule that holds, or the two lines, ask for. */
function askedOf(subject: Subject, options: PolicyOptions, network: NetworkContext): Asked {
  const by = options.rules.find((each) => holds(each, subject, { assets: options.assets, network }));
  const own = by === undefined ? byLines(subject.host.riskAtEnd, options) : { action: by.do, rule: by.name };
  return {
    ...own,
    by,
    mode: lesser(options.mode, by?.mode ?? 'enforce'),
    durationsMs: by?.durationsMs ?? options.durationsMs,
  };
}

/** @param caps what holds back a new block of anybody, or null */
export function verdictOf(
  whole: Subject,
  options: PolicyOptions,
  network: NetworkContext,
  caps: (host: Prefix) => Guard | null,
): Verdict {
  const prefix = parsePrefix(whole.host.host);
  let subject = whole;
  let asked = askedOf(subject, options, network);
  const as = (action: DecisionAction, rule: string, held = ''): Verdict => {
    const { mode, durationsMs } = asked;
    return { action, rule, held, mode, durationsMs, judged: subject.host, grounds: null };
  };
  if (asked.action === 'ignore') return as('ignore', asked.rule);
  if (prefix !== null && allowedBy(subject, prefix, 'alert', options) !== undefined) {
    return as('ignore', 'allow-list');
  }
  const silent = uncovered(subject, 'alert', options, network);
  if (silent !== null) {
    if (silent.subject === null) return as('ignore', 'allow-list');
    subject = silent.subject;
    asked = askedOf(subject, options, network);
    if (asked.action === 'ignore') return as('ignore', 'allow-list');
  }
  if (asked.action === 'alert') return as('alert', asked.rule);
  const spared = uncovered(subject, 'block', options, network);
  if (spared !== null) {
    const rest = spared.subject === null ? null : askedOf(spared.subject, options, network);
    if (spared.subject === null || rest === null || !isBlock(rest)) {
      return as('alert', 'guard:allow-list', partlyAllowed(spared));
    }
    subject = spared.subject;
    asked = rest;
  }
  const lack = missing(subject, options);
  if (lack !== null) return as('alert', 'quorum', lack);
  if (prefix === null) return as('alert', 'guard:address', 'it is no address');
  const guard = guardOf(subject, prefix, asked.action, options, network) ?? caps(prefix);
  if (guard !== null) return as('alert', `guard:${guard.name}`, guard.reason);
  return { ...as(asked.action, asked.rule), grounds: groundsOf(subject, asked.by, options, network) };
}

function partlyAllowed({ entry, subject }: Uncovered): string {
  const allowed = `${entry.prefix} is on the allow list for this (${entry.reason})`;
  if (subject === null) return allowed;
  return `${allowed}, and what else it did is a risk of ${riskText(subject.host.riskAtEnd)}`;
}
