/** The half of the route that looks at records: known behaviours, address checks and features, between ticks of event time. */
import { ADDRESS_CHECKS } from '../addresses/index.js';
import { BEHAVIOURS } from '../behaviours/index.js';
import type { AnalysisConfig } from '../config.js';
import { featureStage } from '../features/index.js';
import type { Behaviour, NetworkContext } from '../model/behaviour.js';
import type { Evidence } from '../model/evidence.js';
import type { FactBatch } from '../model/fact-batch.js';
import { sliceFacts } from '../model/fact-builder.js';
import type { FeatureRows } from '../model/feature-rows.js';
import type { FlowBatch } from '../model/flow-batch.js';
import { sliceBatch } from '../model/flow-builder.js';
import type { Stage } from '../model/stage.js';
import { admit, openWatermark, type Watermark, type WatermarkLimits } from '../model/watermark.js';
import { TICK_MS } from '../model/window.js';

/** Batches in event-time order, as a spool or a live shell gives them. */
export type RouteItem =
  | { readonly kind: 'flows'; readonly batch: FlowBatch }
  | { readonly kind: 'facts'; readonly batch: FactBatch };

/** What is told of the records, in order. */
export interface Listener {
  /** `stage` is its place among the stages; `ticking` is as for `rows`. */
  evidence(evidence: Evidence, stage: number, ticking: number | null): void;
  /** `ticking` is the event time (Unix ms) of the tick that is told; null between ticks. */
  rows(rows: FeatureRows, ticking: number | null): void;
  /**
   * A tick ends: everything of it was told. `now` is Infinity at the end of the input, `clock` the event time
   * (Unix ms) in any case.
   */
  tick(now: number, clock: number): void;
}

export interface SensesOptions {
  readonly config: AnalysisConfig;
  readonly network: NetworkContext;
  /** Which records may move event time. */
  readonly limits: WatermarkLimits;
  /** Which stages of evidence look, by name; all of them by default. */
  readonly evidence?: readonly string[];
  /** What makes the rows of features; null makes none, and the default makes them of the records. */
  readonly features?: Stage<object, FeatureRows> | null;
  /** Asked for the flows between two ticks: those that are to be looked at, in order; all of them by default. */
  readonly admitted?: (batch: FlowBatch) => readonly FlowBatch[];
}

/** Plain data. */
export interface SensesState {
  /** Event time of the next tick; -Infinity before the first record. */
  nextTick: number;
  readonly watermark: Watermark;
  readonly evidence: Map<string, object>;
  readonly features: object | null;
}

/** The names of all stages of evidence, in their order. */
export const EVIDENCE_STAGES: readonly string[] = [...BEHAVIOURS, ...ADDRESS_CHECKS].map(({ name }) => name);

interface EvidenceStage {
  readonly place: number;
  readonly stage: Stage<object, Evidence>;
}

/** Looks at one site's records. However they are cut into batches, stages see the same rows between the same ticks. */
export class Senses {
  readonly state: SensesState;
  private readonly limits: WatermarkLimits;
  private readonly stages: readonly EvidenceStage[];
  private readonly features: Stage<object, FeatureRows> | null;
  /** Event time of the tick that is told to the stages; null while they are given rows. */
  private ticking: number | null = null;
  private listener: Listener = SILENT;
  private readonly admitted: (batch: FlowBatch) => readonly FlowBatch[];
  private readonly takers: readonly ((evidence: Evidence) => void)[];

  /** @param state a state that an equal one left; a new one by default */
  constructor(
    { config, network, limits, evidence = EVIDENCE_STAGES, features, admitted }: SensesOptions,
    state?: SensesState,
  ) {
    this.limits = limits;
    this.admitted = admitted ?? ((batch) => [batch]);
    const plugins = [
      ...BEHAVIOURS.map((plugin) => ({ plugin, settings: config.behaviours })),
      ...ADDRESS_CHECKS.map((plugin) => ({ plugin, settings: config.addresses.checks })),
    ] as { plugin: Behaviour; settings: Readonly<Record<string, unknown>> }[];
    this.stages = plugins
      .map(({ plugin, settings }, place) => ({ plugin, settings, place }))
      .filter(({ plugin }) => evidence.includes(plugin.name))
      .map(({ plugin, settings, place }) => ({
        place,
        stage: plugin.create(settings[plugin.name], network) as Stage<object, Evidence>,
      }));
    const made = () => featureStage(config.features, network) as Stage<object, FeatureRows>;
    this.features = features === undefined ? made() : features;
    this.takers = this.stages.map(
      ({ place }) =>
        (piece: Evidence) =>
          this.listener.evidence(piece, place, this.ticking),
    );
    this.state = state ?? this.open();
    // A state of a version that had fewer stages.
    for (const { stage } of this.stages) {
      if (!this.state.evidence.has(stage.name)) this.state.evidence.set(stage.name, stage.open());
    }
  }

