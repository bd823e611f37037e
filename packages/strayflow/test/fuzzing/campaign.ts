/** Changes inputs of one target again and again, keeps those that reach new code, and tells what it finds. */
import { type Random, random } from '@strayflow/detectors';
import { examine, type Finding, type Measure } from './examine.js';
import { minimise } from './minimise.js';
import { mutate } from './mutate.js';
import type { FuzzTarget } from './targets.js';

/** One in so many executions is also cut and restarted. */
const THOROUGH_EVERY = 4;
const MOST_KEPT = 5000;
const MINIMISING_TRIES = 2000;
/** Of one fault. */
const MOST_ALIKE = 2;
/** Coverage is taken once for so many executions, and again one by one when there was something new. */
const COVERED_AT_ONCE = 64;

export interface CampaignOptions {
  readonly seed: number;
  /** Beside the target's own seeds. */
  readonly corpus?: readonly Uint8Array[];
  /** Before every execution: for whoever watches that it ends. */
  readonly before?: (input: Uint8Array) => void;
  /** Whether code was run since the last call that had not been run before. */
  readonly newCode?: (merge: boolean) => boolean;
  readonly measure?: Measure;
  readonly found: (finding: Finding, smallest: Uint8Array) => void;
}

export class Campaign {
  executions = 0;
  readonly corpus: Uint8Array[];
  private readonly target: FuzzTarget;
  private readonly options: CampaignOptions;
  private readonly generator: Random;
  private readonly seen = new Map<string, number>();
  private batch: Uint8Array[] = [];

  constructor(target: FuzzTarget, options: CampaignOptions) {
    this.target = target;
    this.options = options;
    this.generator = random(options.seed);
    this.corpus = [...target.seeds, ...(options.corpus ?? [])];
  }

  /** The seeds as they are: they must be read without fault. */
  begin(): void {
    for (const seed of [...this.corpus]) this.execute(seed, true);
    this.options.newCode?.(true);
  }

  step(): void {
    const { generator, target } = this;
    const changed = mutate(this.choose(), { corpus: this.corpus, tokens: target.tokens }, generator);
    const repaired =
      target.repair !== undefined && generator.uniform() < 0.9 ? target.repair(changed) : changed;
    this.execute(repaired, generator.uniform() * THOROUGH_EVERY < 1);
    if (this.options.newCode === undefined) return;
    this.batch.push(repaired);
    if (this.batch.length < COVERED_AT_ONCE) return;
    if (this.options.newCode(false)) this.keepNew(this.options.newCode);
    this.batch = [];
  }

  private keepNew(newCode: (merge: boolean) => boolean): void {
    for (const input of this.batch) {
      this.execute(input, false);
      if (newCode(true) && this.corpus.length < MOST_KEPT) this.corpus.push(input);
    }
  }

  /** What was found last leads on sooner than what was there first. */
  private choose(): Uint8Array {
    const { corpus, generator } = this;
    if (corpus.length === 0) return new Uint8Array(0);
    const recent = generator.uniform() < 0.5 ? Math.min(corpus.length, 64) : corpus.length;
    return corpus[corpus.length - 1 - Math.floor(generator.uniform() * recent)]!;
  }

  private execute(input: Uint8Array, thorough: boolean): void {
    this.executions++;
    this.options.before?.(input);
    const cutSeed = Math.floor(this.generator.uniform() * 2 ** 32);
    const once = (bytes: Uint8Array) =>
      examine(this.target, bytes, random(cutSeed), thorough, this.options.measure);
    const finding = once(input);
    if (finding === null) return;
    const key = `${finding.kind} ${finding.fault}`;
    const before = this.seen.get(key) ?? 0;
    this.seen.set(key, before + 1);
    if (before >= MOST_ALIKE) return;
    const alike = (bytes: Uint8Array) => {
      this.options.before?.(bytes);
      const other = once(bytes);
      return other !== null && other.kind === finding.kind && other.fault === finding.fault;
    };
    const smallest = minimise(input, alike, finding.kind === 'slow' ? 40 : MINIMISING_TRIES);
    this.options.found(once(smallest) ?? finding, smallest);
  }
}
