/** The route on one page: records -> evidence -> risk -> decisions. Only this and its two halves know all stages. */

import type { Config } from './config.js';
import type { ModelReport } from './learned/index.js';
import type { BlockEffect } from './model/block-effect.js';
import type { Decision } from './model/decision.js';
import type { Evidence } from './model/evidence.js';
import type { FeatureRows } from './model/feature-rows.js';
import type { HostRisk } from './model/host-risk.js';
import { restore, snapshot } from './model/snapshot.js';
import type { WatermarkLimits } from './model/watermark.js';
import { OwnBlocks, type OwnBlocksState, openOwnBlocks } from './pipeline/own-blocks.js';
import { type Listener, type RouteItem, Senses, type SensesState } from './pipeline/senses.js';
import { Verdicts, type VerdictsOptions, type VerdictsState } from './pipeline/verdicts.js';

export type { RouteItem } from './pipeline/senses.js';

export interface RouteOptions extends VerdictsOptions {
  readonly config: Config;
  /** Which records may move event time. */
  readonly limits: WatermarkLimits;
  /** The snapshot was made with other models: what the learned stage remembers does not fit these. */
  readonly learnedAnew?: boolean;
  /** Sees every row of features as it is made, for learning and for reports. */
  readonly onRows?: (rows: FeatureRows) => void;
}

type RouteState = SensesState & VerdictsState & { readonly ownBlocks: OwnBlocksState };

/**
 * One site's route. Its state is plain data: a route made from its `snapshot` continues it exactly. However the input is cut
 * into batches, stages see the same rows between the same ticks of event time, so the evidence is the same.
 */
export class Route {
  private readonly senses: Senses;
  private readonly verdicts: Verdicts;
  private readonly ownBlocks: OwnBlocks;
  private readonly ownBlocksState: OwnBlocksState;
  private readonly listener: Listener;

  constructor(options: RouteOptions, bytes?: Uint8Array) {
    const state = bytes === undefined ? undefined : restore<RouteState>(bytes);
    this.ownBlocksState = state?.ownBlocks ?? openOwnBlocks();
    const ownBlocks = new OwnBlocks(this.ownBlocksState, 1_000 * options.config.watch.latenessSeconds);
    this.ownBlocks = ownBlocks;
    this.senses = new Senses({ ...options, admitted: (batch) => ownBlocks.without(batch) }, state);
    const { learned, ...others } = state ?? { learned: null };
    const isKept = learned !== null && options.learnedAnew !== true;
    const verdicts = new Verdicts(options, isKept ? { ...others, learned } : others);
    this.verdicts = verdicts;
    this.listener = {
      evidence: (evidence, _, ticking) => verdicts.evidence(evidence, ticking),
      rows(rows, ticking) {
        options.onRows?.(rows);
        verdicts.rows(rows, ticking);
      },
      tick(now, clock) {
        const before = verdicts.state.decisions.length;
        verdicts.tick(now, clock);
        ownBlocks.take(verdicts.state.decisions.slice(before));
        verdicts.keep(ownBlocks.tick(clock));
      },
    };
  }

  /** All that the route remembers, as bytes for `new Route(options, bytes)`. */
  snapshot(): Uint8Array {
    this.verdicts.settle();
    return snapshot({ ...this.senses.state, ...this.verdicts.state, ownBlocks: this.ownBlocksState });
  }

  /** Takes the next records. Those that are too late or implausibly far ahead are counted and left out. */
  step(item: RouteItem): void {
    this.senses.step(item, this.listener);
  }

  /** Event time has reached `time` (Unix ms) without a record: nothing older comes any more. */
  reach(time: number): void {
    this.senses.reach(time, this.listener);
  }

  /** The input is over: open flows and windows are closed and judged. */
  finish(): void {
    this.senses.finish(this.listener);
  }

  /** The decisions since they were last taken; they are not kept here any longer. */
  takeDecisions(): readonly Decision[] {
    return this.verdicts.state.decisions.splice(0);
  }

  /** What traffic shows of the blocks that stand, where it changed since it was last asked for. */
  takeBlockEffects(): readonly BlockEffect[] {
    return this.ownBlocks.takeEffects();
  }

  /** Rows that were not judged, as blocks of ours explain them. */
  get leftOut(): number {
    return this.ownBlocksState.left;
  }

  /** Event time of the last record (Unix ms); -Infinity when there was none. */
  get now(): number {
    return this.senses.now;
  }

  /** Every host with evidence, riskiest first, as of the last record. */
  get hosts(): readonly HostRisk[] {
    return this.verdicts.hosts(this.now);
  }

  /** The highest risk so far of the host that evidence is about. */
  peakRisk(evidence: Evidence): number {
    return this.verdicts.peakRisk(evidence);
  }

  /** What the models had to say of themselves; throws RangeError on a route without models. */
  modelReport(): ModelReport {
    return this.verdicts.modelReport();
  }

  get evidence(): readonly Evidence[] {
    return this.verdicts.allEvidence;
  }

  get decisions(): readonly Decision[] {
    return this.verdicts.state.decisions;
  }

  /** Records that event time did not admit. */
  get refused(): { readonly late: number; readonly ahead: number } {
    return this.senses.refused;
  }

  /** What caps made the stages forget, by stage; stages that forgot nothing are left out. */
  get dropped(): Readonly<Record<string, number>> {
    return forgotten([...this.senses.dropped, ...this.verdicts.dropped]);
  }
}

/** Counts by stage, without those that are 0. */
export function forgotten(
  counts: readonly (readonly [stage: string, count: number])[],
): Readonly<Record<string, number>> {
  return Object.fromEntries(counts.filter(([, count]) => count > 0));
}