  private open(): SensesState {
    return {
      nextTick: Number.NEGATIVE_INFINITY,
      watermark: openWatermark(),
      evidence: new Map(this.stages.map(({ stage }) => [stage.name, stage.open()])),
      features: this.features?.open() ?? null,
    };
  }

  /** Takes the next records. Those that are too late or implausibly far ahead are counted and left out. */
  step(item: RouteItem, listener: Listener): void {
    this.listener = listener;
    const { time, length } = item.batch;
    let from = 0;
    for (let row = 0; row < length; row++) {
      const admitted = admit(this.state.watermark, time[row]!, this.limits);
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
    if (item.kind === 'flows') {
      for (const batch of this.admitted(sliceBatch(item.batch, from, to))) this.stepFlows(batch);
    } else this.stepFacts(sliceFacts(item.batch, from, to));
  }

  private stepFlows(batch: FlowBatch): void {
    for (const [i, { stage }] of this.stages.entries()) {
      stage.step(this.state.evidence.get(stage.name)!, batch, this.takers[i]!);
    }
    this.features?.step(this.state.features!, batch, this.takeRows);
  }

  private stepFacts(batch: FactBatch): void {
    for (const [i, { stage }] of this.stages.entries()) {
      stage.facts?.(this.state.evidence.get(stage.name)!, batch, this.takers[i]!);
    }
  }

  /** Event time has passed a tick: what waits for time happens now, as of the last tick at or before `time`. */
  private tick(time: number): void {
    const tick = Math.floor(time / TICK_MS) * TICK_MS;
    if (this.state.nextTick !== Number.NEGATIVE_INFINITY) this.advance(tick);
    this.state.nextTick = tick + TICK_MS;
  }

  private advance(now: number): void {
    const clock = Number.isFinite(now) ? now : this.state.watermark.time;
    this.ticking = clock;
    for (const [i, { stage }] of this.stages.entries()) {
      stage.advance(this.state.evidence.get(stage.name)!, now, this.takers[i]!);
    }
    this.features?.advance(this.state.features!, now, this.takeRows);
    this.ticking = null;
    this.listener.tick(now, clock);
  }

  private readonly takeRows = (rows: FeatureRows): void => this.listener.rows(rows, this.ticking);

  /** Event time has reached `time` (Unix ms) without a record: nothing older comes any more. */
  reach(time: number, listener: Listener): void {
    this.listener = listener;
    const { state } = this;
    if (state.nextTick === Number.NEGATIVE_INFINITY || time <= state.watermark.time) return;
    state.watermark.time = time;
    if (time >= state.nextTick) this.tick(time);
  }

  /** The input is over: open flows and windows are closed. */
  finish(listener: Listener): void {
    this.listener = listener;
    this.advance(Number.POSITIVE_INFINITY);
  }

  /** Event time of the last record (Unix ms); -Infinity when there was none. */
  get now(): number {
    return this.state.watermark.time;
  }

  /** Records that event time did not admit. */
  get refused(): { readonly late: number; readonly ahead: number } {
    const { late, ahead } = this.state.watermark;
    return { late, ahead };
  }

  /** What caps made each stage forget. */
  get dropped(): readonly (readonly [stage: string, count: number])[] {
    const counts = this.stages.map(
      ({ stage }) => [stage.name, stage.dropped(this.state.evidence.get(stage.name)!)] as const,
    );
    if (this.features === null) return counts;
    return [...counts, [this.features.name, this.features.dropped(this.state.features!)]];
  }
}

const SILENT: Listener = { evidence: () => undefined, rows: () => undefined, tick: () => undefined };
