/** What can be done in other threads while a file is analysed: the results are the same bits. */
import type { AnalysisConfig } from '../config.js';
import type { BlockScorer, LearnedModels } from '../learned/index.js';
import type { Analysis } from '../model/analysis.js';
import type { NetworkContext } from '../model/behaviour.js';
import type { EvidencePass } from './evidence-pass.js';

export interface Threads {
  /** Gets the threads ready, so that nobody has to wait for them. */
  start(): void;
  /** All stages of evidence. */
  evidencePass(
    config: AnalysisConfig,
    internal: Analysis['internal'],
    locate: NetworkContext['locate'],
  ): EvidencePass;
  /** Scores blocks of flows. */
  flowScorer(models: LearnedModels): FlowScorer;
  /** Ends the threads; whatever they are at is given up. */
  close(): void;
}

export interface FlowScorer {
  /** Blocks that are worth to be on their way at a time. */
  readonly ahead: number;
  readonly score: BlockScorer;
}
