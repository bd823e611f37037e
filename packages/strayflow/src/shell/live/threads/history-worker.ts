/** The thread that writes rows into the history. */
import { parentPort } from 'node:worker_threads';
import { StrayflowError } from '../../../model/errors.js';
import { type HistoryFile, type HistoryTask, writeHistory } from '../../../store/history.js';

export type HistoryAnswer =
  | { readonly kind: 'written'; readonly files: readonly HistoryFile[] }
  | { readonly kind: 'failed'; readonly code: StrayflowError['code'] | null; readonly message: string };

function answerTo(task: HistoryTask): HistoryAnswer {
  try {
    return { kind: 'written', files: writeHistory(task) };
  } catch (error) {
    const code = error instanceof StrayflowError ? error.code : null;
    return { kind: 'failed', code, message: error instanceof Error ? error.message : String(error) };
  }
}

parentPort?.on('message', (task: HistoryTask) => parentPort?.postMessage(answerTo(task)));
