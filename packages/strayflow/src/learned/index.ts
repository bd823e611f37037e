/** Stage 3a: the four models, fitted, calibrated and judged on different rows. */

export { baselineModels } from './baseline/alone.js';
export type { Baseline } from './baseline/baseline.js';
export { withBaseline } from './baseline/blend.js';
export { type BaselinePart, fitBaseline } from './baseline/fit-baseline.js';
export { loadBaseline, saveBaseline } from './baseline/saved-baseline.js';
export {
  type BlockScorer,
  blockOf,
  blockScorer,
  type FlowBlock,
  openBlocks,
  partsOf,
} from './blocks.js';
export { columnSpreads, memberCalibrations } from './calibration.js';
export { classicPreset } from './classic.js';
export { CLASSIC_FAULTS as classicFaults } from './classic-faults.js';
export { type ClassicCollector, classicCollector } from './classic-rows.js';
export { collector, countKnown, type FlowKnowledge, type LearnedSample, NOTHING_KNOWN } from './collector.js';
export {
  addToDrift,
  baselineReference,
  type DriftFound,
  type DriftReference,
  type DriftState,
  driftSentence,
  openDrift,
  ownReference,
} from './drift-watch.js';
export { fitModels } from './fit.js';
export { flowExplainer } from './flow-explainer.js';
export type { KindModels, LearnedModels, RowModels } from './models.js';
export { learnedOptionsSchema } from './options.js';
export { type OrdinaryTraffic, ordinaryTraffic } from './ordinary.js';
export { type ModelReport, modelReport } from './report.js';
export { loadModels, type ModelsOfFile, saveModels } from './saved-models.js';
export type { RowScores } from './scorer.js';
export { driftBetween, sayDrift } from './spread.js';
export { type FlowScores, type LearnedState, learnedStage, type RowStage, scoreFlows } from './stage.js';
export { type FitResult, type FitTask, runHere, runTask, type TaskRunner } from './tasks.js';
export { majorityTrap, NO_TRAP, type TrapVerdict } from './trap.js';
