/** The library: what the command line tool is made of. */
export { analyze } from './analysis/analyze.js';
export type {
  AnalysisInput,
  AnalysisOutcome,
  AnalysisRequest,
  InputHandlers,
  Locations,
  Observer,
  Spool,
  Witness,
} from './analysis/request.js';
export { type Config, configSchema } from './config.js';
export { classicPreset, fitModels, runHere, scoreFlows, type TaskRunner } from './learned/index.js';
export type { Analysis } from './model/analysis.js';
export type { Decision } from './model/decision.js';
export { ERRORS, type ErrorCode, ExitCode, StrayflowError } from './model/errors.js';
export type { Evidence, Family } from './model/evidence.js';
export type { FactBatch } from './model/fact-batch.js';
export type { FlowBatch } from './model/flow-batch.js';
export { FlowBuilder, sliceBatch } from './model/flow-builder.js';
export type { HostRisk } from './model/host-risk.js';
export type { ReportFile } from './model/report.js';
export type { Parser, RecordSink, SourceFormat } from './model/source.js';
export { Route, type RouteItem, type RouteOptions } from './pipeline.js';
export {
  type PublishOptions,
  type PublishResult,
  type PublishTarget,
  publishReport,
  reportName,
} from './publish/index.js';
export { pseudonymise, renderJson, renderReports, renderTerminal } from './reports/index.js';
export { SOURCE_FORMATS, sniffFormat } from './sources/index.js';
export { openSpool } from './store/spool.js';
