/** The judging half of the live shell: records as they are read -> order -> route, and what is new. */
import { type HostNames, internalNetwork } from '../addresses/index.js';
import type { Config } from '../config.js';
import {
  addToDrift,
  type Baseline,
  baselineModels,
  baselineReference,
  countKnown,
  type DriftFound,
  type DriftReference,
  type DriftState,
  driftSentence,
  type FlowKnowledge,
  type ModelsOfFile,
  NO_TRAP,
  NOTHING_KNOWN,
  openDrift,
  ownReference,
} from '../learned/index.js';
import { formatPrefix, parsePrefix } from '../model/address.js';
import type { NetworkContext } from '../model/behaviour.js';
import type { BlockEffect } from '../model/block-effect.js';
import type { Decision } from '../model/decision.js';
import type { Evidence } from '../model/evidence.js';
import type { FeatureRows } from '../model/feature-rows.js';
import { RecordKind } from '../model/flow-batch.js';
import { sliceBatch } from '../model/flow-builder.js';
import type { KnownName } from '../model/known-names.js';
import { prefixMatcher } from '../model/prefix-matcher.js';
import { restore, snapshot } from '../model/snapshot.js';
import type { WatermarkLimits } from '../model/watermark.js';
import { Route, type RouteItem } from '../pipeline.js';
import { openNames } from './known-names.js';
import { OrderStage, type OrderState, type Taken } from './order.js';
import { Tally } from './tally.js';

/** The internal network, told once and kept: a restart must not judge by another one. */
export interface KnownNetwork {
  /** What the first records know: which columns a baseline judges by. Absent where none were looked at. */
  readonly flows?: FlowKnowledge;
  readonly prefixes: readonly string[];
  readonly inferred: boolean;
  readonly statement: string;
}

/** All that the judge remembers, but for the rows that wait. */
export interface JudgeSnapshot {
  readonly order: Uint8Array;
  /** Null before there is enough to tell. */
  readonly network: KnownNetwork | null;
  /** Null as long as the network is. */
  readonly route: Uint8Array | null;
  /** Null where there is nothing to compare with. */
  readonly drift: Uint8Array | null;
  /** What addresses are called; null as long as the route is. */
  readonly names: Uint8Array | null;
}

/** Models of this network, or the baseline that stands in for them. */
export type LiveModels = ModelsOfFile | { readonly baseline: Baseline };

export interface JudgeOptions {
  readonly config: Config;
  /** Null: known behaviours and addresses alone judge. */
  readonly models: LiveModels | null;
  /** The snapshot was made with other models. */
  readonly modelsChanged: boolean;
  /** Rows come as things happen, so that `settleSeconds` suffices to put them into order; absent: `latenessSeconds` does. */
  readonly isPrompt?: boolean | undefined;
  /** Where addresses are, for the signs of it; absent: they are not looked for. */
  readonly locate?: NetworkContext['locate'] | undefined;
  /** Which inputs go on, so that their silence is one; absent: they end. */
  readonly lastingInput?: NetworkContext['lastingInput'] | undefined;
}

/** What was told since the last time. */
export interface News {
  /** The latest revision of each, in order of telling. */
  readonly evidence: readonly Evidence[];
  readonly decisions: readonly Decision[];
  /** What traffic shows of our own blocks, where it changed. */
  readonly effects: readonly BlockEffect[];
  /** Sentences that the operator must know. */
  readonly notes: readonly string[];
}

function settleSeconds(
  { settleSeconds: settle, latenessSeconds }: Config['watch'],
  isPrompt: boolean,
): number {
  return isPrompt ? Math.min(settle, latenessSeconds) : latenessSeconds;
}

/** The ordering stage gives rows in order: nothing is late, and a gap is a gap. */
const ORDERED: WatermarkLimits = { lateMs: 0, aheadMs: Number.POSITIVE_INFINITY };

/** Where the network is given, so many first rows, or those of so long (ms), tell what flows know. */
const KNOWLEDGE = { rows: 1_000, ms: 10_000 } as const;

const HOUR_MS = 3_600_000;

/** Event time by which the order must have got on before it is asked for rows (ms). */
const STEP_MS = 250;

export class LiveJudge {
  readonly order: OrderStage;
  /** How long rows wait to be put into order (ms). */
  readonly settleMs: number;
  /** What was judged since it was last cleared. */
  readonly tally = new Tally();
  private options: JudgeOptions;
  private known: KnownNetwork | null;
  private route: Route | null = null;
  private names: HostNames | null = null;
  private readonly told = new Map<string, Evidence>();
  /** Some of it was never told before. */
  private isNew = false;
  private reference: DriftReference | null = null;
  private driftState: DriftState;
  private notes: string[] = [];

