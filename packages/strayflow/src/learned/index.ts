/** Stage 3a: the four models, fitted, calibrated and judged on different rows. */
export { type ClassicInput, classicPreset } from './classic.js';
export { CLASSIC_FAULTS as classicFaults } from './classic-faults.js';
export { CLASSIC_ROW_LIMIT, type ClassicCollector, classicCollector } from './classic-rows.js';
export { type Collector, collector, type LearnedSample } from './collector.js';
export { type FitContext, fitModels } from './fit.js';
export { type FlowExplainer, flowExplainer } from './flow-explainer.js';
export type { LearnedModels } from './models.js';
export { type LearnedOptions, learnedOptionsSchema } from './options.js';
export { type ModelReport, modelReport } from './report.js';
export {
  type FlowScores,
  flowScorer,
  type LearnedState,
  learnedStage,
  type RowStage,
  type StageExtras,
  scoreFlows,
} from './stage.js';
export { type FitResult, type FitTask, runHere, runTask, type TaskRunner } from './tasks.js';
export { majorityTrap, NO_TRAP, type TrapSigns, type TrapVerdict } from './trap.js';
