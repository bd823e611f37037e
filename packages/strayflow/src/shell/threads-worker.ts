/** A worker thread that fits models: takes one task at a time and gives back its result. */
import { parentPort } from 'node:worker_threads';
import { type FitTask, runTask } from '../learned/index.js';

parentPort?.on('message', (task: FitTask) => {
  parentPort?.postMessage(runTask(task));
});
