/** Known behaviours over the records of a file, once: what they tell is kept with its moment and told again while judging. */
import type { AnalysisConfig } from '../config.js';
import type { NetworkContext } from '../model/behaviour.js';
import { EVIDENCE_STAGES, type Listener, type RouteItem, Senses } from '../pipeline/senses.js';
import { FILE_LIMITS } from './file-limits.js';
import { type ToldEvidence, ToldOfStage } from './told-evidence.js';

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
  config: AnalysisConfig,
  network: NetworkContext,
  stages: readonly string[] = EVIDENCE_STAGES,
): EvidencePass {
  const senses = new Senses({ config, network, limits: FILE_LIMITS, evidence: stages, features: null });
  const told = EVIDENCE_STAGES.map(() => new ToldOfStage());
  let ticks = 0;
  const listener: Listener = {
    evidence: (evidence, stage, ticking) => told[stage]!.add({ evidence, ticks, ticking, stage }),
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
      const dropped = senses.dropped.map(([name, count]): readonly [string, number] => [
        name,
        count + (told[EVIDENCE_STAGES.indexOf(name)]?.dropped ?? 0),
      ]);
      return Promise.resolve({ told: ordered(told.map((each) => each.told)), dropped });
    },
  };
}

/** What several passes over the same records told, in the order in which one pass would have. */
export function inOneOrder(found: readonly EvidenceFound[]): EvidenceFound {
  return { told: ordered(found.map(({ told }) => told)), dropped: found.flatMap(({ dropped }) => dropped) };
}

function ordered(lists: readonly (readonly ToldEvidence[])[]): readonly ToldEvidence[] {
  const told = lists.flat();
  const moment = ({ ticks, ticking }: ToldEvidence) => 2 * ticks + (ticking === null ? 0 : 1);
  return told.sort((a, b) => moment(a) - moment(b) || a.stage - b.stage);
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
