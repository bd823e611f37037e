/** The judging half of the live shell: records as they are read -> order -> route, and what is new. */
import { internalNetwork } from '../addresses/index.js';
import type { Config } from '../config.js';
import { type LearnedModels, NO_TRAP, type TrapVerdict } from '../learned/index.js';
import { anyPrefixContains, formatPrefix, parsePrefix } from '../model/address.js';
import type { NetworkContext } from '../model/behaviour.js';
import type { Decision } from '../model/decision.js';
import type { Evidence } from '../model/evidence.js';
import { sliceBatch } from '../model/flow-builder.js';
import type { HostRisk } from '../model/host-risk.js';
import { restore, snapshot } from '../model/snapshot.js';
import type { WatermarkLimits } from '../model/watermark.js';
import { Route, type RouteItem } from '../pipeline.js';
import { OrderStage, type OrderState, type Taken } from './order.js';

/** The internal network, told once and kept: a restart must not judge by another one. */
export interface KnownNetwork {
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
}

export interface JudgeOptions {
  readonly config: Config;
  readonly models: { readonly learned: LearnedModels; readonly trap: TrapVerdict } | null;
  /** The snapshot was made with other models. */
  readonly modelsChanged: boolean;
}

/** What was told since the last time. */
export interface News {
  /** The latest revision of each, in order of telling. */
  readonly evidence: readonly Evidence[];
  readonly decisions: readonly Decision[];
}

/** The ordering stage gives rows in order: nothing is late, and a gap is a gap. */
const ORDERED: WatermarkLimits = { lateMs: 0, aheadMs: Number.POSITIVE_INFINITY };

/** Event time by which the order must have got on before it is asked for rows (ms). */
const STEP_MS = 1_000;

export class LiveJudge {
  readonly order: OrderStage;
  private readonly options: JudgeOptions;
  private known: KnownNetwork | null;
  private route: Route | null = null;
  private readonly told = new Map<string, Evidence>();

  constructor(options: JudgeOptions, before?: JudgeSnapshot) {
    const { watch, internal } = options.config;
    this.options = options;
    this.order = new OrderStage(
      {
        latenessMs: watch.latenessSeconds * 1_000,
        aheadMs: watch.aheadSeconds * 1_000,
        maxRows: watch.maxHeldRows,
      },
      before === undefined ? undefined : restore<OrderState>(before.order),
    );
    this.known = before?.network ?? (internal.length > 0 ? this.infer([]) : null);
    if (this.known !== null) this.route = this.openRoute(this.known, before?.route ?? undefined);
  }

  private openRoute({ prefixes, inferred }: KnownNetwork, bytes?: Uint8Array): Route {
    const { config, models, modelsChanged } = this.options;
    const inside = prefixes.map((text) => parsePrefix(text)!);
    const network: NetworkContext = {
      isInternal: (address, offset) => anyPrefixContains(inside, address, offset),
      internalGiven: !inferred,
    };
    return new Route(
      {
        config,
        network,
        models: models?.learned ?? null,
        trap: models?.trap ?? NO_TRAP,
        limits: ORDERED,
        learnedAnew: modelsChanged,
        onEvidence: (evidence) => this.told.set(evidence.id, evidence),
      },
      bytes,
    );
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
      this.route = this.openRoute(this.known);
    }
    for (const item of items) this.route!.step(item);
  }

  /** Whether the rows before `line` hold those that the network is inferred from. */
  private isEnough(line: number): boolean {
    const { rows, seconds } = this.options.config.watch.network;
    const { order } = this;
    if (order.heldRows === 0) return false;
    if (order.heldRows > this.options.config.watch.maxHeldRows) return true;
    return line >= order.oldest + seconds * 1_000 || order.countBefore(line) >= rows;
  }

  /** By the first rows alone, so that the answer depends neither on the interleaving nor on when it is asked. */
  private infer(items: readonly RouteItem[], oldest = Number.NEGATIVE_INFINITY): KnownNetwork {
    const { watch, internal } = this.options.config;
    const end = oldest + watch.network.seconds * 1_000;
    const state = internalNetwork.open();
    let left = watch.network.rows;
    for (const item of items) {
      let rows = 0;
      while (rows < Math.min(left, item.batch.length) && item.batch.time[rows]! < end) rows++;
      left -= rows;
      if (item.kind === 'flows' && rows > 0) internalNetwork.step(state, sliceBatch(item.batch, 0, rows));
      if (left === 0) break;
    }
    const { prefixes, inferred, statement } = internalNetwork.infer(
      state,
      internal.map((text) => parsePrefix(text)!),
    );
    return { prefixes: prefixes.map(formatPrefix), inferred, statement };
  }

  takeNews(): News {
    const news = { evidence: [...this.told.values()], decisions: this.route?.takeDecisions() ?? [] };
    this.told.clear();
    return news;
  }

  /** To be asked when the news was taken: decisions that were not are in it, evidence is not. */
  snapshot(): JudgeSnapshot {
    return {
      order: snapshot(this.order.state),
      network: this.known,
      route: this.route?.snapshot() ?? null,
    };
  }

  /** Every host with evidence, riskiest first. */
  get hosts(): readonly HostRisk[] {
    return this.route?.hosts ?? [];
  }

  /** Event time of the last row that was judged (Unix ms); -Infinity before it. */
  get now(): number {
    return this.route?.now ?? Number.NEGATIVE_INFINITY;
  }

  /** What caps made the stages forget, by stage. */
  get dropped(): Readonly<Record<string, number>> {
    return this.route?.dropped ?? {};
  }
}
