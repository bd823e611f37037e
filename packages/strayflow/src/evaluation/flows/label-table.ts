/** Labels by record number. */
import type { FlowLabel } from '../truth/schema.js';

export const Label = { none: 0, benign: 1, malicious: 2, unknown: 3, unlisted: 4 } as const;
export type Label = (typeof Label)[keyof typeof Label];

const MOST_RECORDS = 100_000_000;
const MOST_STRANGERS = 10;

export class LabelTable {
  private codes = new Uint8Array(4096);
  private readonly strangers = new Set<string>();
  private readonly meaning: ReadonlyMap<string, Label>;

  constructor(label: FlowLabel) {
    this.meaning = new Map<string, Label>([
      ...label.unknown.map((value) => [value, Label.unknown] as const),
      ...label.benign.map((value) => [value, Label.benign] as const),
      ...label.malicious.map((value) => [value, Label.malicious] as const),
    ]);
  }

  /** `record` is the line, from 1; lines beyond the most stay without a label. */
  set(record: number, value: string): void {
    if (record >= MOST_RECORDS) return;
    if (record >= this.codes.length) {
      const larger = new Uint8Array(Math.max(record + 1, 2 * this.codes.length));
      larger.set(this.codes);
      this.codes = larger;
    }
    const label = this.meaning.get(value) ?? Label.unlisted;
    this.codes[record] = label;
    if (label === Label.unlisted && this.strangers.size < MOST_STRANGERS) this.strangers.add(value);
  }

  /** Values that truth.json does not list, in order; at most ten. */
  get unlisted(): readonly string[] {
    return [...this.strangers].sort();
  }

  of(record: number): Label {
    return (this.codes[record] ?? Label.none) as Label;
  }
}
