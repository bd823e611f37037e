/** The half of the route that judges: evidence and rows of features -> risk -> decisions. */
import { asShared, isDeclaredShared, SHARED_KEY, sharedPrefixes } from '../addresses/index.js';
import type { AnalysisConfig } from '../config.js';
import {
  type FlowScores,
  type LearnedModels,
  type LearnedState,
  learnedStage,
  type ModelReport,
  modelReport,
  type OrdinaryTraffic,
  type RowScores,
  type RowStage,
  type TrapVerdict,
} from '../learned/index.js';
import type { NetworkContext } from '../model/behaviour.js';
import type { Decision } from '../model/decision.js';
import type { Evidence } from '../model/evidence.js';
import type { FeatureRows, FlowRows } from '../model/feature-rows.js';
import { isGuardSign } from '../model/guard-signs.js';
import type { HostRisk } from '../model/host-risk.js';
import { decide, type KeptDecisions, keepDecisions, openPolicy, type PolicyState } from '../policy/index.js';
import {
  addEvidence,
  advanceRisk,
  allEvidence,
  type ChangedHost,
  changedHosts,
  hostRisks,
  openRisk,
  peakRisk,
  type RiskState,
  riskDropped,
  score,
} from '../risk/index.js';

export interface VerdictsOptions {
  readonly config: AnalysisConfig;
  readonly network: NetworkContext;
  /** Frozen models; null judges by behaviours and addresses alone. */
  readonly models: LearnedModels | null;
  /** How far the models are to be believed. */
  readonly trap: TrapVerdict;
  /** What the models could learn from; evidence shows what of it resembles strange rows. */
  readonly ordinary?: OrdinaryTraffic;
  /** Sees flows once more when the models have judged them. */
  readonly onScores?: (rows: FlowRows, scores: FlowScores) => void;
  /** Sees every revision of evidence as it is told, and the event time (Unix ms) at which it is. */
  readonly onEvidence?: (evidence: Evidence, told: number) => void;
  /** Sees every host whose risk has news, at each tick. */
  readonly onRisk?: (changed: ChangedHost) => void;
}

/** Plain data, once `settle` was called. */
export interface VerdictsState extends KeptDecisions {
  readonly learned: LearnedState | null;
  readonly risk: RiskState;
  readonly policy: PolicyState;
  /** Hosts whose address was recognised as shared, as "site host"; the longest untold first. */
  readonly shared: Set<string>;
  /** What guards of the policy look at, by key, then by site and host; the longest untold first. */
  readonly signs: Map<string, Map<string, Evidence>>;
  /** Hosts whose signs a cap made it forget. */
  signsDropped: number;
}

export class Verdicts {
  readonly state: VerdictsState;
  private readonly options: VerdictsOptions;
  private readonly learned: RowStage<LearnedState, Evidence> | null;
  private readonly declaredShared: ReturnType<typeof sharedPrefixes>;
  private ticking: number | null = null;

  /** @param state a state that an equal one left; what it lacks is new */
  constructor(options: VerdictsOptions, state: Partial<VerdictsState> = {}) {
    const { config, network, models, trap, ordinary = null, onScores } = options;
    this.options = options;
    this.declaredShared = sharedPrefixes(config.addresses.shared);
    const extras = { trap, ordinary, ...(onScores === undefined ? {} : { onScores }) };
    this.learned = models === null ? null : learnedStage(models, config.learned, network, extras);
    this.state = {
      learned: state.learned ?? this.learned?.open() ?? null,
      risk: state.risk ?? openRisk(),
      policy: { ...openPolicy(), ...state.policy },
      decisions: state.decisions ?? [],
      decisionsDropped: state.decisionsDropped ?? 0,
      shared: state.shared ?? new Set(),
      signs: state.signs ?? new Map(),
      signsDropped: state.signsDropped ?? 0,
    };
  }

  /** As `Listener` of senses has it. */
  evidence(told: Evidence, ticking: number | null): void {
    if (isGuardSign(told)) {
      this.keepSign(told);
      return;
    }
    const evidence = this.ofSharedAddress(told);
    this.options.onEvidence?.(evidence, ticking ?? evidence.lastSeen);
    addEvidence(this.state.risk, evidence, this.options.config.risk);
  }

