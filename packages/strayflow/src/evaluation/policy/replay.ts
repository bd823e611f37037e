/** Evidence told again at its times -> the risks and decisions that a policy makes of it, as the route would. */
import type { NetworkContext } from '../../model/behaviour.js';
import type { Decision } from '../../model/decision.js';
import type { Evidence } from '../../model/evidence.js';
import { isGuardSign } from '../../model/guard-signs.js';
import { TICK_MS } from '../../model/window.js';
import {
  decide,
  openPolicy,
  type PolicyOptions,
  type PolicyState,
  type Subject,
} from '../../policy/index.js';
import {
  addEvidence,
  advanceRisk,
  changedHosts,
  openRisk,
  type RiskOptions,
  score,
} from '../../risk/index.js';

/** Hosts without news are forgotten within so long (ms). */
const SWEEP_MS = 3_600_000;

export interface Telling {
  /** Event time (Unix ms) at which it is told. */
  readonly time: number;
  readonly evidence: Evidence;
}

export interface Judging {
  readonly policy: PolicyOptions;
  readonly risk: RiskOptions;
  readonly network: NetworkContext;
  /** Sees each host as it is about to be decided about, and what the policy remembers until then. */
  readonly onJudged?: (subject: Subject, state: PolicyState) => void;
  /** What then was decided; nothing in most cases. */
  readonly onDecided?: (subject: Subject, decisions: readonly Decision[]) => void;
}

const tickAfter = (time: number) => (Math.floor(time / TICK_MS) + 1) * TICK_MS;

/** @returns the decisions, in order of time */
export function replay(tellings: readonly Telling[], judging: Judging): readonly Decision[] {
  const { policy, risk: options, network } = judging;
  const risk = openRisk();
  const state = openPolicy();
  const signs = new Map<string, Map<string, Evidence>>();
  const decisions: Decision[] = [];

  const take = (evidence: Evidence) => {
    if (!isGuardSign(evidence)) {
      addEvidence(risk, evidence, options);
      return;
    }
    const host = `${evidence.site} ${evidence.host}`;
    const known = signs.get(host) ?? new Map<string, Evidence>();
    signs.set(host, known.set(evidence.key, evidence));
  };
  const tick = (now: number) => {
    advanceRisk(risk, now, options);
    for (const changed of changedHosts(risk, now, options)) {
      const { host } = changed;
      const known = signs.get(`${host.site} ${host.host}`)?.values() ?? [];
      const evidence = [...changed.evidence, ...known];
      const partial = (part: readonly Evidence[]) => score(part, now, options);
      const subject = { host, evidence, now, partial };
      judging.onJudged?.(subject, state);
      const made = decide(state, host, evidence, now, policy, network, partial);
      judging.onDecided?.(subject, made);
      decisions.push(...made);
    }
  };

  let last = Number.NEGATIVE_INFINITY;
  const inOrder = tellings
    .map(({ time, evidence }) => ({ at: tickAfter(time), evidence }))
    .sort((a, b) => a.at - b.at);
  for (const { at, evidence } of inOrder) {
    if (at > last) {
      if (Number.isFinite(last)) tick(last);
      if (at - last > SWEEP_MS) tick(at - TICK_MS);
      last = at;
    }
    take(evidence);
  }
  if (Number.isFinite(last)) tick(last);
  return decisions;
}
