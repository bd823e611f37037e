/** How the watch and its sources are doing. */

export interface Drift {
  start: number;
  end: number;
  flows: number;
  columns: string[];
}

export type JudgedBy = 'own' | 'baseline' | 'none';

/** Counts since the state began. */
export interface WatchStatus {
  read: number;
  parsed: number;
  rejected: number;
  ignored: number;
  rows: number;
  judged: number;
  waiting: number;
  early: number;
  late: number;
  ahead: number;
  loss: { kernelDrops: number; overloadDrops: number; sequenceGaps: number };
  dropped: Record<string, number>;
  judgedBy: JudgedBy;
  drift: Drift | null;
  lagMs: number | null;
  caughtUp: boolean;
  checkpointMs: number;
}

export interface Status {
  now: number;
  version: string;
  started: number;
  /** When the watch last told of itself. */
  heard: number | null;
  watch: WatchStatus | null;
}

export interface SourceRow {
  input: number;
  source: string;
  name: string;
  format: string;
  read: number;
  parsed: number;
  rejected: Record<string, number>;
  ignored: Record<string, number>;
  kernelDrops: number;
  overloadDrops: number;
  sequenceGaps: number;
  lastEvent: number | null;
  isFinished: boolean;
  perMinute: number | null;
  health: 'receiving' | 'quiet' | 'silent' | 'finished' | 'lossy';
}