  /** Each key has its own room: forged answers push no much-used peer out. */
  private keepSign(sign: Evidence): void {
    const known = this.state.signs.get(sign.key) ?? new Map<string, Evidence>();
    this.state.signs.set(sign.key, known);
    const host = `${sign.site} ${sign.host}`;
    known.delete(host);
    known.set(host, sign);
    if (known.size <= this.options.config.risk.maxHosts) return;
    const [oldest] = known.keys();
    known.delete(oldest!);
    this.state.signsDropped++;
  }

  private signsOf({ site, host }: HostRisk): readonly Evidence[] {
    return [...this.state.signs.values()].flatMap((known) => known.get(`${site} ${host}`) ?? []);
  }

  private ofSharedAddress(evidence: Evidence): Evidence {
    if (isDeclaredShared(evidence.host, this.declaredShared)) return asShared(evidence, 'declared');
    const host = `${evidence.site} ${evidence.host}`;
    if (evidence.family === 'context' && evidence.key === SHARED_KEY) this.keepShared(host);
    return this.state.shared.has(host) ? asShared(evidence, 'recognised') : evidence;
  }

  private keepShared(host: string): void {
    const { shared } = this.state;
    shared.delete(host);
    shared.add(host);
    if (shared.size <= this.options.config.risk.maxHosts) return;
    const [oldest] = shared;
    shared.delete(oldest!);
    this.state.signsDropped++;
  }

  private readonly takeEvidence = (evidence: Evidence): void => this.evidence(evidence, this.ticking);

  /** As `Listener` of senses has it; `scores` are those that the models give these flows, where they are known. */
  rows(rows: FeatureRows, ticking: number | null, scores?: RowScores): void {
    this.ticking = ticking;
    this.learned?.step(this.state.learned!, rows, this.takeEvidence, scores);
  }

  /** As `Listener` of senses has it. */
  tick(now: number, clock: number): void {
    const { config, network } = this.options;
    this.ticking = clock;
    if (this.learned !== null) this.learned.advance(this.state.learned!, now, this.takeEvidence);
    advanceRisk(this.state.risk, clock, config.risk);
    for (const changed of changedHosts(this.state.risk, clock, config.risk)) {
      this.options.onRisk?.(changed);
      const { host, evidence } = changed;
      const known = [...evidence, ...this.signsOf(host)];
      const partial = (part: readonly Evidence[]) => score(part, clock, config.risk);
      this.keep(decide(this.state.policy, host, known, clock, config.policy, network, partial));
    }
  }

  /** Decisions that are to be told. */
  keep(decisions: readonly Decision[]): void {
    keepDecisions(this.state, decisions, this.options.config.policy.maxDecisions);
  }

  /** Judges the rows that wait to be judged together with others. */
  settle(): void {
    if (this.learned !== null) this.learned.settle(this.state.learned!);
  }

  /** Every host with evidence, riskiest first, as of `now` (Unix ms). */
  hosts(now: number): readonly HostRisk[] {
    return hostRisks(this.state.risk, now, this.options.config.risk);
  }

  /** The highest risk of the host that evidence is about. */
  peakRisk(evidence: Evidence): number {
    return peakRisk(this.state.risk, evidence);
  }

  get allEvidence(): readonly Evidence[] {
    return allEvidence(this.state.risk);
  }

  /** What the models had to say of themselves; throws RangeError without models. */
  modelReport(): ModelReport {
    const { models, trap } = this.options;
    if (models === null) throw new RangeError('expected a route with models, received one without');
    return modelReport(models, this.state.learned, trap);
  }

  /** What caps made each stage forget. */
  get dropped(): readonly (readonly [stage: string, count: number])[] {
    const own = [
      ['risk', riskDropped(this.state.risk)],
      ['policy', this.state.policy.dropped + this.state.signsDropped + this.state.decisionsDropped],
    ] as const;
    if (this.learned === null) return own;
    return [[this.learned.name, this.learned.dropped(this.state.learned!)], ...own];
  }
}
