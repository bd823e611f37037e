/** What the shell over files is asked, and what it needs of the shell around it. */
import type { LocationLookup } from '../addresses/index.js';
import type { AnalysisConfig } from '../config.js';
import type { Baseline, FlowScores, ModelsOfFile, TaskRunner } from '../learned/index.js';
import type { Analysis, Attribution } from '../model/analysis.js';
import type { NetworkContext } from '../model/behaviour.js';
import type { InputSummary } from '../model/coverage.js';
import type { StrayflowError } from '../model/errors.js';
import type { Evidence } from '../model/evidence.js';
import type { FactBatch } from '../model/fact-batch.js';
import type { FalseAlarm } from '../model/false-alarm.js';
import type { FlowRows } from '../model/feature-rows.js';
import type { FlowBatch } from '../model/flow-batch.js';
import type { NumberLog } from '../model/number-log.js';
import type { RouteItem } from '../pipeline.js';
import type { Threads } from './threads.js';

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
  /** Room for numbers that belong to the records, from one pass to the next. */
  log(): NumberLog;
}

/** Is told what a run is at; progress counts are bytes while reading and flows afterwards. */
export interface Observer {
  begin(stage: string, unit: string): void;
  update(done: number, total: number | null): void;
}

export interface Locations {
  lookup: LocationLookup['lookup'];
  /** To be shown where its answers are used; complete after the look-ups. */
  readonly attributions: readonly Attribution[];
  /** What a reader of the report must know: data that is missing or damaged; complete after the look-ups. */
  readonly notes: readonly string[];
}

/** Looks on while the judging pass runs, and changes nothing. */
export interface Witness {
  /** Every revision, at the event time (Unix ms) at which it is told. */
  evidence(evidence: Evidence, told: number): void;
  /** Every flow once; null scores where no model judges. Neither may be kept. */
  flows(rows: FlowRows, scores: FlowScores | null): void;
}

export interface AnalysisRequest {
  readonly inputs: readonly AnalysisInput[];
  readonly config: AnalysisConfig;
  readonly version: string;
  readonly preset: Analysis['preset'];
  readonly spool: Spool;
  readonly run: TaskRunner;
  /** Where else to work; without them all is done here, one after the other. */
  readonly threads?: Threads | undefined;
  readonly locations: Locations | null;
  /** Where addresses are, for the signs of it; absent: they are not looked for. */
  readonly locate?: NetworkContext['locate'] | undefined;
  /** What ordinary traffic of other networks looks like, read when it is needed; null judges without. */
  readonly baseline?: (() => Baseline) | null;
  /** How many false alarms are to be expected at the configured alert line, in a sentence. */
  readonly expectedAlarms?: string | null;
  /** What a person called false alarms: nobody is left out of training for it. */
  readonly falseAlarms?: readonly FalseAlarm[];
  readonly observer: Observer;
  readonly witness?: Witness;
}

export interface AnalysisOutcome {
  readonly analysis: Analysis;
  /** What judged, to be kept for judging other traffic. */
  readonly models: ModelsOfFile;
  /** Inputs that could not be used, with why; the others were. */
  readonly failures: readonly {
    readonly name: string;
    readonly explicit: boolean;
    readonly error: StrayflowError;
  }[];
}
