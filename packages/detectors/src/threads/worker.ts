/** A worker: takes tasks from the thread that started it and answers each. */
import { kernelsAvailable } from '../kernels/available.js';
import { failureOf, type Ready, type Reply, type ScoredRows } from './messages.js';
import { parentThread } from './platform.js';
import { taskRunner } from './run-task.js';

const parent = parentThread();
const run = taskRunner();

parent.listen((task) => {
  let reply: Reply;
  let transfer: readonly ArrayBuffer[] = [];
  try {
    const result = run(task);
    reply = { result };
    if (task.task === 'score-rows') {
      const { scores, values } = result as ScoredRows;
      transfer = [scores.buffer as ArrayBuffer, values.buffer];
    }
  } catch (cause) {
    reply = { failure: failureOf(cause) };
  }
  parent.post(reply, transfer);
});
parent.post({ ready: true, kernels: kernelsAvailable() } satisfies Ready, []);
