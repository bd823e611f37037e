/** Live inputs out of rows in memory, in any interleaving, with a position to go on from, that break off when told to. */
import type { InputPosition, LiveEvent, LiveInputs, LiveItem } from '../../../src/shell/live/live-input.js';
import { type FlowRow, flows } from '../../flow-rows.js';

export type InputRows = readonly Partial<FlowRow>[];

export interface Script {
  /** Rows by input. */
  readonly inputs: readonly InputRows[];
  /** Which input is read next, and how many rows of it; any numbers. */
  readonly picks: Iterator<number>;
  readonly cuts: Iterator<number>;
  /** Rows between two checkpoints that nobody asked for. */
  readonly checkpointRows: number;
  /** The process ends without warning before this event; never unless given. */
  readonly diesAt?: number;
  /** What happens when all was read: the end, or a call for every further event. */
  readonly afterwards?: () => LiveEvent | 'checkpoint';
}

export class Killed extends Error {}

export class ScriptedInputs implements LiveInputs {
  private readonly script: Script;
  private readonly read: number[];
  private readonly queue: LiveEvent[] = [];
  private events = 0;
  private sinceCheckpoint = 0;
  private wanted = false;
  private stopping = false;

  constructor(script: Script, positions: readonly InputPosition[]) {
    this.script = script;
    this.read = script.inputs.map((_, input) => positions.find((each) => each.input === input)?.offset ?? 0);
    for (const input of script.inputs.keys()) {
      this.queue.push({ kind: 'caught-up', input, caughtUp: false });
    }
    for (const input of script.inputs.keys()) if (this.isDone(input)) this.caughtUp(input);
  }

  private isDone(input: number): boolean {
    return this.read[input]! >= this.script.inputs[input]!.length;
  }

  private caughtUp(input: number): void {
    this.queue.push({ kind: 'caught-up', input, caughtUp: true });
  }

  next(): Promise<LiveEvent> {
    if (this.events++ === this.script.diesAt) throw new Killed();
    return Promise.resolve(this.event());
  }

  private event(): LiveEvent {
    const queued = this.queue.shift();
    if (queued !== undefined) return queued;
    const { inputs, picks, cuts, checkpointRows, afterwards } = this.script;
    if (this.stopping) this.queue.push({ kind: 'end' });
    if (this.wanted || this.stopping || this.sinceCheckpoint >= checkpointRows) return this.checkpoint();
    const open = inputs.flatMap((_, input) => (this.isDone(input) ? [] : [input]));
    if (open.length === 0) {
      const then = afterwards?.();
      if (then === 'checkpoint') return this.checkpoint();
      if (then !== undefined) return then;
      this.queue.push({ kind: 'end' });
      return this.checkpoint();
    }
    const input = open[picks.next().value % open.length]!;
    const from = this.read[input]!;
    const to = Math.min(inputs[input]!.length, from + cuts.next().value);
    this.read[input] = to;
    this.sinceCheckpoint += to - from;
    if (this.isDone(input)) this.caughtUp(input);
    const rows = inputs[input]!.slice(from, to).map((row, i) => ({
      input,
      recordNumber: from + i + 1,
      flowId: from + i + 1,
      ...row,
    }));
    const items: LiveItem[] = [{ kind: 'flows', batch: flows(rows) }];
    return { kind: 'records', input, items };
  }

  private checkpoint(): LiveEvent {
    this.wanted = false;
    this.sinceCheckpoint = 0;
    const positions = this.read.map(
      (offset, input): InputPosition => ({
        input,
        source: 'script',
        name: `input ${input}`,
        format: 'rows',
        identity: String(input),
        offset,
        records: offset,
        parser: null,
        finished: false,
      }),
    );
    return { kind: 'checkpoint', positions };
  }

  requestCheckpoint(): void {
    this.wanted = true;
  }

  stored(): void {
    // Rows in memory need nothing.
  }

  stop(): void {
    this.stopping = true;
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}
