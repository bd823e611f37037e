/** Reads files as the live shell does, one step at a time, with positions that a next reader goes on from. */

import type { SourceFormat } from '../../../../src/model/source.js';
import type { InputPosition, LiveEvent } from '../../../../src/shell/live/live-input.js';
import { FollowedFiles } from '../../../../src/shell/live/reading/followed-files.js';
import type { OpenedInput } from '../../../../src/shell/live/reading/readable-input.js';
import { Reading } from '../../../../src/shell/live/reading/reading.js';
import { SOURCE_FORMATS } from '../../../../src/sources/index.js';
import { idsOf } from './log-lines.js';

export interface ReaderOptions {
  readonly follow?: boolean;
  readonly quietMs?: number;
  readonly format?: string | null;
  readonly formats?: readonly SourceFormat[];
}

/** A reader with a clock of its own: each look is ten seconds after the one before. */
export class FileWatcher {
  readonly ids: number[] = [];
  readonly troubles: string[] = [];
  readonly caughtUp = new Map<number, boolean>();
  readonly summaries = new Map<number, Extract<LiveEvent, { kind: 'counts' }>['summary']>();
  positions: readonly InputPosition[] = [];
  private idsAtCheckpoint = 0;
  private reading: Reading;
  private files: FollowedFiles;
  private readonly patterns: readonly string[];
  private readonly options: ReaderOptions;
  private now = 0;
  private readonly known = new Map<number, InputPosition>();

  constructor(patterns: readonly string[], options: ReaderOptions = {}) {
    this.patterns = patterns;
    this.options = options;
    [this.files, this.reading] = this.open();
  }

  private open(follow = this.options.follow ?? true): [FollowedFiles, Reading] {
    let next = [...this.known.keys()].reduce((most, input) => Math.max(most, input + 1), 0);
    const now = () => this.now;
    const files = new FollowedFiles({
      patterns: this.patterns.map((path) => ({ path, format: this.options.format ?? null })),
      follow,
      site: 'test',
      optionsOf: (format) => format.options.parse({}),
      formats: this.options.formats ?? SOURCE_FORMATS,
      positions: [...this.known.values()],
      nextInput: () => next++,
      now,
      scanMs: 0,
      quietMs: this.options.quietMs ?? 15_000,
    });
    return [files, new Reading({ sources: [files], left: [], now, pollMs: 0, lookMs: 0 })];
  }

  private async take(): Promise<LiveEvent> {
    this.now += 10_000;
    const event = await this.reading.next();
    if (event.kind === 'records') this.ids.push(...idsOf(event.items));
    if (event.kind === 'trouble') this.troubles.push(`${event.source}: ${event.message}`);
    if (event.kind === 'caught-up') this.caughtUp.set(event.input, event.caughtUp);
    if (event.kind === 'counts') this.summaries.set(event.input, event.summary);
    return event;
  }

  /** Some events, if there are any: reads a little. */
  async step(events: number): Promise<void> {
    for (let i = 0; i < events; i++) {
      // A checkpoint that is asked for is answered at once: it ends the wait where there is nothing to read.
      this.reading.requestCheckpoint();
      for (let event = await this.take(); event.kind !== 'checkpoint'; event = await this.take());
      await this.files.look((event) => this.notice(event));
      const behind = this.files.inputs.find((file) => !file.caughtUp);
      if (behind === undefined) continue;
      const items = await behind.read();
      if (items !== null) this.ids.push(...idsOf(items));
    }
  }

  private notice(event: LiveEvent | OpenedInput): void {
    if (event.kind === 'records') this.ids.push(...idsOf(event.items));
    if (event.kind === 'trouble') this.troubles.push(`${event.source}: ${event.message}`);
  }

  /** Reads all there is, looks several times, and stores. */
  async settle(): Promise<void> {
    for (let look = 0; look < 4; look++) {
      this.now += 10_000;
      await this.files.look((event) => this.notice(event));
      for (const file of this.files.inputs) {
        while (!file.caughtUp) {
          const items = await file.read();
          if (items !== null) this.ids.push(...idsOf(items));
        }
      }
    }
    await this.store();
  }

  async store(): Promise<void> {
    this.reading.requestCheckpoint();
    for (;;) {
      const event = await this.take();
      if (event.kind !== 'checkpoint') continue;
      this.positions = event.positions;
      for (const position of event.positions) this.known.set(position.input, position);
      this.idsAtCheckpoint = this.ids.length;
      this.reading.stored(event.positions);
      return;
    }
  }

  /** The process is killed: what was not stored is forgotten; another one goes on. */
  async kill(): Promise<void> {
    await this.reading.close();
    this.ids.length = this.idsAtCheckpoint;
    [this.files, this.reading] = this.open();
  }

  /** Stores, and reads what is there to its end. */
  async finish(): Promise<void> {
    await this.store();
    await this.reading.close();
    [this.files, this.reading] = this.open(false);
    await this.toEnd();
  }

  /** Reads to the end of all inputs. */
  async toEnd(): Promise<void> {
    for (;;) {
      const event = await this.take();
      if (event.kind === 'end') return;
      if (event.kind === 'checkpoint') this.positions = event.positions;
    }
  }

  async close(): Promise<void> {
    await this.reading.close();
  }
}
