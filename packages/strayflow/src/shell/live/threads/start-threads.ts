/** Starts the threads of the live shell: one that receives datagrams, one that reads and parses everything. */
import { Worker } from 'node:worker_threads';
import type { InputPosition, LiveEvent } from '../live-input.js';
import type { ReadingPlan } from '../reading/open-reading.js';
import type { ReceiverCommand, ReceiverMessage, ReceiverPlan } from '../udp/receiver.js';
import type { ReadingMessage, ReadingTask } from './reading-worker.js';
import type { StartReading } from './threaded-inputs.js';

interface ReadingThreadOptions {
  /** Of JavaScript (MiB); null: as much as Node gives. A thread that needs more dies, and another one goes on. */
  readonly heapMib?: number | null;
  /** Is told of each thread; tests end them. */
  readonly started?: (worker: Worker) => void;
}

export function readingThreads(
  plan: ReadingPlan,
  { heapMib = null, started }: ReadingThreadOptions = {},
): StartReading {
  return (positions: readonly InputPosition[], events, deaths) => {
    const workerData: ReadingTask = { plan, positions, deaths };
    const worker = new Worker(new URL('./reading-worker.js', import.meta.url), {
      workerData,
      // A pipe's descriptor is closed by its socket; closed a second time it might be another thread's by then.
      trackUnmanagedFds: false,
      ...(heapMib === null ? {} : { resourceLimits: { maxOldGenerationSizeMb: heapMib } }),
    });
    let isOver = false;
    let cause: unknown = null;
    worker.on('message', (message: ReadingMessage) => {
      if (message.kind === 'opened') events.opened(message.position);
      else {
        isOver ||= message.event.kind === 'end';
        events.event(message.event);
      }
    });
    worker.on('error', (error) => {
      cause = error;
    });
    worker.on('exit', (code) => {
      if (!isOver) events.died(cause ?? new Error(`it ended with code ${code}`));
    });
    started?.(worker);
    return {
      tell: (command) => worker.postMessage(command),
      async end() {
        isOver = true;
        await worker.terminate();
      },
    };
  };
}

export interface ReceiverThread {
  tell(command: ReceiverCommand): void;
  /** Stores what was received and ends. */
  close(): Promise<void>;
}

const RESTART_MS = 1_000;

/** When the thread dies it is started again; what came in between is lost with its sockets. */
export function receiverThread(
  plan: ReceiverPlan,
  tell: (event: LiveEvent) => void,
  listening?: (listener: number, port: number) => void,
): ReceiverThread {
  let worker: Worker;
  let isClosing = false;
  let isAlive = false;
  let timer: NodeJS.Timeout | undefined;
  let closed: () => void = () => undefined;
  const start = () => {
    worker = new Worker(new URL('../udp/receiver-worker.js', import.meta.url), { workerData: plan });
    isAlive = true;
    let cause: unknown = null;
    worker.on('message', (message: ReceiverMessage) => {
      if (message.kind === 'trouble') tell(message);
      else if (message.kind === 'listening') listening?.(message.listener, message.port);
    });
    worker.on('error', (error) => {
      cause = error;
    });
    worker.on('exit', (code) => {
      isAlive = false;
      if (isClosing) {
        closed();
        return;
      }
      const reason = cause instanceof Error ? cause.message : `code ${code}`;
      const message = `the thread that receives has died (${reason}); what was sent until it is back is lost.`;
      tell({ kind: 'trouble', source: 'receiving', message });
      timer = setTimeout(start, RESTART_MS);
    });
  };
  start();
  return {
    tell: (command) => worker.postMessage(command),
    close() {
      isClosing = true;
      clearTimeout(timer);
      if (!isAlive) return Promise.resolve();
      return new Promise<void>((resolve) => {
        closed = resolve;
        worker.postMessage({ kind: 'close' } satisfies ReceiverCommand);
      });
    },
  };
}
