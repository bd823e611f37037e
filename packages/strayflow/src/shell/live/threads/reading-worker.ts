/** The thread that reads and parses. */
import { parentPort, workerData } from 'node:worker_threads';
import type { InputPosition, LiveEvent } from '../live-input.js';
import { openReading, type ReadingPlan } from '../reading/open-reading.js';
import { type ReadingCommand, ServedInputs } from './serve-inputs.js';

export interface ReadingTask {
  readonly plan: ReadingPlan;
  readonly positions: readonly InputPosition[];
  readonly deaths: number;
}

export type ReadingMessage =
  | { readonly kind: 'event'; readonly event: LiveEvent }
  | { readonly kind: 'opened'; readonly position: InputPosition };

if (parentPort !== null) {
  const port = parentPort;
  const { plan, positions, deaths } = workerData as ReadingTask;
  const send = (message: ReadingMessage, buffers: readonly ArrayBuffer[] = []) =>
    port.postMessage(message, buffers);
  const inputs = openReading(plan, positions, {
    now: () => performance.now(),
    opened: (position) => send({ kind: 'opened', position }),
    deaths,
  });
  const served = new ServedInputs(inputs, {
    post: (event, buffers) => send({ kind: 'event', event }, buffers),
  });
  port.on('message', (command: ReadingCommand) => served.take(command));
  await served.run();
  port.close();
}
