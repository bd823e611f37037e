/** Workers of Node and of browsers behind one interface. */
import type { Reply, Task } from './messages.js';

/** The parts that are used of what Node, or a browser, has; neither's library of types is needed. */
interface NodeWorker {
  on(event: 'message', listener: (data: unknown) => void): void;
  on(event: 'error' | 'messageerror', listener: (cause: Error) => void): void;
  on(event: 'exit', listener: (code: number) => void): void;
  postMessage(message: unknown, transfer: readonly ArrayBuffer[]): void;
  terminate(): Promise<unknown>;
  ref(): void;
  unref(): void;
}
interface NodePort {
  on(event: 'message', listener: (data: unknown) => void): void;
  postMessage(message: unknown, transfer: readonly ArrayBuffer[]): void;
}
interface NodeThreads {
  readonly Worker: new (url: object, options: object) => NodeWorker;
  readonly parentPort: NodePort | null;
}
interface WebEvent {
  readonly data?: unknown;
  readonly message?: string;
}
interface WebWorker {
  addEventListener(event: string, listener: (event: WebEvent) => void): void;
  postMessage(message: unknown, transfer: readonly ArrayBuffer[]): void;
  terminate(): void;
}
interface Global {
  readonly process?: { getBuiltinModule?(name: string): unknown };
  readonly Worker?: unknown;
  readonly SharedArrayBuffer?: unknown;
  readonly crossOriginIsolated?: boolean;
  readonly navigator?: { readonly hardwareConcurrency?: number };
}
declare const Worker: new (url: object, options: { readonly type: 'module' }) => WebWorker;
declare const URL: new (url: string, base?: string) => object;

const here = globalThis as Global;

/** Asked for, not imported: to a browser and its bundlers there is nothing of Node here. */
function nodeThreads(): NodeThreads | undefined {
  return here.process?.getBuiltinModule?.('node:worker_threads') as NodeThreads | undefined;
}

/** Threads that the machine runs at once, as far as it says; at least 1. */
export function hardwareThreads(): number {
  const os = here.process?.getBuiltinModule?.('node:os') as { availableParallelism(): number } | undefined;
  return Math.max(1, os?.availableParallelism() ?? here.navigator?.hardwareConcurrency ?? 1);
}

/** False on a page that is not cross-origin isolated. */
export function sharedMemoryAvailable(): boolean {
  return typeof here.SharedArrayBuffer === 'function' && here.crossOriginIsolated !== false;
}

/** Text, or a `URL` or `TrustedScriptURL`, which both know `toJSON`. */
export type WorkerAddress = string | { toJSON(): string };

export interface Channel {
  post(task: Task, transfer: readonly ArrayBuffer[]): void;
  /** Whether the process must wait for it: an idle worker does not keep a process alive. */
  setBusy(busy: boolean): void;
  end(): Promise<void>;
}

export interface ChannelEvents {
  message(data: unknown): void;
  /** The worker is no more, or not fit for use. */
  failed(cause: Error): void;
}

/**
 * Starts a worker.
 * @param address where its code is, when a bundler did not leave it beside this file
 * @returns undefined where there are no workers
 * @throws whatever the platform says when it forbids them
 */
export function startWorker(address: WorkerAddress | undefined, events: ChannelEvents): Channel | undefined {
  const node = nodeThreads();
  if (node) return startNodeWorker(node, address, events);
  return typeof here.Worker === 'function' ? startWebWorker(address, events) : undefined;
}

function startNodeWorker(
  { Worker }: NodeThreads,
  address: WorkerAddress | undefined,
  events: ChannelEvents,
): Channel {
  const code = address === undefined ? new URL('./worker.js', ownUrl()) : new URL(String(address));
  // Without the options of the process: loaders of its own code are none of the worker's.
  const worker = new Worker(code, { name: 'detectors', execArgv: [] });
  worker.on('message', events.message);
  worker.on('error', events.failed);
  worker.on('messageerror', events.failed);
  worker.on('exit', (code) => events.failed(new Error(`a worker thread ended with code ${code}`)));
  return {
    post: (task, transfer) => worker.postMessage(task, transfer),
    setBusy: (busy) => (busy ? worker.ref() : worker.unref()),
    end: async () => void (await worker.terminate()),
  };
}

function startWebWorker(address: WorkerAddress | undefined, events: ChannelEvents): Channel {
  // Bundlers know the first form, word by word, and put the worker's code beside the page's.
  const worker =
    address === undefined
      ? new Worker(new URL('./worker.js', (import.meta as unknown as { url: string }).url), {
          type: 'module',
        })
      : new Worker(typeof address === 'string' ? new URL(address, ownUrl()) : address, { type: 'module' });
  worker.addEventListener('message', ({ data }) => events.message(data));
  worker.addEventListener('error', ({ message }) =>
    events.failed(new Error(`a worker failed: ${message || 'its code could not be loaded'}`)),
  );
  worker.addEventListener('messageerror', () =>
    events.failed(new Error('a message to or from a worker could not be read')),
  );
  return {
    post: (task, transfer) => worker.postMessage(task, transfer),
    setBusy: () => undefined,
    end: () => Promise.resolve(worker.terminate()),
  };
}

function ownUrl(): string {
  return (import.meta as unknown as { readonly url: string }).url;
}

/** In a worker: answers the messages of the thread that started it. */
export interface Parent {
  listen(answer: (task: Task) => void): void;
  post(message: Reply | object, transfer: readonly ArrayBuffer[]): void;
}

export function parentThread(): Parent {
  const port = nodeThreads()?.parentPort;
  if (port) {
    return {
      listen: (answer) => port.on('message', (data) => answer(data as Task)),
      post: (message, transfer) => port.postMessage(message, transfer),
    };
  }
  const scope = globalThis as unknown as WebWorker;
  return {
    listen: (answer) => scope.addEventListener('message', ({ data }) => answer(data as Task)),
    post: (message, transfer) => scope.postMessage(message, transfer),
  };
}
