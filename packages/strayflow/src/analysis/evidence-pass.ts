/** Known behaviours over the records of a file, once: what they tell is kept with its moment and told again while judging. */
import type { Config } from '../config.js';
import type { NetworkContext } from '../model/behaviour.js';
import type { Evidence } from '../model/evidence.js';
import { EVIDENCE_STAGES, type Listener, type RouteItem, Senses } from '../pipeline/senses.js';
import { FILE_LIMITS } from './file-limits.js';

/** Evidence and when it was told: after how many ticks, and whether between ticks (null) or at the next one. */
export interface ToldEvidence {
  readonly evidence: Evidence;
  readonly ticks: number;
  readonly ticking: number | null;
  /** Place of its stage among all: the order within a moment. */
  readonly stage: number;
}

/** Plain data. */
export interface EvidenceFound {
  readonly told: readonly ToldEvidence[];
  readonly dropped: readonly (readonly [stage: string, count: number])[];
}

/** Work of one or some stages of evidence over all records, here or in another thread. */
export interface EvidencePass {
  /** Waits where it would run too far ahead. */
  take(item: RouteItem): Promise<void> | undefined;
  finish(): Promise<EvidenceFound>;
}

/** @param stages names of the stages that look */
export function evidencePass(
  config: Config,
  network: NetworkContext,
  stages: readonly string[] = EVIDENCE_STAGES,
): EvidencePass {
  const senses = new Senses({ config, network, limits: FILE_LIMITS, evidence: stages, features: null });
  const told: ToldEvidence[] = [];
  let ticks = 0;
  const listener: Listener = {
    evidence: (evidence, stage, ticking) => told.push({ evidence, ticks, ticking, stage }),
    rows: () => undefined,
    tick: () => {
      ticks++;
    },
  };
  return {
    take(item) {
      senses.step(item, listener);
      return undefined;
    },
    finish() {
      senses.finish(listener);
      return Promise.resolve({ told, dropped: senses.dropped });
    },
  };
}

/** What several passes over the same records told, in the order in which one pass would have. */
export function inOneOrder(found: readonly EvidenceFound[]): EvidenceFound {
  const told = found.flatMap((each) => each.told);
  const moment = ({ ticks, ticking }: ToldEvidence) => 2 * ticks + (ticking === null ? 0 : 1);
  told.sort((a, b) => moment(a) - moment(b) || a.stage - b.stage);
  return { told, dropped: found.flatMap((each) => each.dropped) };
}

/** Tells what was told again, at the same moments of another pass over the same records. */
export class EvidenceReplay {
  private readonly told: readonly ToldEvidence[];
  private next = 0;
  private ticks = 0;

  constructor({ told }: EvidenceFound) {
    this.told = told;
  }

  /** What comes before the next rows or the end of the tick; `ticking` is null between ticks. */
  *due(ticking: number | null): Generator<ToldEvidence> {
    for (; this.next < this.told.length; this.next++) {
      const piece = this.told[this.next]!;
      if (
        piece.ticks > this.ticks ||
        (piece.ticks === this.ticks && ticking === null && piece.ticking !== null)
      )
        return;
      yield piece;
    }
  }

  /** A tick is over. */
  tick(): void {
    this.ticks++;
  }
}
