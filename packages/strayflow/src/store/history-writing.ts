/** Who writes rows into the history: the caller itself, or somebody beside it, so that judging goes on. */
import { type HistoryFile, type HistoryTask, writeHistory } from './history.js';

export interface HistoryWritten {
  readonly task: HistoryTask;
  readonly files: readonly HistoryFile[];
}

/** One task at a time. */
export interface HistoryWriting {
  /** Whether a task was begun whose result was not taken. */
  readonly isBusy: boolean;
  begin(task: HistoryTask): void;
  /** What is done; null: nothing is. Throws what went wrong; then it can be begun again. */
  take(): HistoryWritten | null;
  /** What is not done is given up: its files count for nothing. */
  close(): void;
}

/** Done when it was begun. */
export class WritingHere implements HistoryWriting {
  private task: HistoryTask | null = null;

  get isBusy(): boolean {
    return this.task !== null;
  }

  begin(task: HistoryTask): void {
    this.task = task;
  }

  take(): HistoryWritten | null {
    const { task } = this;
    this.task = null;
    return task === null ? null : { task, files: writeHistory(task) };
  }

  close(): void {
    this.task = null;
  }
}
