/** The learned stage: judges rows of features by frozen models and tells what strays. */
import type { Matrix } from '@strayflow/detectors';
import { ADDRESS_BYTES } from '../model/address.js';
import type { NetworkContext } from '../model/behaviour.js';
import type { Evidence } from '../model/evidence.js';
import type { FeatureRows, FlowRows, HostRows } from '../model/feature-rows.js';
import type { Emit, StageKey } from '../model/stage.js';
import { windowStart } from '../model/window.js';
import { blockOf, partsOf } from './blocks.js';
import { type EvidenceContext, flowEvidence } from './flow-evidence.js';
import { closedWindows, countFlow, type FlowWindows, windowAt } from './flow-windows.js';
import { countScores, type ScoreCounts, scoreCounts } from './histogram.js';
import { hostEvidence } from './host-evidence.js';
import type { LearnedModels } from './models.js';
import type { LearnedOptions } from './options.js';
import type { OrdinaryRows, OrdinaryTraffic } from './ordinary.js';
import { openScorer, type RowScores, type Scorer } from './scorer.js';
import { noSimilar, type SimilarFinder, similarFinder } from './similar.js';
import { addStrangeFlow } from './strange-flows.js';
import { baselineCeiling, NO_TRAP, type TrapVerdict } from './trap.js';
import { unitOfHost } from './unit-of-host.js';

/** Plain data. */
export interface LearnedState {
  /** The last tick (Unix ms): rows that come late count for the window that is open then. */
  now: number;
  readonly sites: Map<string, FlowWindows>;
  readonly flowScores: ScoreCounts | null;
  readonly hostScores: ScoreCounts | null;
  /** Flows that wait to be judged together with those that follow; none after `settle`. */
  readonly waiting: WaitingRows[];
  waitingRows: number;
  dropped: number;
}

/** Flows of one step, and the last tick when they came. */
interface WaitingRows {
  readonly rows: FlowRows;
  readonly now: number;
}

/** Like Stage, but over rows of features. */
export interface RowStage<State extends object, Output> {
  readonly name: string;
  readonly key: StageKey;
  open(): State;
  /** `scores` are those of `scoreRows`, where they are known already. */
  step(state: State, rows: FeatureRows, emit: Emit<Output>, scores?: RowScores): void;
  advance(state: State, now: number, emit: Emit<Output>): void;
  /** Judges the rows that wait to be judged together with others: before a snapshot, and before counts are read. */
  settle(state: State): void;
  dropped(state: State): number;
}

export interface FlowScores {
  /** Combined surprise, -log10 (rows); all 0 where the models cannot judge. */
  readonly surprise: Float64Array;
  /** Empty where the models cannot judge. */
  readonly members: readonly { readonly name: string; readonly scores: Float64Array }[];
}

/** Models take hundreds of rows at once nearly as fast as one: so many flows wait for each other at most. */
const BLOCK_ROWS = 8192;

export interface StageExtras {
  /** Default: no trap. */
  readonly trap?: TrapVerdict;
  /** What the models could learn from, to compare strange rows with; null where models come without it. */
  readonly ordinary?: OrdinaryTraffic | null;
  /** Sees the scores of flows as they are made, so that a report need not score again. Must not keep either. */
  readonly onScores?: (rows: FlowRows, scores: FlowScores) => void;
}

