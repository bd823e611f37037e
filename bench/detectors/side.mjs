/** One side of a comparison: a process of its own that prepares a job, runs it when asked, and may fail. */
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { median } from './ratio.mjs';

/** One thread, whatever a peer's libraries would take. */
const ENVIRONMENT = {
  ...process.env,
  OMP_NUM_THREADS: '1',
  OPENBLAS_NUM_THREADS: '1',
  MKL_NUM_THREADS: '1',
};
const KEPT_WORDS = 4000;

/** A call that takes less is made twice more before any counts: the first calls are compiled while they run. */
const WARM_BELOW_SECONDS = 2;
const WARM_CALLS = 2;
/** What a side's time in a round is the median of: calls until so much time has passed, but at most so many. */
const ROUND_SECONDS = 0.5;
const ROUND_CALLS = 9;

export class Side {
  #command;
  #task;
  #timeoutSeconds;
  #child;
  #lines;
  #errors = '';
  /** Why it is not asked any more, in words. */
  failure;
  /** Median seconds of a call, one for each round. */
  rounds = [];
  /** Median seconds of the processor of a call, all threads together, one for each round; of sides that tell it. */
  cpu = [];
  /** Greatest memory in the first call of each process less that before, in units of 2^20 bytes. */
  grown = [];
  outcome;

  /** @param {readonly string[]} command @param {object} task @param {number} timeoutSeconds for each answer */
  constructor(command, task, timeoutSeconds) {
    this.#command = command;
    this.#task = task;
    this.#timeoutSeconds = timeoutSeconds;
  }

  /** Starts the process unless it runs, and makes the calls of one round. A failure is kept, not thrown. */
  async round() {
    if (this.failure !== undefined) return;
    try {
      const first = this.#child ? undefined : await this.#start();
      const calls = first === undefined ? [] : [first];
      const seconds = () => calls.map((call) => call.seconds);
      while (calls.length === 0 || (sum(seconds()) < ROUND_SECONDS && calls.length < ROUND_CALLS)) {
        calls.push(await this.#ask({}));
      }
      this.rounds.push(median(seconds()));
      if (calls[0].cpu !== undefined) this.cpu.push(median(calls.map(({ cpu }) => cpu)));
    } catch (error) {
      this.failure = error.message;
      this.end();
    }
  }

  end() {
    this.#child?.kill('SIGKILL');
    this.#child = undefined;
  }

  /** @returns the first call if it counts */
  async #start() {
    const [command, ...args] = this.#command;
    this.#errors = '';
    this.#child = spawn(command, args, { stdio: 'pipe', env: ENVIRONMENT });
    this.#child.on('error', (error) => {
      this.#errors += error.message;
    });
    this.#child.stdin.on('error', () => {});
    this.#child.stderr.on('data', (chunk) => {
      this.#errors = `${this.#errors}${chunk}`.slice(-KEPT_WORDS);
    });
    this.#lines = createInterface({ input: this.#child.stdout })[Symbol.asyncIterator]();
    await this.#ask({ task: this.#task });
    const call = await this.#ask({ first: true });
    const { grown, outcome } = call;
    if (grown !== undefined) this.grown.push(grown);
    this.outcome = outcome;
    if (call.seconds >= WARM_BELOW_SECONDS) return call;
    for (let call = 0; call < WARM_CALLS; call++) await this.#ask({});
    return undefined;
  }

  async #ask(question) {
    const child = this.#child;
    child.stdin.write(`${JSON.stringify(question)}\n`);
    let timer;
    const late = new Promise((resolve) => {
      timer = setTimeout(() => resolve('late'), this.#timeoutSeconds * 1000);
    });
    const answer = await Promise.race([this.#lines.next(), late]);
    clearTimeout(timer);
    if (answer === 'late') throw new Error(`not done after ${this.#timeoutSeconds} s`);
    if (answer.done) throw new Error(reasonOf(this.#errors, await exit(child)));
    const reply = JSON.parse(answer.value);
    if (reply.error !== undefined) throw new Error(reasonOf(reply.error));
    return reply;
  }
}

function exit(child) {
  if (child.exitCode !== null || child.signalCode !== null) return child.exitCode ?? child.signalCode;
  return new Promise((resolve) => child.once('close', (code, signal) => resolve(code ?? signal)));
}

const OUT_OF_MEMORY = /heap out of memory|Cannot enlarge memory|out of memory|MemoryError|bad_alloc|OOM/i;
const MOST_WORDS = 100;

/** A line for the table. @param {string} words what the process said last */
function reasonOf(words, ended) {
  if (OUT_OF_MEMORY.test(words)) return 'out of memory';
  if (ended === 'SIGKILL') return 'killed, as the system does when memory is short';
  const last = words
    .trim()
    .split('\n')
    .findLast((line) => /error|abort/i.test(line));
  const said = (last ?? words.trim().split('\n').at(-1) ?? '').trim().replaceAll('|', '/');
  return said.slice(0, MOST_WORDS) || `ended with ${ended}`;
}

function sum(list) {
  return list.reduce((total, value) => total + value, 0);
}
