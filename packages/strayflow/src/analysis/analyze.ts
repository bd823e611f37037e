/** The shell over files: parse, learn, judge, and gather all that reports need. */
import type { LocationLookup } from '../addresses/index.js';
import type { Config } from '../config.js';
import {
  classicCollector,
  classicPreset,
  fitModels,
  majorityTrap,
  NO_TRAP,
  type TaskRunner,
} from '../learned/index.js';
import type { Analysis, Attribution } from '../model/analysis.js';
import type { InputSummary } from '../model/coverage.js';
import { StrayflowError } from '../model/errors.js';
import type { FactBatch } from '../model/fact-batch.js';
import type { FlowBatch } from '../model/flow-batch.js';
import type { RouteItem } from '../pipeline.js';
import { judge } from './judge.js';
import { learn } from './learn.js';
import { parse } from './parse.js';
import { summarise } from './summarise.js';

export interface InputHandlers {
  flows(batch: FlowBatch): void;
  facts(batch: FactBatch): void;
  progress(done: number, total: number | null): void;
}

export interface AnalysisInput {
  /** As the user named it. */
  readonly name: string;
  /** Named by the user; false for files that a folder or glob brought along. */
  readonly explicit: boolean;
  read(handlers: InputHandlers): Promise<InputSummary>;
}

/** Batches that can be gone over as often as needed, in event-time order. */
export interface Spool {
  flows(batch: FlowBatch): void;
  facts(batch: FactBatch): void;
  read(): AsyncIterable<RouteItem>;
}

/** Is told what a run is at; progress counts are bytes while reading and flows afterwards. */
export interface Observer {
  begin(stage: string, unit: string): void;
  update(done: number, total: number | null): void;
}

export interface Locations {
  lookup: LocationLookup['lookup'];
  /** To be shown where its answers are used. */
  readonly attributions: readonly Attribution[];
}

export interface AnalysisRequest {
  readonly inputs: readonly AnalysisInput[];
  readonly config: Config;
  readonly version: string;
  readonly preset: Analysis['preset'];
  readonly spool: Spool;
  readonly run: TaskRunner;
  readonly locations: Locations | null;
  readonly observer: Observer;
}

export interface AnalysisOutcome {
  readonly analysis: Analysis;
  /** Inputs that could not be used, with why; the others were. */
  readonly failures: readonly {
    readonly name: string;
    readonly explicit: boolean;
    readonly error: StrayflowError;
  }[];
}

/** Throws StrayflowError when no input held a flow. */
export async function analyze(request: AnalysisRequest): Promise<AnalysisOutcome> {
  const { config, observer, spool } = request;
  observer.begin('read', 'B');
  const parsed = await parse(request);
  if (parsed.flowRecords === 0) {
    throw (
      parsed.failures.find((failure) => failure.explicit)?.error ??
      parsed.failures[0]?.error ??
      new StrayflowError('input-no-flows', 'the input holds no flow')
    );
  }

  const classic = request.preset === 'classic' ? classicCollector(config.seed) : null;
  observer.begin('learn', 'records');
  const learned = await learn(spool, parsed, config, classic, observer);
  observer.begin('fit', 'models');
  const models = await fitModels(learned.sample, config.learned, {
    seed: config.seed,
    excludedHosts: learned.accused,
    run: request.run,
  });
  const trap = models.tooLittle
    ? NO_TRAP
    : majorityTrap({
        flows: learned.shares.flows,
        accusedFlows: learned.shares.flowsOf(learned.accused),
        collapsedShare: models.flow.entered === 0 ? 0 : models.flow.collapsed / models.flow.entered,
        largestActorShare: learned.shares.largestPairShare,
      });
  const classicResult =
    classic === null ? null : classicPreset(classic.input(learned.classicSample!), config.seed);

  observer.begin('judge', 'records');
  const judged = await judge(spool, parsed, learned, { config, models, trap, observer });
  observer.begin('summarise', 'hosts');
  return {
    analysis: summarise(request, parsed, learned, judged, { models, trap, classic: classicResult }),
    failures: parsed.failures,
  };
}
