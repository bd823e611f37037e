/** A worker thread of an analysis: looks at records by stages of evidence, or scores blocks of flows. */
import { parentPort } from 'node:worker_threads';
import { type EvidencePass, evidencePass } from '../analysis/evidence-pass.js';
import { networkOf } from '../analysis/parse.js';
import type { AnalysisConfig } from '../config.js';
import { type FlowBlock, openBlocks, type RowModels, type RowScores } from '../learned/index.js';
import type { Analysis } from '../model/analysis.js';
import { shapedFlowBatch } from '../model/flow-shape.js';
import type { RouteItem } from '../pipeline/senses.js';

export type Work =
  | {
      readonly kind: 'look';
      readonly config: AnalysisConfig;
      readonly internal: Analysis['internal'];
      readonly stages: readonly string[];
    }
  | { readonly kind: 'item'; readonly item: RouteItem }
  | { readonly kind: 'found' }
  | { readonly kind: 'models'; readonly models: RowModels }
  | { readonly kind: 'score'; readonly block: FlowBlock };

export interface Question {
  readonly work: Work;
  readonly isAsked: boolean;
}

export interface Answer {
  readonly result: unknown;
}

let pass: EvidencePass | null = null;
let score: ((block: FlowBlock) => RowScores) | null = null;

function shaped(item: RouteItem): RouteItem {
  return item.kind === 'flows' ? { kind: 'flows', batch: shapedFlowBatch(item.batch) } : item;
}

async function work(task: Work): Promise<unknown> {
  switch (task.kind) {
    case 'look':
      pass = evidencePass(task.config, networkOf(task.internal), task.stages);
      return null;
    case 'item':
      await pass!.take(shaped(task.item));
      return null;
    case 'found':
      return pass!.finish();
    case 'models':
      score = openBlocks(task.models);
      return null;
    case 'score':
      return score!(task.block);
  }
}

parentPort?.on('message', async ({ work: task, isAsked }: Question) => {
  const result = await work(task);
  if (isAsked) parentPort?.postMessage({ result } satisfies Answer);
});