  constructor(options: JudgeOptions, before?: JudgeSnapshot) {
    const { watch, internal } = options.config;
    this.options = options;
    this.settleMs = 1_000 * settleSeconds(watch, options.isPrompt === true);
    this.order = new OrderStage(
      {
        latenessMs: watch.latenessSeconds * 1_000,
        settleMs: this.settleMs,
        aheadMs: watch.aheadSeconds * 1_000,
        maxRows: watch.maxHeldRows,
      },
      before === undefined ? undefined : restore<OrderState>(before.order),
    );
    const drift = options.modelsChanged ? null : (before?.drift ?? null);
    this.driftState = drift === null ? openDrift() : restore<DriftState>(drift);
    const { models } = options;
    const isToldByRows = internal.length === 0 || (models !== null && 'baseline' in models);
    this.known = before?.network ?? (isToldByRows ? null : this.infer([]));
    if (this.known !== null) this.begin(this.known, before);
  }

  private begin({ prefixes, inferred, flows }: KnownNetwork, before?: JudgeSnapshot): void {
    const { config, modelsChanged } = this.options;
    const knowledge = flows ?? NOTHING_KNOWN;
    const models = this.modelsFor(knowledge);
    this.reference = this.referenceFor(knowledge);
    const inside = prefixes.map((text) => parsePrefix(text)!);
    const network: NetworkContext = {
      isInternal: prefixMatcher(inside),
      internalPrefixes: inside,
      internalGiven: !inferred,
      ...(this.options.locate === undefined ? {} : { locate: this.options.locate }),
      ...(this.options.lastingInput === undefined ? {} : { lastingInput: this.options.lastingInput }),
    };
    this.names = openNames(network, before?.names ?? undefined);
    this.route = new Route(
      {
        config,
        network,
        models: models?.learned ?? null,
        trap: models?.trap ?? NO_TRAP,
        limits: ORDERED,
        learnedAnew: modelsChanged,
        onEvidence: (evidence) => {
          if (evidence.revision === 0) this.isNew = true;
          this.told.set(evidence.id, evidence);
        },
        onRisk: (changed) => this.tally.addRisk(changed),
        onRows: (rows) => this.compare(rows),
      },
      before?.route ?? undefined,
    );
  }

  /**
   * From here on these models judge, and all else goes on where it was; what the models before remembered is forgotten.
   *
   * @param config as before, but for what follows from the models
   */
  adopt(models: LiveModels, config: Config): void {
    const before = this.snapshot();
    this.options = { ...this.options, config, models, modelsChanged: true };
    this.driftState = openDrift();
    if (this.known !== null) this.begin(this.known, before);
  }

  /** From here on this policy decides; all that is remembered goes on. @param config as before, but for the policy */
  follow(config: Config): void {
    const before = this.snapshot();
    this.options = { ...this.options, config, modelsChanged: false };
    if (this.known !== null) this.begin(this.known, before);
  }

  private modelsFor(knowledge: FlowKnowledge): ModelsOfFile | null {
    const { config, models } = this.options;
    if (models === null || !('baseline' in models)) return models;
    return { learned: baselineModels(models.baseline, knowledge, config.learned), trap: NO_TRAP };
  }

  private referenceFor(knowledge: FlowKnowledge): DriftReference | null {
    const { config, models } = this.options;
    if (models === null || config.watch.driftHours === 0) return null;
    if ('baseline' in models) return baselineReference(models.baseline, knowledge);
    return ownReference(models.learned.flow);
  }

  private compare(rows: FeatureRows): void {
    if (this.reference === null) return;
    const windowMs = HOUR_MS * this.options.config.watch.driftHours;
    for (const found of addToDrift(this.driftState, rows, this.reference, windowMs)) {
      const said = driftSentence(found, this.reference.of);
      if (said !== null) this.notes.push(said);
    }
  }

  /** Models of this network, the baseline of others, or none. */
  get judgedBy(): 'own' | 'baseline' | 'none' {
    const { models } = this.options;
    if (models === null) return 'none';
    return 'baseline' in models ? 'baseline' : 'own';
  }

  /** How the flows of the last whole window differ from those that the models know; null before one is over. */
  get drift(): DriftFound | null {
    return this.driftState.found;
  }

  /** Null as long as there is too little to tell it by. */
  get network(): KnownNetwork | null {
    return this.known;
  }

  take(input: number, item: RouteItem, wall: number): Taken {
    return this.order.take(input, item, wall);
  }

  /** Judges what is in order by now. */
  judge(): void {
    const settled = this.order.settled();
    // What is judged does not depend on when: a step for every record would cost more than judging it.
    if (settled >= this.order.state.line + STEP_MS) this.judgeBefore(settled);
  }

