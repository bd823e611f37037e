/** Rows of flows scored as one block, because the models are faster on many rows at once; the result is that of each alone. */
import { ADDRESS_BYTES } from '../model/address.js';
import type { FlowRows } from '../model/feature-rows.js';
import type { LearnedModels, RowModels } from './models.js';
import { openScorer, type RowScores } from './scorer.js';

/** What the score of a flow depends on; plain data. */
export interface FlowBlock {
  readonly rows: number;
  readonly columns: number;
  /** Raw units (rows x columns). */
  readonly values: Float64Array;
  /** 16 bytes a row: the flow's source. */
  readonly hosts: Uint8Array;
  /** Event time (Unix ms). */
  readonly time: Float64Array;
}

/** Scores a block, here or elsewhere. */
export type BlockScorer = (block: FlowBlock) => Promise<RowScores>;

export function blockOf(parts: readonly FlowRows[]): FlowBlock {
  const rows = parts.reduce((sum, part) => sum + part.length, 0);
  const columns = parts[0]?.columns.length ?? 0;
  const values = new Float64Array(rows * columns);
  const hosts = new Uint8Array(rows * ADDRESS_BYTES);
  const time = new Float64Array(rows);
  let at = 0;
  for (const part of parts) {
    values.set(part.values, at * columns);
    hosts.set(part.flows.source, at * ADDRESS_BYTES);
    time.set(part.flows.time, at);
    at += part.length;
  }
  return { rows, columns, values, hosts, time };
}

/** The scores of each part of a block: views. */
export function partsOf(scores: RowScores, parts: readonly FlowRows[]): readonly RowScores[] {
  let from = 0;
  return parts.map(({ length }) => {
    const to = from + length;
    const part: RowScores = {
      surprise: scores.surprise.subarray(from, to),
      members: scores.members.map(({ name, scores: raw, surprises }) => ({
        name,
        scores: raw.subarray(from, to),
        surprises: surprises.subarray(from, to),
      })),
      folds: scores.folds.subarray(from, to),
    };
    from = to;
    return part;
  });
}

/** Scores blocks in this thread. */
export function openBlocks(models: RowModels): (block: FlowBlock) => RowScores {
  const scorer = openScorer(models);
  return ({ rows, columns, values, hosts, time }) => scorer.score({ rows, columns, values }, hosts, time);
}

/** Null where no model judges flows. */
export function blockScorer(models: LearnedModels): BlockScorer | null {
  if (models.flow.models === null) return null;
  const score = openBlocks(models.flow.models);
  return (block) => Promise.resolve(score(block));
}
