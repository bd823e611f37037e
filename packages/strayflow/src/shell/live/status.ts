/** How a watch is doing: the numbers of the status line. */
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
  /** The newest record is this much older than the clock on the wall (ms); null before the first. */
  readonly lagMs: number | null;
  /** Every input was read to its present end. */
  readonly caughtUp: boolean;
  /** What the last checkpoint took (ms). */
  readonly checkpointMs: number;
}