  /** Event time has come to `time` (Unix ms) though no record says so. */
  reach(time: number): void {
    this.judgeBefore(time);
    this.route?.reach(time);
  }

  /** Nothing more comes: what waits is judged, open windows are closed. */
  finish(): void {
    this.judgeBefore(this.order.end, true);
    this.route?.finish();
  }

  private judgeBefore(line: number, isEnd = false): void {
    if (this.known === null && !isEnd && !this.isEnough(line)) return;
    const { oldest } = this.order;
    const items = this.order.release(line);
    if (this.known === null) {
      this.known = this.infer(items, oldest);
      this.begin(this.known);
    }
    for (const item of items) {
      if (item.kind === 'facts') this.names!.add(item.batch);
      else this.tally.addFlows(item.batch);
      this.route!.step(item);
    }
  }

  /** Whether the rows before `line` hold those that the network is inferred from. */
  private isEnough(line: number): boolean {
    const { rows, ms } = this.firstRows();
    const { order } = this;
    if (order.heldRows === 0) return false;
    if (order.heldRows > this.options.config.watch.maxHeldRows) return true;
    return line >= order.oldest + ms || order.countBefore(line) >= rows;
  }

  private firstRows(): { readonly rows: number; readonly ms: number } {
    const { watch, internal } = this.options.config;
    return internal.length > 0 ? KNOWLEDGE : { rows: watch.network.rows, ms: watch.network.seconds * 1_000 };
  }

  /** Network and knowledge, by the first rows alone, so that the answer depends neither on the interleaving nor on when it is asked. */
  private infer(items: readonly RouteItem[], oldest = Number.NEGATIVE_INFINITY): KnownNetwork {
    const { internal } = this.options.config;
    const first = this.firstRows();
    const end = oldest + first.ms;
    const state = internalNetwork.open();
    const flows: FlowKnowledge = { ...NOTHING_KNOWN };
    let left: number = first.rows;
    for (const item of items) {
      let rows = 0;
      while (rows < Math.min(left, item.batch.length) && item.batch.time[rows]! < end) rows++;
      left -= rows;
      if (item.kind === 'flows' && rows > 0) {
        internalNetwork.step(state, sliceBatch(item.batch, 0, rows));
        // The first records of flows that go on know little yet.
        for (let row = 0; row < rows; row++) {
          if (item.batch.record[row] !== RecordKind.start) countKnown(flows, item.batch, row);
        }
      }
      if (left === 0) break;
    }
    const { prefixes, inferred, statement } = internalNetwork.infer(
      state,
      internal.map((text) => parsePrefix(text)!),
    );
    const network = { prefixes: prefixes.map(formatPrefix), inferred, statement };
    return flows.rows === 0 ? network : { ...network, flows };
  }

  /** Evidence that was never told before, or a decision. */
  get hasUrgentNews(): boolean {
    return this.isNew || (this.route?.decisions.length ?? 0) > 0;
  }

  takeNews(): News {
    const news = {
      evidence: [...this.told.values()],
      decisions: this.route?.takeDecisions() ?? [],
      effects: this.route?.takeBlockEffects() ?? [],
      notes: this.notes,
    };
    this.told.clear();
    this.isNew = false;
    this.notes = [];
    return news;
  }

  /** To be asked when the news was taken: decisions that were not are in it, evidence is not. */
  snapshot(): JudgeSnapshot {
    return {
      order: snapshot(this.order.state),
      network: this.known,
      route: this.route?.snapshot() ?? null,
      drift: this.reference === null ? null : snapshot(this.driftState),
      names: this.names === null ? null : snapshot(this.names.state),
    };
  }

  /** As `NamesOf` says, by what was judged so far. */
  namesOf(address: string, user: string | null): readonly KnownName[] {
    return this.names?.namesOf(address, user) ?? [];
  }

  /** The highest risk so far of the host that evidence is about. */
  peakRisk(evidence: Evidence): number {
    return this.route?.peakRisk(evidence) ?? 0;
  }

  /** Event time of the last row that was judged (Unix ms); -Infinity before it. */
  get now(): number {
    return this.route?.now ?? Number.NEGATIVE_INFINITY;
  }

  /** What caps made the stages forget, by stage. */
  get dropped(): Readonly<Record<string, number>> {
    const names = this.names?.dropped ?? 0;
    const { forgotten } = this.tally;
    return {
      ...this.route?.dropped,
      ...(names > 0 ? { 'host-names': names } : {}),
      ...(forgotten > 0 ? { overview: forgotten } : {}),
    };
  }
}
