/** Our parsers at the jobs of jobs.mjs: files in chunks, flows as columns. usage: node ours.mjs FOLDER [THREADS] */
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { answer } from '../detectors/answer.mjs';
import { pathOf } from './paths.mjs';
import { readFile } from './read-file.mjs';

const [, , folder, threads = '1'] = process.argv;

/** Each thread has an input of its own, as files of different days or devices are. */
function inThreads(job) {
  const workers = Array.from(
    { length: Number(threads) },
    () => new Worker(new URL(import.meta.url), { workerData: { job, path: pathOf(folder, job) } }),
  );
  return () =>
    Promise.all(
      workers.map(
        (worker) =>
          new Promise((resolve, reject) => {
            worker.once('message', resolve);
            worker.once('error', reject);
            worker.postMessage('read');
          }),
      ),
    ).then(([counts]) => counts);
}

if (isMainThread) {
  await answer(({ job }) => ({
    run: threads === '1' ? () => readFile(job, pathOf(folder, job)) : inThreads(job),
    outcome: ({ read, rows, facts, rejected }) =>
      `${read} read, ${rows} rows, ${facts} facts, ${rejected} rejected`,
  }));
} else {
  parentPort.on('message', () => parentPort.postMessage(readFile(workerData.job, workerData.path)));
}
