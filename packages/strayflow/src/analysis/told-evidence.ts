/** What one stage of evidence told, with its moments: bounded, what weighs least goes first. */
import type { Evidence } from '../model/evidence.js';

/** Evidence and when it was told: after how many ticks, and whether between ticks (null) or at the next one. */
export interface ToldEvidence {
  readonly evidence: Evidence;
  readonly ticks: number;
  readonly ticking: number | null;
  /** Place of its stage among all: the order within a moment. */
  readonly stage: number;
}

/** Several times what risk keeps in all; about 2 kB each. */
const MOST_TOLD = 20_000;

/**
 * One list for each stage, and never one for several: what is dropped must not depend on how stages are dealt out among
 * threads. When the list is full, a tenth of it goes: first what was told again with more, then the least surprising.
 */
export class ToldOfStage {
  told: ToldEvidence[] = [];
  dropped = 0;
  private readonly most: number;

  /** @param most pieces that are kept */
  constructor(most = MOST_TOLD) {
    this.most = most;
  }

  add(piece: ToldEvidence): void {
    if (this.told.length >= this.most) this.thinOut();
    this.told.push(piece);
  }

  private thinOut(): void {
    const latest = new Map<string, number>();
    for (const { evidence } of this.told) latest.set(evidence.id, evidence.revision);
    const isLatest = ({ evidence }: ToldEvidence) => latest.get(evidence.id) === evidence.revision;
    const weakest = [...this.told.keys()].sort((a, b) => {
      const [left, right] = [this.told[a]!, this.told[b]!];
      const superseded = Number(isLatest(left)) - Number(isLatest(right));
      return superseded || left.evidence.surprise - right.evidence.surprise || b - a;
    });
    const gone = new Set(weakest.slice(0, Math.max(1, Math.floor(this.most / 10))));
    this.told = this.told.filter((_, i) => !gone.has(i));
    this.dropped += gone.size;
  }
}