export function learnedStage(
  models: LearnedModels,
  options: LearnedOptions,
  network: NetworkContext,
  { trap = NO_TRAP, ordinary = null, onScores }: StageExtras = {},
): RowStage<LearnedState, Evidence> {
  const flowJudge = models.flow.models === null ? null : openScorer(models.flow.models);
  const hostJudge = models.host.models === null ? null : openScorer(models.host.models);
  const unit = new Uint8Array(ADDRESS_BYTES);
  const finder = (scorer: Scorer, rows: OrdinaryRows | undefined): SimilarFinder =>
    rows === undefined
      ? noSimilar(scorer.models)
      : similarFinder(scorer, rows, network, options.surpriseFloor);
  const similarFlows = flowJudge === null ? null : finder(flowJudge, ordinary?.flow);
  const similarHosts = hostJudge === null ? null : finder(hostJudge, ordinary?.host);
  const contextOf = (site: string, scorer: Scorer, similar: SimilarFinder): EvidenceContext => ({
    site,
    scorer,
    network,
    similar,
    floor: options.evidenceSurprise,
    ceiling: Math.min(trap.surpriseCeiling, baselineCeiling(scorer.models)),
  });

  const settle = (state: LearnedState) => {
    const waiting = state.waiting.splice(0);
    state.waitingRows = 0;
    if (waiting.length === 0) return;
    const scored = scoreTogether(
      flowJudge!,
      waiting.map(({ rows }) => rows),
    );
    for (const [i, { rows, now }] of waiting.entries()) countFlows(state, rows, scored[i]!, now);
  };

  const countFlows = (state: LearnedState, rows: FlowRows, scores: RowScores, now: number) => {
    countScores(state.flowScores!, flowJudge!.models, scores);
    onScores?.(rows, shown(scores));
    let windows = state.sites.get(rows.site);
    if (windows === undefined) {
      windows = new Map();
      state.sites.set(rows.site, windows);
    }
    for (let row = 0; row < rows.length; row++) {
      if (!unitOfHost(rows.flows.source, row * ADDRESS_BYTES, network, unit)) continue;
      const time = Math.max(rows.flows.time[row]!, now);
      const window = windowAt(windows, time, options.hostsPerWindow);
      const host = countFlow(window, unit);
      if (host < 0) state.dropped++;
      else if (scores.surprise[row]! >= options.surpriseFloor) {
        window.strange.set(host, addStrangeFlow(window.strange.get(host), rows, scores, row));
      }
    }
  };

  const stepHosts = (state: LearnedState, rows: HostRows, scorer: Scorer, emit: Emit<Evidence>) => {
    const starts = rows.windows.map((window) => window.start);
    const scores = scorer.score(matrixOf(rows), rows.host, starts);
    countScores(state.hostScores!, scorer.models, scores);
    const context = contextOf(rows.site, scorer, similarHosts!);
    for (let row = 0; row < rows.length; row++) {
      const evidence = hostEvidence(rows, row, scores, context);
      if (evidence !== null) emit(evidence);
    }
  };

  return {
    name: 'learned',
    key: 'source',
    open: () => ({
      now: Number.NEGATIVE_INFINITY,
      sites: new Map(),
      flowScores: flowJudge === null ? null : scoreCounts(flowJudge.models),
      hostScores: hostJudge === null ? null : scoreCounts(hostJudge.models),
      waiting: [],
      waitingRows: 0,
      dropped: 0,
    }),
    step(state, rows, emit, scores) {
      if (rows.length === 0) return;
      if (rows.kind !== 'flow') {
        if (hostJudge !== null) stepHosts(state, rows, hostJudge, emit);
      } else if (flowJudge === null) return;
      else if (scores !== undefined) countFlows(state, rows, scores, state.now);
      else {
        state.waiting.push({ rows, now: state.now });
        state.waitingRows += rows.length;
        if (state.waitingRows >= BLOCK_ROWS) settle(state);
      }
    },
    advance(state, now, emit) {
      // No window can close between two starts of windows, so nothing is asked of the flows that wait.
      if (windowStart(now) !== windowStart(state.now)) settle(state);
      if (flowJudge !== null) {
        for (const [site, windows] of state.sites) {
          const context = contextOf(site, flowJudge, similarFlows!);
          for (const window of closedWindows(windows, now)) {
            for (const [host, strange] of window.strange) {
              const evidence = flowEvidence(window, host, strange, context);
              if (evidence !== null) emit(evidence);
            }
          }
        }
      }
      if (Number.isFinite(now)) state.now = Math.max(state.now, now);
    },
    settle,
    dropped: (state) => state.dropped,
  };
}

function scoreTogether(scorer: Scorer, parts: readonly FlowRows[]): readonly RowScores[] {
  const { rows, columns, values, hosts, time } = blockOf(parts);
  return partsOf(scorer.score({ rows, columns, values }, hosts, time), parts);
}

function scoresOf(scorer: Scorer, rows: FlowRows): RowScores {
  return scorer.score(matrixOf(rows), rows.flows.source, rows.flows.time);
}

/** Scores any flows, whichever were learned from, without changing anything. */
export function scoreFlows(models: LearnedModels, rows: FlowRows): FlowScores {
  if (models.flow.models === null) return { surprise: new Float64Array(rows.length), members: [] };
  return shown(scoresOf(openScorer(models.flow.models), rows));
}

function shown({ surprise, members }: RowScores): FlowScores {
  return { surprise, members: members.map(({ name, scores }) => ({ name, scores })) };
}

function matrixOf(rows: FeatureRows): Matrix {
  return { rows: rows.length, columns: rows.columns.length, values: rows.values };
}
