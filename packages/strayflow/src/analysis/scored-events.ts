/** Puts the scores of the models beside the rows of features: flows are scored in large blocks, ahead of their turn. */
import {
  type BlockScorer,
  blockOf,
  blockScorer,
  type LearnedModels,
  partsOf,
  type RowScores,
} from '../learned/index.js';
import type { FeatureRows, FlowRows } from '../model/feature-rows.js';
import type { Listener } from '../pipeline/senses.js';
import type { Threads } from './threads.js';

/** Models are fastest on this many rows or more. */
const BLOCK_ROWS = 8192;
/** Without a flow that is to be scored nothing waits for more events than this. */
const MOST_EVENTS = 4096;

/** As `Listener`, with scores beside flows where there are models. */
export interface ScoredListener {
  rows(rows: FeatureRows, ticking: number | null, scores?: RowScores): void;
  tick(now: number, clock: number): void;
}

type RouteEvent =
  | { readonly kind: 'rows'; readonly rows: FeatureRows; readonly ticking: number | null }
  | { readonly kind: 'tick'; readonly now: number; readonly clock: number };

interface Block {
  readonly events: readonly RouteEvent[];
  /** Of the flows among the events; null where no model judges flows. */
  readonly scores: Promise<readonly RowScores[]> | null;
}

/** Events go on in the order in which they came, whichever thread scores and however long it takes. */
export class ScoredEvents implements Listener {
  private readonly listener: ScoredListener;
  private readonly score: BlockScorer | null;
  private readonly ahead: number;
  private events: RouteEvent[] = [];
  private rowCount = 0;
  private readonly blocks: Block[] = [];

  constructor(models: LearnedModels, threads: Threads | undefined, listener: ScoredListener) {
    this.listener = listener;
    const scorer = models.flow.models === null ? undefined : threads?.flowScorer(models);
    this.score = scorer?.score ?? blockScorer(models);
    this.ahead = scorer?.ahead ?? 0;
  }

  evidence(): void {
    throw new RangeError('expected rows and ticks, received evidence');
  }

  rows(rows: FeatureRows, ticking: number | null): void {
    this.events.push({ kind: 'rows', rows, ticking });
    if (rows.kind === 'flow') this.rowCount += rows.length;
  }

  tick(now: number, clock: number): void {
    this.events.push({ kind: 'tick', now, clock });
  }

  /** Hands on what is scored, and waits where too much is on its way. */
  async passOn(): Promise<void> {
    if (this.rowCount < BLOCK_ROWS && this.events.length < MOST_EVENTS) return;
    this.send();
    while (this.blocks.length > this.ahead) await this.passBlock();
  }

  /** The input is over. */
  async finish(): Promise<void> {
    this.send();
    while (this.blocks.length > 0) await this.passBlock();
  }

  private send(): void {
    const { events } = this;
    this.events = [];
    this.rowCount = 0;
    const flows = events.flatMap((event) =>
      event.kind === 'rows' && event.rows.kind === 'flow' && event.rows.length > 0 ? [event.rows] : [],
    );
    const scores = this.score === null || flows.length === 0 ? null : scoresOf(this.score, flows);
    this.blocks.push({ events, scores });
  }

  private async passBlock(): Promise<void> {
    const { events, scores } = this.blocks.shift()!;
    const byRows = scores === null ? [] : await scores;
    let next = 0;
    for (const event of events) {
      if (event.kind === 'tick') this.listener.tick(event.now, event.clock);
      else if (event.rows.kind === 'flow' && event.rows.length > 0 && scores !== null) {
        this.listener.rows(event.rows, event.ticking, byRows[next++]!);
      } else this.listener.rows(event.rows, event.ticking);
    }
  }
}

async function scoresOf(score: BlockScorer, flows: readonly FlowRows[]): Promise<readonly RowScores[]> {
  return partsOf(await score(blockOf(flows)), flows);
}
