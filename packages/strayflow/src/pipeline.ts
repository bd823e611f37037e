/** The route on one page, and the only file that knows all stages: records -> evidence -> risk -> decisions. */
import { ADDRESS_CHECKS } from './addresses/index.js';
import { BEHAVIOURS } from './behaviours/index.js';
import type { Config } from './config.js';
import { featureStage } from './features/index.js';
import {
  type FlowScores,
  type LearnedModels,
  type LearnedState,
  learnedStage,
  type ModelReport,
  modelReport,
  type RowStage,
  type TrapVerdict,
} from './learned/index.js';
import type { Behaviour, NetworkContext } from './model/behaviour.js';
import type { Decision } from './model/decision.js';
import type { Evidence } from './model/evidence.js';
import type { FactBatch } from './model/fact-batch.js';
import { sliceFacts } from './model/fact-builder.js';
import type { FeatureRows, FlowRows } from './model/feature-rows.js';
import type { FlowBatch } from './model/flow-batch.js';
import { sliceBatch } from './model/flow-builder.js';
import type { HostRisk } from './model/host-risk.js';
import { restore, snapshot } from './model/snapshot.js';
import type { Stage } from './model/stage.js';
import { admit, openWatermark, type Watermark, type WatermarkLimits } from './model/watermark.js';
import { TICK_MS } from './model/window.js';
import { decide, openPolicy, type PolicyState } from './policy/index.js';
import {
  addEvidence,
  advanceRisk,
  allEvidence,
  changedHosts,
  hostRisks,
  openRisk,
  type RiskState,
  riskDropped,
} from './risk/index.js';

/** Batches in event-time order, as a spool or a live shell gives them. */
export type RouteItem =
  | { readonly kind: 'flows'; readonly batch: FlowBatch }
  | { readonly kind: 'facts'; readonly batch: FactBatch };

export interface RouteOptions {
  readonly config: Config;
  readonly network: NetworkContext;
  /** Frozen models; null judges by behaviours and addresses alone. */
  readonly models: LearnedModels | null;
  /** How far the models are to be believed. */
  readonly trap: TrapVerdict;
  /** Which records may move event time. */
  readonly limits: WatermarkLimits;
  /** The snapshot was made with other models: what the learned stage remembers does not fit these. */
  readonly learnedAnew?: boolean;
  /** Sees every row of features as it is made, for learning and for reports. */
  readonly onRows?: (rows: FeatureRows) => void;
  /** Sees flows once more when the models have judged them. */
  readonly onScores?: (rows: FlowRows, scores: FlowScores) => void;
  /** Sees every revision of evidence as it is told, and the event time (Unix ms) at which it is. */
  readonly onEvidence?: (evidence: Evidence, told: number) => void;
}

interface RouteState {
  /** Event time of the next tick; -Infinity before the first record. */
  nextTick: number;
  readonly watermark: Watermark;
  readonly evidence: Map<string, object>;
  readonly features: object;
  readonly learned: LearnedState | null;
  readonly risk: RiskState;
  readonly policy: PolicyState;
  readonly decisions: Decision[];
}

/**
 * One site's route. Its state is plain data: a route made from its `snapshot` continues it exactly. However the input is cut
 * into batches, stages see the same rows between the same ticks of event time, so the evidence is the same.
 */
export class Route {
  private readonly options: RouteOptions;
  private readonly evidenceStages: readonly Stage<object, Evidence>[];
  private readonly features: Stage<object, FeatureRows>;
  private readonly learned: RowStage<LearnedState, Evidence> | null;
  private readonly state: RouteState;
  /** Event time of the tick that is told to the stages; null while they are given rows. */
  private ticking: number | null = null;

  constructor(options: RouteOptions, bytes?: Uint8Array) {
    const { config, network, models } = options;
    this.options = options;
    const stageOf = (plugin: Behaviour, settings: Readonly<Record<string, unknown>>) =>
      plugin.create(settings[plugin.name], network) as Stage<object, Evidence>;
    this.evidenceStages = [
      ...BEHAVIOURS.map((plugin) => stageOf(plugin as Behaviour, config.behaviours)),
      ...ADDRESS_CHECKS.map((plugin) => stageOf(plugin as Behaviour, config.addresses.checks)),
    ];
    this.features = featureStage(config.features, network) as Stage<object, FeatureRows>;
    this.learned =
      models === null
        ? null
        : learnedStage(models, config.learned, network, {
            trap: options.trap,
            ...(options.onScores === undefined ? {} : { onScores: options.onScores }),
          });
    this.state = bytes === undefined ? this.open() : this.restored(bytes);
  }

  private restored(bytes: Uint8Array): RouteState {
    const state = restore<RouteState>(bytes);
    return this.options.learnedAnew === true ? { ...state, learned: this.learned?.open() ?? null } : state;
  }

  private open(): RouteState {
    return {
      nextTick: Number.NEGATIVE_INFINITY,
      watermark: openWatermark(),
      evidence: new Map(this.evidenceStages.map((stage) => [stage.name, stage.open()])),
      features: this.features.open(),
      learned: this.learned?.open() ?? null,
      risk: openRisk(),
      policy: openPolicy(),
      decisions: [],
    };
  }

