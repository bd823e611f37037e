/** The server as a process of its own: what it does wrong does not touch the watch, and it is started again. */
import { type ChildProcess, fork } from 'node:child_process';
import { StrayflowError } from '../../model/errors.js';
import type { FromServer, ServerPlan, ToServer } from './messages.js';

export interface ServerProcessOptions {
  /** The compiled `server/main.js`. */
  readonly entry: URL;
  readonly plan: ServerPlan;
  /** Of JavaScript (MiB): a leak ends the server, not the machine. */
  readonly heapMib: number;
  /** @param setup the link that makes the first account; null where there is one */
  listening(origin: string, setup: string | null): void;
  /** Any origin (ms); never goes back. */
  elapsed(): number;
  /** One sentence that the operator must know. */
  warning(text: string): void;
}

/** Pauses before it is started again (ms). */
const FIRST_PAUSE_MS = 500;
const MOST_PAUSE_MS = 30_000;
/** Who lived so long has recovered (ms). */
const RECOVERED_MS = 60_000;
/** What its end may take (ms). */
const END_MS = 8_000;
/** Messages that may be on their way; beyond, later ones are left out: the next status tells all. */
const MOST_UNDERWAY = 256;

export class ServerProcess {
  private readonly options: ServerProcessOptions;
  private plan: ServerPlan;
  private child: ChildProcess | null = null;
  private timer: NodeJS.Timeout | null = null;
  private deaths = 0;
  private began = 0;
  /** Of this child. */
  private underway = { messages: 0 };
  private isStopping = false;
  /** What was said of why it does not start; "" while it does. */
  private hindered = '';
  private first: { resolve: () => void; reject: (error: Error) => void } | null = null;

  constructor(options: ServerProcessOptions) {
    this.options = options;
    this.plan = options.plan;
  }

  /** Until it listens, or has died for the first time. Throws StrayflowError where it never could. */
  start(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.first = { resolve, reject };
      this.fork();
    });
  }

  tell(message: Exclude<ToServer, { kind: 'start' | 'stop' }>): void {
    // A server that is started again has to know it, too.
    if (message.kind === 'policy') {
      const { plan } = this;
      this.plan = { ...plan, config: { ...plan.config, policy: message.policy } };
    } else if (message.kind === 'reporting') this.plan = { ...this.plan, reporting: message.name };
    else if (message.kind === 'waiting') this.plan = { ...this.plan, waiting: message.sections };
    if (this.underway.messages >= MOST_UNDERWAY) return;
    this.send(message);
  }

  async stop(): Promise<void> {
    this.isStopping = true;
    if (this.timer !== null) clearTimeout(this.timer);
    const { child } = this;
    if (child === null) return;
    const timer = setTimeout(() => child.kill('SIGKILL'), END_MS);
    const ended = new Promise((resolve) => child.once('exit', resolve));
    this.send({ kind: 'stop' });
    await ended;
    clearTimeout(timer);
  }

  private send(message: ToServer): void {
    if (this.child?.connected !== true) return;
    const { underway } = this;
    underway.messages++;
    const sent = () => {
      underway.messages--;
    };
    // A channel that has just broken: the end of the process follows.
    this.child.send(message, sent);
  }

  private fork(): void {
    const { entry, heapMib } = this.options;
    const child = fork(entry, [], {
      execArgv: [`--max-old-space-size=${heapMib}`],
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    this.child = child;
    this.underway = { messages: 0 };
    this.began = this.options.elapsed();
    child.on('message', (message: FromServer) => this.take(message));
    child.on('error', (error) =>
      this.options.warning(`The server process cannot be reached: ${error.message}`),
    );
    child.once('exit', (code, signal) => this.ended(signal ?? `code ${code}`));
    this.send({ kind: 'start', plan: this.plan });
  }

  private take(message: FromServer): void {
    const { listening, warning } = this.options;
    if (message.kind === 'listening') {
      this.hindered = '';
      listening(message.origin, message.setup);
      this.begun();
    } else if (message.kind === 'warning') warning(message.text);
    else this.refused(message);
  }

  private begun(): void {
    this.first?.resolve();
    this.first = null;
  }

  private refused({ code, message, hint }: Extract<FromServer, { kind: 'refused' }>): void {
    const { first } = this;
    if (first === null) {
      // It listened before: what hinders it may pass.
      if (message !== this.hindered) this.options.warning(`The service cannot start: ${message}.`);
      this.hindered = message;
      return;
    }
    this.isStopping = true;
    this.first = null;
    first.reject(new StrayflowError(code, message, { hint }));
  }

  private ended(how: string): void {
    this.child = null;
    if (this.isStopping) return;
    if (this.options.elapsed() - this.began > RECOVERED_MS) this.deaths = 0;
    this.deaths++;
    if (this.deaths === 1) {
      this.options.warning(`The server process ended (${how}): it is started again; the watch goes on.`);
    }
    const pause = Math.min(MOST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (this.deaths - 1));
    this.timer = setTimeout(() => this.fork(), pause);
    this.begun();
  }
}
