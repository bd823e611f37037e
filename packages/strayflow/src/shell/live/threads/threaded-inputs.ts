/** Live inputs that are read and parsed in another thread; when that dies, another one goes on where it was. */
import type { InputPosition, LiveEvent, LiveInputs } from '../live-input.js';
import { RepeatedRows } from './repeated-rows.js';
import type { ReadingCommand } from './serve-inputs.js';
import { rowsOf, unpack } from './transfer.js';

/** A thread that reads: what it posts is a LiveEvent, what it is told a ReadingCommand. */
export interface ReadingThread {
  tell(command: ReadingCommand): void;
  /** Ends it at once. */
  end(): Promise<void>;
}

export interface ReadingThreadEvents {
  event(event: LiveEvent): void;
  opened(position: InputPosition): void;
  /** It ended without being told to. */
  died(cause: unknown): void;
}

/** Starts a thread that begins at these positions. `deaths`: of threads before it. */
export type StartReading = (
  positions: readonly InputPosition[],
  events: ReadingThreadEvents,
  deaths: number,
) => ReadingThread;

/** Without a checkpoint in between it is not the traffic's turn but the program's fault. */
const MOST_DEATHS = 3;

type Waiter = {
  readonly resolve: (event: LiveEvent) => void;
  readonly reject: (cause: unknown) => void;
};

export class ThreadedInputs implements LiveInputs {
  private readonly start: StartReading;
  private thread: ReadingThread;
  private readonly queue: LiveEvent[] = [];
  private waiter: Waiter | null = null;
  private positions = new Map<number, InputPosition>();
  private readonly repeated = new RepeatedRows();
  private deaths = 0;
  private allDeaths = 0;
  private failure: unknown = null;
  private generation = 0;
  private isChecking = false;
  private isStopping = false;
  private isClosed = false;

  constructor(start: StartReading, positions: readonly InputPosition[]) {
    this.start = start;
    this.keep(positions);
    this.thread = this.open();
  }

  private keep(positions: readonly InputPosition[]): void {
    for (const position of positions) this.positions.set(position.input, position);
  }

  private open(): ReadingThread {
    const generation = ++this.generation;
    const isCurrent = () => generation === this.generation && !this.isClosed;
    const events: ReadingThreadEvents = {
      event: (event) => {
        if (isCurrent()) this.arrive(event);
      },
      opened: (position) => {
        if (isCurrent()) this.keep([position]);
      },
      died: (cause) => {
        if (isCurrent()) this.bury(cause);
      },
    };
    return this.start([...this.positions.values()], events, this.allDeaths);
  }

  /** An event of another kind than the reading thread's. */
  tell(event: LiveEvent): void {
    this.arrive(event);
  }

  private arrive(event: LiveEvent): void {
    this.queue.push(event);
    this.deliver();
  }

  private deliver(): void {
    while (this.waiter !== null) {
      if (this.failure !== null) this.waiter.reject(this.failure);
      else {
        const event = this.queue.shift();
        if (event === undefined) return;
        const known = this.take(unpack(event));
        if (known === null) continue;
        this.waiter.resolve(known);
      }
      this.waiter = null;
    }
  }

  /** Null for what was handed on before. */
  private take(event: LiveEvent): LiveEvent | null {
    this.thread.tell({ kind: 'credit', rows: rowsOf(event) });
    const wasBehind = this.repeated.isBehind;
    const known = this.sift(event, wasBehind);
    // A checkpoint that was asked for has waited for this.
    if (wasBehind && !this.repeated.isBehind && this.isChecking) this.thread.tell({ kind: 'checkpoint' });
    return known;
  }

  private sift(event: LiveEvent, isBehind: boolean): LiveEvent | null {
    switch (event.kind) {
      case 'records': {
        const items = this.repeated.take(event.input, event.items);
        return items.length === 0 ? null : { ...event, items };
      }
      case 'caught-up':
        if (event.caughtUp) this.repeated.caughtUp(event.input);
        return event;
      case 'checkpoint':
        // Its positions are before what was handed on.
        if (isBehind) return null;
        this.keep(event.positions);
        this.repeated.clear();
        this.deaths = 0;
        this.isChecking = false;
        return event;
      default:
        return event;
    }
  }

  private bury(cause: unknown): void {
    this.deaths++;
    this.allDeaths++;
    const reason = cause instanceof Error ? cause.message : String(cause);
    if (this.deaths > MOST_DEATHS) {
      this.failure = cause instanceof Error ? cause : new Error(reason);
      this.deliver();
      return;
    }
    // What it had sent is sent again by the next one.
    this.queue.splice(0, this.queue.length, ...this.queue.filter(({ kind }) => kind === 'trouble'));
    this.repeated.startAgain();
    const message = `the thread that reads has died (${reason}); another one goes on from the last positions (${this.allDeaths}. time).`;
    this.queue.push({ kind: 'trouble', source: 'reading', message });
    this.thread = this.open();
    if (this.isChecking) this.thread.tell({ kind: 'checkpoint' });
    if (this.isStopping) this.thread.tell({ kind: 'stop' });
    this.deliver();
  }

  next(): Promise<LiveEvent> {
    return new Promise((resolve, reject) => {
      this.waiter = { resolve, reject };
      this.deliver();
    });
  }

  requestCheckpoint(): void {
    this.isChecking = true;
    this.thread.tell({ kind: 'checkpoint' });
  }

  stored(positions: readonly InputPosition[]): void {
    this.thread.tell({ kind: 'stored', positions });
  }

  stop(): void {
    this.isStopping = true;
    this.thread.tell({ kind: 'stop' });
  }

  async close(): Promise<void> {
    if (this.isClosed) return;
    this.isClosed = true;
    await this.thread.end();
  }
}
