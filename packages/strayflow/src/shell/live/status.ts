/** How a watch is doing: the numbers of the status line. */
import type { DriftFound } from '../../learned/index.js';
import type { LiveJudge } from '../../live/judge.js';
import type { InputSummary } from '../../model/coverage.js';
import type { Books } from '../../store/state-tables.js';
import type { LiveLoss } from './live-input.js';

/** Counts since the state began. */
export interface WatchStatus {
  /** Records: lines, packets, datagram records. */
  readonly read: number;
  readonly parsed: number;
  readonly rejected: number;
  readonly ignored: number;
  /** Rows of flows and facts that parsers gave. */
  readonly rows: number;
  readonly judged: number;
  /** Rows that wait to be put into order, now. */
  readonly waiting: number;
  /** Rows that went on before their time because too many waited. */
  readonly early: number;
  /** Rows that came too late to be judged. */
  readonly late: number;
  /** Rows whose time was implausibly far ahead. */
  readonly ahead: number;
  readonly loss: LiveLoss;
  /** What caps made the stages forget, by stage. */
  readonly dropped: Readonly<Record<string, number>>;
  /** Models of this network, the baseline of ordinary traffic of others until there are some, or known behaviours alone. */
  readonly judgedBy: LiveJudge['judgedBy'];
  /** How the last whole window of flows differs from those that the models know; null before one is over. */
  readonly drift: DriftFound | null;
  /** The newest record is this much older than the clock on the wall (ms); null before the first. */
  readonly lagMs: number | null;
  /** Every input was read to its present end. */
  readonly caughtUp: boolean;
  /** What the last checkpoint took (ms). */
  readonly checkpointMs: number;
}

function total(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}

/** @param now the clock on the wall (Unix ms), the rows that arrived, and what the last checkpoint took (ms) */
export function statusOf(
  { order, dropped, drift, judgedBy }: Pick<LiveJudge, 'order' | 'dropped' | 'drift' | 'judgedBy'>,
  books: readonly Books<LiveLoss>[],
  now: { readonly wall: number; readonly rows: number; readonly checkpointMs: number },
): WatchStatus {
  const sum = (of: (summary: InputSummary) => number) =>
    books.reduce((all, { summary }) => all + of(summary), 0);
  const lost = (of: keyof LiveLoss) => books.reduce((all, { loss }) => all + loss[of], 0);
  const clocks = [...order.state.inputs.values()];
  const { newest } = order;
  return {
    read: sum((summary) => summary.read),
    parsed: sum((summary) => summary.parsed),
    rejected: sum((summary) => total(summary.rejected)),
    ignored: sum((summary) => total(summary.ignored)),
    rows: now.rows,
    judged: order.state.released,
    waiting: order.heldRows,
    early: order.state.early,
    late: clocks.reduce((all, clock) => all + clock.late, 0),
    ahead: clocks.reduce((all, clock) => all + clock.ahead, 0),
    loss: {
      kernelDrops: lost('kernelDrops'),
      overloadDrops: lost('overloadDrops'),
      sequenceGaps: lost('sequenceGaps'),
    },
    dropped,
    judgedBy,
    drift,
    lagMs: Number.isFinite(newest) ? Math.max(0, now.wall - newest) : null,
    caughtUp: order.caughtUp,
    checkpointMs: now.checkpointMs,
  };
}
