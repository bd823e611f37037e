/** The live inputs of one thread: what is furthest behind in event time is read first, the rest is waited for. */
import { StrayflowError } from '../../../model/errors.js';
import type { InputPosition, LiveEvent, LiveInputs } from '../live-input.js';
import type { LiveSource, OpenedInput, ReadableInput } from './readable-input.js';

export interface ReadingOptions {
  readonly sources: readonly LiveSource[];
  /** Of inputs that no source goes on with. */
  readonly left: readonly InputPosition[];
  /** Any origin (ms). */
  now(): number;
  /** How often sources are asked for what is new when all was read, and at least while there is more (ms). */
  readonly pollMs: number;
  readonly lookMs: number;
  /** Is told of new inputs, before their first records. */
  opened?(position: InputPosition): void;
}

/** Books of an input are told at most this often (ms). */
const COUNT_MS = 1_000;

type State = 'reading' | 'stopping' | 'ended';

export class Reading implements LiveInputs {
  private readonly options: ReadingOptions;
  private readonly events: LiveEvent[] = [];
  private left: readonly InputPosition[];
  private state: State = 'reading';
  private checkpointWanted = false;
  private lastLook = Number.NEGATIVE_INFINITY;
  /** Nothing was read and nothing was waited for since the last look. */
  private hasLooked = false;
  private readonly counted = new Map<number, number>();
  private wake: () => void = () => undefined;

  constructor(options: ReadingOptions) {
    this.options = options;
    this.left = options.left.map((position) => ({ ...position, finished: true }));
    for (const { input } of this.left) this.events.push({ kind: 'caught-up', input, caughtUp: true });
  }

  async next(): Promise<LiveEvent> {
    for (;;) {
      const event = this.events.shift();
      if (event !== undefined) return event;
      if (this.state === 'ended') return { kind: 'end' };
      if (this.state === 'stopping' && (await this.drained())) this.checkpoint();
      else if (this.state === 'stopping') continue;
      else if (this.checkpointWanted) this.checkpoint();
      else await this.read();
    }
  }

  /** False as long as there was something that would be lost. */
  private async drained(): Promise<boolean> {
    const input = this.inputs.find((each) => each.isVolatile && !each.caughtUp);
    if (input !== undefined) await this.readFrom(input, this.options.now());
    return input === undefined;
  }

  private readonly tell = (event: LiveEvent | OpenedInput): void => {
    if (event.kind === 'opened') this.options.opened?.(event.position);
    else if (event.kind !== 'records' || event.items.length > 0) this.events.push(event);
  };

  private get inputs(): readonly ReadableInput[] {
    return this.options.sources.flatMap((source) => source.inputs);
  }

  private checkpoint(): void {
    for (const input of this.inputs) this.tell({ kind: 'records', input: input.input, items: input.flush() });
    for (const input of this.inputs) this.count(input);
    const positions = [...this.left, ...this.options.sources.flatMap((source) => source.positions())];
    positions.sort((a, b) => a.input - b.input);
    this.events.push({ kind: 'checkpoint', positions });
    this.checkpointWanted = false;
    if (this.state === 'stopping') this.state = 'ended';
  }

  private async read(): Promise<void> {
    const now = this.options.now();
    if (now - this.lastLook >= this.options.lookMs) await this.look(now);
    let behind: ReadableInput | null = null;
    for (const input of this.inputs) {
      if (!input.caughtUp && (behind === null || input.newest < behind.newest)) behind = input;
    }
    const hasLooked = this.hasLooked;
    this.hasLooked = false;
    if (behind !== null) await this.readFrom(behind, now);
    else if (this.options.sources.every((source) => source.isOver)) this.state = 'stopping';
    else if (hasLooked) await this.wait();
    else await this.look(now);
  }

  private async look(now: number): Promise<void> {
    this.lastLook = now;
    this.hasLooked = true;
    for (const source of this.options.sources) await source.look(this.tell);
  }

  private async readFrom(input: ReadableInput, now: number): Promise<void> {
    try {
      const items = await input.read();
      if (items !== null) {
        this.tell({ kind: 'records', input: input.input, items });
        if (now - (this.counted.get(input.input) ?? Number.NEGATIVE_INFINITY) < COUNT_MS) return;
        this.counted.set(input.input, now);
        this.count(input);
        return;
      }
    } catch (error) {
      if (!(error instanceof StrayflowError)) throw error;
      this.tell({ kind: 'records', input: input.input, items: input.giveUp() });
      this.events.push({ kind: 'trouble', source: input.name, message: error.message });
    }
    this.count(input);
    this.events.push({ kind: 'caught-up', input: input.input, caughtUp: true });
  }

  private async wait(): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    await new Promise<void>((resolve) => {
      this.wake = resolve;
      timer = setTimeout(resolve, this.options.pollMs);
    });
    clearTimeout(timer);
  }

  private count(input: ReadableInput): void {
    const counts = input.counts();
    if (counts !== null) this.events.push({ kind: 'counts', input: input.input, ...counts });
  }

  /** Something has come. */
  wakeUp(): void {
    this.wake();
  }

  requestCheckpoint(): void {
    this.checkpointWanted = true;
    this.wake();
  }

  stored(positions: readonly InputPosition[]): void {
    this.left = [];
    for (const source of this.options.sources) source.stored(positions);
  }

  stop(): void {
    if (this.state === 'reading') {
      this.state = 'stopping';
      for (const source of this.options.sources) source.stop();
    }
    this.wake();
  }

  async close(): Promise<void> {
    this.state = 'ended';
    this.wake();
    for (const source of this.options.sources) await source.close();
  }
}
