/** News get their numbers here, and here is known which of them are stored, printed, and told by an earlier life. */
import type { Decision } from '../../model/decision.js';
import type { Evidence } from '../../model/evidence.js';
import type { Told } from '../../store/state-tables.js';
import { ToldBefore } from './told-before.js';

type Settings = readonly (readonly [string, string])[];

export class NewsBook {
  /** Number of the last piece of news. */
  sequence: number;
  private printed: number;
  /** Number of the last piece of news that no restart judges again. */
  private settled: number;
  /** Line of the order when news were told last ahead of a checkpoint (Unix ms): up to here a restart judges again what was told. */
  private toldUntil: number;
  /** Not stored yet, in order. */
  private waiting: Told[] = [];
  private readonly toldBefore: ToldBefore;

  /**
   * @param settings as they were stored
   * @param toldSince what was stored under higher numbers
   */
  constructor(
    settings: ReadonlyMap<string, string>,
    toldSince: (sequence: number) => ConstructorParameters<typeof ToldBefore>[0],
  ) {
    this.sequence = Number(settings.get('sequence') ?? 0);
    this.printed = this.sequence;
    this.settled = Number(settings.get('settled') ?? this.sequence);
    this.toldUntil = Number(settings.get('toldUntil') ?? Number.NEGATIVE_INFINITY);
    this.toldBefore = new ToldBefore(toldSince(this.settled));
  }

  get unstored(): readonly Told[] {
    return this.waiting;
  }

  /** @param riskOf the highest risk that the host of a piece of evidence had */
  add(
    {
      evidence,
      decisions,
    }: { readonly evidence: readonly Evidence[]; readonly decisions: readonly Decision[] },
    riskOf: (piece: Evidence) => number,
  ): void {
    for (const piece of evidence) {
      if (this.toldBefore.hasEvidence(piece)) continue;
      this.waiting.push({
        kind: 'evidence',
        sequence: ++this.sequence,
        evidence: piece,
        risk: riskOf(piece),
      });
    }
    for (const decision of decisions) {
      if (this.toldBefore.hasDecision(decision)) continue;
      this.waiting.push({ kind: 'decision', sequence: ++this.sequence, decision });
    }
  }

  /** What is stored with news that are told ahead of a checkpoint. @param line of the order (Unix ms) */
  ahead(line: number): Settings {
    this.toldUntil = Math.max(this.toldUntil, line);
    return [...this.numbers(this.settled), ['toldUntil', String(this.toldUntil)]];
  }

  /** What is stored with a checkpoint. @param line of the order (Unix ms) */
  atCheckpoint(line: number): Settings {
    return this.numbers(this.settledAt(line));
  }

  private numbers(settled: number): Settings {
    return [
      ['sequence', String(this.sequence)],
      ['told', String(this.printed)],
      ['settled', String(settled)],
    ];
  }

  private settledAt(line: number): number {
    return line >= this.toldUntil ? this.sequence : this.settled;
  }

  /** What is to be printed now; each only once. */
  unprinted(): readonly Told[] {
    const fresh = this.waiting.filter(({ sequence }) => sequence > this.printed);
    this.printed = this.sequence;
    return fresh;
  }

  /** All that waited is stored. Gives what that was. */
  taken(): readonly Told[] {
    const { waiting } = this;
    this.waiting = [];
    return waiting;
  }

  /** All that waited is stored, and so is all that it came from. Gives what that was. @param line of the order (Unix ms) */
  takenAtCheckpoint(line: number): readonly Told[] {
    this.settled = this.settledAt(line);
    return this.taken();
  }
}
