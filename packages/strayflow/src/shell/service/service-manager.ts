/** Tells systemd how the service is doing, by its own systemd-notify: Node has no sockets of that kind. Elsewhere it does nothing. */
import { spawn } from 'node:child_process';

export interface ServiceManagerOptions {
  /** NOTIFY_SOCKET, WATCHDOG_USEC and WATCHDOG_PID are looked at (sd_notify(3), sd_watchdog_enabled(3)). */
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly pid: number;
  /** Calls back every so often; what it returns ends that. */
  every(ms: number, call: () => void): () => void;
  /** One sentence that the operator must know. */
  warning(text: string): void;
}

/** What one message to the manager may take (ms). */
const LONGEST_MS = 10_000;
/** Characters of a status. */
const MOST_STATUS = 200;
/** A sign of life is given so many times in the time after which systemd takes the service for stuck. */
const SIGNS = 3;

export class ServiceManager {
  private readonly options: ServiceManagerOptions;
  private readonly isThere: boolean;
  private waiting = new Map<string, string>();
  private sending: Promise<void> | null = null;
  private cancel: () => void = () => undefined;
  private hasWarned = false;

  constructor(options: ServiceManagerOptions) {
    this.options = options;
    this.isThere = (options.environment['NOTIFY_SOCKET'] ?? '') !== '';
  }

  /** The service does its work from now on. */
  ready(): void {
    if (!this.isThere) return;
    this.tell('READY', '1');
    const { environment, pid, every } = this.options;
    const microseconds = Number(environment['WATCHDOG_USEC'] ?? 0);
    const ofWhom = environment['WATCHDOG_PID'];
    if (!(microseconds > 0) || (ofWhom !== undefined && ofWhom !== String(pid))) return;
    this.cancel = every(microseconds / 1_000 / SIGNS, () => this.tell('WATCHDOG', '1'));
  }

  /** Is told with the next sign of life: a process for each would be too many. */
  status(text: string): void {
    if (this.isThere) this.waiting.set('STATUS', text.replace(/\s+/g, ' ').slice(0, MOST_STATUS));
  }

  stopping(): void {
    if (this.isThere) this.tell('STOPPING', '1');
  }

  /** After what was told has reached the manager. */
  async close(): Promise<void> {
    this.cancel();
    await this.sending;
  }

  private tell(name: string, value: string): void {
    this.waiting.set(name, value);
    this.sending ??= this.send();
  }

  private async send(): Promise<void> {
    while (this.waiting.size > 0) {
      const fields = [...this.waiting].map(([name, value]) => `${name}=${value}`);
      this.waiting = new Map();
      const fault = await notify(fields, this.options.environment);
      if (fault !== null && !this.hasWarned) {
        this.hasWarned = true;
        this.options.warning(`systemd cannot be told how the service is doing: systemd-notify ${fault}.`);
      }
    }
    this.sending = null;
  }
}

/** Null, or why it failed. It waits until the manager has read the message: one of a process that is gone would be refused. */
function notify(
  fields: readonly string[],
  environment: ServiceManagerOptions['environment'],
): Promise<string | null> {
  return new Promise((resolve) => {
    const child = spawn('systemd-notify', [...fields], {
      stdio: 'ignore',
      timeout: LONGEST_MS,
      env: environment,
    });
    child.on('error', ({ message }) => resolve(`cannot be run (${message})`));
    child.on('close', (code, signal) =>
      resolve(code === 0 ? null : `ended with ${signal ?? `code ${code}`}`),
    );
  });
}
