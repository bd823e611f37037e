/** Rows are written into the history by a thread of its own: judging goes on meanwhile. */
import { Worker } from 'node:worker_threads';
import { StrayflowError } from '../../../model/errors.js';
import type { HistoryTask } from '../../../store/history.js';
import type { HistoryWriting, HistoryWritten } from '../../../store/history-writing.js';
import type { HistoryAnswer } from './history-worker.js';

/** Of JavaScript (MiB); a group of rows is in memory at a time. */
const HEAP_MIB = 512;

export class WritingBeside implements HistoryWriting {
  private worker: Worker | null = null;
  private task: HistoryTask | null = null;
  private answer: HistoryAnswer | null = null;

  get isBusy(): boolean {
    return this.task !== null;
  }

  begin(task: HistoryTask): void {
    this.task = task;
    this.answer = null;
    this.worker ??= this.start();
    this.worker.postMessage(task);
  }

  private start(): Worker {
    const worker = new Worker(new URL('./history-worker.js', import.meta.url), {
      resourceLimits: { maxOldGenerationSizeMb: HEAP_MIB },
    });
    const failed = (message: string) => {
      if (this.worker !== worker) return;
      this.worker = null;
      this.answer ??= { kind: 'failed', code: null, message };
    };
    worker.on('message', (answer: HistoryAnswer) => {
      this.answer = answer;
    });
    worker.on('error', (error) => failed(error instanceof Error ? error.message : String(error)));
    worker.on('exit', (code) => failed(`it ended with code ${code}`));
    worker.unref();
    return worker;
  }

  take(): HistoryWritten | null {
    const { task, answer } = this;
    if (task === null || answer === null) return null;
    this.task = null;
    this.answer = null;
    if (answer.kind === 'written') return { task, files: answer.files };
    const what = `the history cannot be written: ${answer.message}`;
    throw new StrayflowError(answer.code ?? 'state-unwritable', answer.code === null ? what : answer.message);
  }

  close(): void {
    const { worker } = this;
    this.worker = null;
    this.task = null;
    void worker?.terminate();
  }
}
