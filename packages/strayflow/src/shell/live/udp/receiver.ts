/** The receiving thread: listeners that store what comes, count what the kernel drops, and are opened again when they fail. */
import { Board } from './board.js';
import { Listener, type ListenerClock, type ListenOn } from './listener.js';

export interface ReceiverPlan {
  readonly listeners: readonly ListenOn[];
  /** One board a listener. */
  readonly boards: readonly SharedArrayBuffer[];
}

export type ReceiverCommand =
  | { readonly kind: 'release'; readonly listener: number; readonly offset: number }
  | { readonly kind: 'close' };

export type ReceiverMessage =
  | { readonly kind: 'listening'; readonly listener: number; readonly port: number }
  | { readonly kind: 'trouble'; readonly source: string; readonly message: string }
  | { readonly kind: 'closed' };

export interface ReceiverClock extends ListenerClock {
  /** Calls back every so often; what it returns ends that. */
  every(ms: number, call: () => void): () => void;
}

/** A datagram waits for others to be stored with for at most so long (ms). */
const STORE_MS = 10;
const COUNT_MS = 500;
const RETRY_MS = 5_000;

export class Receiver {
  private readonly listeners = new Map<number, Listener>();
  private readonly plan: ReceiverPlan;
  private readonly clock: ReceiverClock;
  private readonly post: (message: ReceiverMessage) => void;
  private readonly timers: readonly (() => void)[];
  private readonly said = new Set<string>();
  private isOpening = false;

  constructor(plan: ReceiverPlan, clock: ReceiverClock, post: (message: ReceiverMessage) => void) {
    this.plan = plan;
    this.clock = clock;
    this.post = post;
    this.timers = [
      clock.every(STORE_MS, () => this.each((listener) => listener.store())),
      clock.every(COUNT_MS, () => this.each((listener) => listener.count())),
      clock.every(RETRY_MS, () => void this.open()),
    ];
  }

  private each(work: (listener: Listener) => void): void {
    for (const listener of this.listeners.values()) work(listener);
  }

  /** Opens the listeners that are not open. */
  async open(): Promise<void> {
    if (this.isOpening) return;
    this.isOpening = true;
    for (const [index, on] of this.plan.listeners.entries()) {
      if (!this.listeners.has(index)) await this.openOne(index, on);
    }
    this.isOpening = false;
  }

  private async openOne(index: number, on: ListenOn): Promise<void> {
    let listener: Listener | null = null;
    try {
      const board = new Board(this.plan.boards[index]);
      listener = new Listener(on, board, this.clock, (message) => this.say(on.name, message));
      const port = await listener.open();
      this.listeners.set(index, listener);
      this.post({ kind: 'listening', listener: index, port });
    } catch (error) {
      listener?.close();
      const reason = error instanceof Error ? error.message : String(error);
      this.say(on.name, `it cannot be listened at (${reason}); it is tried again.`);
    }
  }

  private say(source: string, message: string): void {
    const said = `${source} ${message}`;
    if (this.said.has(said)) return;
    this.said.add(said);
    this.post({ kind: 'trouble', source, message });
  }

  take(command: ReceiverCommand): void {
    if (command.kind === 'release') this.listeners.get(command.listener)?.release(command.offset);
    else this.close();
  }

  private close(): void {
    for (const cancel of this.timers) cancel();
    this.each((listener) => listener.close());
    this.listeners.clear();
    this.post({ kind: 'closed' });
  }
}
