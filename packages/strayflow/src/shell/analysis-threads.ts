/** Worker threads that help to analyse a file: behaviours beside features, models beside both. */
import { Worker } from 'node:worker_threads';
import {
  type EvidenceFound,
  type EvidencePass,
  evidencePass,
  inOneOrder,
} from '../analysis/evidence-pass.js';
import { networkOf, withPlaces } from '../analysis/parse.js';
import type { FlowScorer, Threads } from '../analysis/threads.js';
import { type FlowBlock, openBlocks, type RowModels, type RowScores } from '../learned/index.js';
import { EVIDENCE_STAGES } from '../pipeline/senses.js';
import type { Answer, Question, Work } from './analysis-worker.js';

/** Batches that may wait in a thread: what it holds of the input. */
const MOST_WAITING = 16;
/** Blocks on their way to each thread: one that is scored, one that waits. Where all have so many, this one scores, too. */
const BLOCKS_A_THREAD = 2;

/** @param threads of which one is this; with 1 everything is done here, and this is undefined */
export function analysisThreads(threads: number): Threads | undefined {
  if (threads < 2) return undefined;
  const pool: Thread[] = [];
  const start = (): readonly Thread[] => {
    while (pool.length < threads - 1) pool.push(new Thread());
    return pool;
  };
  const close = (): void => {
    for (const thread of pool.splice(0)) thread.end();
  };
  return {
    start,
    close,
    evidencePass(config, internal, locate) {
      const [here, ...elsewhere] = dealt(EVIDENCE_STAGES, threads);
      const workers = start();
      const passes = elsewhere.flatMap((stages, i) =>
        stages.length === 0 ? [] : [passIn(workers[i]!, { kind: 'look', config, internal, stages })],
      );
      const pass = allOf([...passes, evidencePass(config, withPlaces(networkOf(internal), locate), here)]);
      return {
        take: pass.take,
        async finish() {
          const found = await pass.finish();
          // What behaviours remembered goes with their threads.
          close();
          return found;
        },
      };
    },
    flowScorer({ flow: { models } }) {
      if (models === null) throw new RangeError('expected models of flows, received none');
      const workers = start();
      for (const worker of workers) worker.tell({ kind: 'models', models });
      return scorerOver(workers, models);
    },
  };
}

/**
 * What stages take of a flow's time, about (microseconds, by bench/analyze/stages.mjs): where they work, and nothing else, hangs
 * on it. `HERE` is what this thread does beside.
 */
const COSTS: Readonly<Record<string, number>> = {
  'port-scan': 2.2,
  beaconing: 0.75,
  rhythm: 0.7,
  'brute-force': 0.6,
  spoofing: 0.4,
  exfiltration: 0.35,
  'dns-tunnel': 0.35,
  flood: 0.3,
  'long-connection': 0.25,
  'rare-destination': 0.25,
};
const OTHER_COST = 0.05;
const HERE = 5;
/** Location databases are large, and open in this thread. */
const ONLY_HERE: string = 'new-place';

/** The stages of each thread, this one's first: dearest first, each to the thread that has least to do. */
function dealt(stages: readonly string[], threads: number): readonly (readonly string[])[] {
  const costOf = (stage: string) => COSTS[stage] ?? OTHER_COST;
  const parts = Array.from({ length: threads }, (_, i) => ({
    load: i === 0 ? HERE : 0,
    stages: i === 0 ? stages.filter((stage) => stage === ONLY_HERE) : [],
  }));
  const others = stages.filter((stage) => stage !== ONLY_HERE);
  for (const stage of others.sort((a, b) => costOf(b) - costOf(a))) {
    const least = parts.reduce((best, part) => (part.load < best.load ? part : best));
    least.load += costOf(stage);
    least.stages.push(stage);
  }
  return parts.map((part) => part.stages);
}

function passIn(thread: Thread, work: Extract<Work, { kind: 'look' }>): EvidencePass {
  thread.tell(work);
  return {
    take(item) {
      const done = thread.ask({ kind: 'item', item });
      return thread.waiting > MOST_WAITING ? thread.oldest : ignored(done);
    },
    finish: () => thread.ask<EvidenceFound>({ kind: 'found' }),
  };
}

/** Whoever asks next is told of a failure. */
function ignored(done: Promise<unknown>): undefined {
  done.catch(() => undefined);
}

function allOf(passes: readonly EvidencePass[]): EvidencePass {
  return {
    take(item) {
      const rooms = passes.map((pass) => pass.take(item)).filter((room) => room !== undefined);
      return rooms.length === 0 ? undefined : Promise.all(rooms).then(() => undefined);
    },
    finish: async () => inOneOrder(await Promise.all(passes.map((pass) => pass.finish()))),
  };
}

function scorerOver(workers: readonly Thread[], models: RowModels): FlowScorer {
  let here: ((block: FlowBlock) => RowScores) | null = null;
  return {
    ahead: (BLOCKS_A_THREAD + 1) * workers.length,
    score(block: FlowBlock) {
      const worker = workers.reduce((best, each) => (each.waiting < best.waiting ? each : best));
      if (worker.waiting >= BLOCKS_A_THREAD) {
        here ??= openBlocks(models);
        return Promise.resolve(here(block));
      }
      return worker.ask<RowScores>({ kind: 'score', block }, [
        block.values.buffer as ArrayBuffer,
        block.hosts.buffer as ArrayBuffer,
        block.time.buffer as ArrayBuffer,
      ]);
    },
  };
}

interface Waiting {
  readonly promise: Promise<unknown>;
  readonly done: (result: unknown) => void;
  readonly failed: (cause: unknown) => void;
}

/** A worker that answers questions in their order. While it has none it does not keep the process alive. */
class Thread {
  private readonly worker = new Worker(new URL('./analysis-worker.js', import.meta.url));
  private readonly questions: Waiting[] = [];
  private failure: unknown = null;

  constructor() {
    this.worker.unref();
    this.worker.on('message', ({ result }: Answer) => this.take(result));
    this.worker.on('error', (cause) => this.fail(cause));
    this.worker.on('exit', (code) => this.fail(new Error(`a worker thread ended with code ${code}`)));
  }

  get waiting(): number {
    return this.questions.length;
  }

  /** The answer that comes next. */
  get oldest(): Promise<void> | undefined {
    return this.questions[0]?.promise.then(() => undefined);
  }

  tell(work: Work): void {
    this.worker.postMessage({ work, isAsked: false } satisfies Question);
  }

  ask<Result>(work: Work, handedOver: readonly ArrayBuffer[] = []): Promise<Result> {
    if (this.failure !== null) return Promise.reject(this.failure);
    const question = open();
    if (this.questions.push(question) === 1) this.worker.ref();
    this.worker.postMessage({ work, isAsked: true } satisfies Question, handedOver);
    return question.promise as Promise<Result>;
  }

  end(): void {
    void this.worker.terminate();
  }

  private take(result: unknown): void {
    this.questions.shift()!.done(result);
    if (this.questions.length === 0) this.worker.unref();
  }

  private fail(cause: unknown): void {
    this.failure ??= cause;
    for (const question of this.questions.splice(0)) question.failed(this.failure);
  }
}

function open(): Waiting {
  let done: Waiting['done'] = () => undefined;
  let failed: Waiting['failed'] = () => undefined;
  const promise = new Promise<unknown>((resolve, reject) => {
    done = resolve;
    failed = reject;
  });
  return { promise, done, failed };
}
