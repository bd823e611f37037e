/** Decisions on evidence by the real formula of risk, as the route makes them. */
import type { NetworkContext } from '../../src/model/behaviour.js';
import type { Decision } from '../../src/model/decision.js';
import type { Evidence } from '../../src/model/evidence.js';
import { isGuardSign, MUCH_USED_KEY, REFLECTOR_KEY } from '../../src/model/guard-signs.js';
import { decide, openPolicy, type PolicyState, policyOptionsSchema } from '../../src/policy/index.js';
import { riskOptionsSchema, score } from '../../src/risk/index.js';
import { network as networkOf } from '../behaviours/drive.js';
import { evidenceOf, NOW } from '../risk/evidence-of.js';

const RISK = riskOptionsSchema.parse({});

export interface Moment {
  readonly options?: object;
  readonly network?: NetworkContext;
  readonly now?: number;
  readonly state?: PolicyState;
}

/** What is decided of the host of the first piece. */
export function decidedOn(evidence: readonly Evidence[], moment: Moment = {}): Decision | undefined {
  const { options = {}, network = networkOf('10.0.0.0/8'), now = NOW, state = openPolicy() } = moment;
  const partial = (part: readonly Evidence[]) => score(part, now, RISK);
  const { risk, shares } = partial(evidence.filter((each) => !isGuardSign(each)));
  const { site, host, role } = evidence[0]!;
  const judged = { site, host, role, risk, peakTime: now, riskAtEnd: risk, shares };
  const parsed = policyOptionsSchema.parse({ mode: 'enforce', ...options });
  return decide(state, judged, evidence, now, parsed, network, partial)[0];
}

/** A scan and a brute-force attack by completed handshakes: enough for a block of anybody who is not guarded. */
export function attack(draft: Partial<Evidence> = {}): readonly Evidence[] {
  const whole = { surprise: 8, attributable: true, ...draft };
  return [evidenceOf({ ...whole, family: 'port-scan' }), evidenceOf({ ...whole, family: 'brute-force' })];
}

const sign = (key: string, draft: Partial<Evidence>) =>
  evidenceOf({ family: 'context', key, surprise: 1, firstSeen: NOW - 86_400_000, ...draft });

export const muchUsed = (draft: Partial<Evidence> = {}) =>
  sign(MUCH_USED_KEY, { attributable: true, summary: 'is a peer that the network uses much', ...draft });

export const answering = (draft: Partial<Evidence> = {}) =>
  sign(REFLECTOR_KEY, { summary: 'sent 90 answers that nobody had asked for', ...draft });