  /** All that the route remembers, as bytes for `new Route(options, bytes)`. */
  snapshot(): Uint8Array {
    if (this.learned !== null) this.learned.settle(this.state.learned!);
    return snapshot(this.state);
  }

  /** Takes the next records. Those that are too late or implausibly far ahead are counted and left out. */
  step(item: RouteItem): void {
    const { time, length } = item.batch;
    let from = 0;
    for (let row = 0; row < length; row++) {
      const admitted = admit(this.state.watermark, time[row]!, this.options.limits);
      if (admitted && time[row]! < this.state.nextTick) continue;
      this.part(item, from, row);
      from = admitted ? row : row + 1;
      if (admitted) this.tick(time[row]!);
    }
    this.part(item, from, length);
  }

  /** Rows between two ticks. */
  private part(item: RouteItem, from: number, to: number): void {
    if (from >= to) return;
    if (item.kind === 'flows') this.stepFlows(sliceBatch(item.batch, from, to));
    else this.stepFacts(sliceFacts(item.batch, from, to));
  }

  /** Event time has passed a tick: what waits for time happens now, as of the last tick at or before `time`. */
  private tick(time: number): void {
    const tick = Math.floor(time / TICK_MS) * TICK_MS;
    if (this.state.nextTick !== Number.NEGATIVE_INFINITY) this.advance(tick);
    this.state.nextTick = tick + TICK_MS;
  }

  private stepFlows(batch: FlowBatch): void {
    for (const stage of this.evidenceStages) {
      stage.step(this.state.evidence.get(stage.name)!, batch, this.takeEvidence);
    }
    this.features.step(this.state.features, batch, this.takeRows);
  }

  private stepFacts(batch: FactBatch): void {
    for (const stage of this.evidenceStages) {
      stage.facts?.(this.state.evidence.get(stage.name)!, batch, this.takeEvidence);
    }
  }

  private advance(now: number): void {
    const { state } = this;
    const clock = Number.isFinite(now) ? now : state.watermark.time;
    this.ticking = clock;
    for (const stage of this.evidenceStages) {
      stage.advance(state.evidence.get(stage.name)!, now, this.takeEvidence);
    }
    this.features.advance(state.features, now, this.takeRows);
    if (this.learned !== null) this.learned.advance(state.learned!, now, this.takeEvidence);
    this.ticking = null;
    advanceRisk(state.risk, clock, this.options.config.risk);
    this.decide(clock);
  }

  private decide(now: number): void {
    const { config, network } = this.options;
    for (const { host, evidence } of changedHosts(this.state.risk, now, config.risk)) {
      this.state.decisions.push(...decide(this.state.policy, host, evidence, now, config.policy, network));
    }
  }

  private readonly takeEvidence = (evidence: Evidence): void => {
    this.options.onEvidence?.(evidence, this.ticking ?? evidence.lastSeen);
    addEvidence(this.state.risk, evidence, this.options.config.risk);
  };

  private readonly takeRows = (rows: FeatureRows): void => {
    this.options.onRows?.(rows);
    this.learned?.step(this.state.learned!, rows, this.takeEvidence);
  };

  /** Event time has reached `time` (Unix ms) without a record: nothing older comes any more. */
  reach(time: number): void {
    const { state } = this;
    if (state.nextTick === Number.NEGATIVE_INFINITY || time <= state.watermark.time) return;
    state.watermark.time = time;
    if (time >= state.nextTick) this.tick(time);
  }

  /** The decisions since they were last taken; they are not kept here any longer. */
  takeDecisions(): readonly Decision[] {
    return this.state.decisions.splice(0);
  }

  /** The input is over: open flows and windows are closed and judged. */
  finish(): void {
    this.advance(Number.POSITIVE_INFINITY);
  }

  /** Event time of the last record (Unix ms); -Infinity when there was none. */
  get now(): number {
    return this.state.watermark.time;
  }

  /** Every host with evidence, riskiest first, as of the last record. */
  get hosts(): readonly HostRisk[] {
    return hostRisks(this.state.risk, this.now, this.options.config.risk);
  }

  /** What the models had to say of themselves; throws RangeError on a route without models. */
  modelReport(): ModelReport {
    if (this.options.models === null)
      throw new RangeError('expected a route with models, received one without');
    return modelReport(this.options.models, this.state.learned, this.options.trap);
  }

  get evidence(): readonly Evidence[] {
    return allEvidence(this.state.risk);
  }

  get decisions(): readonly Decision[] {
    return this.state.decisions;
  }

  /** Records that event time did not admit. */
  get refused(): { readonly late: number; readonly ahead: number } {
    const { late, ahead } = this.state.watermark;
    return { late, ahead };
  }

  /** What caps made the stages forget, by stage; stages that forgot nothing are left out. */
  get dropped(): Readonly<Record<string, number>> {
    const counts: [string, number][] = this.evidenceStages.map((stage) => [
      stage.name,
      stage.dropped(this.state.evidence.get(stage.name)!),
    ]);
    counts.push([this.features.name, this.features.dropped(this.state.features)]);
    if (this.learned !== null) counts.push([this.learned.name, this.learned.dropped(this.state.learned!)]);
    counts.push(['risk', riskDropped(this.state.risk)], ['policy', this.state.policy.dropped]);
    return Object.fromEntries(counts.filter(([, count]) => count > 0));
  }
}
