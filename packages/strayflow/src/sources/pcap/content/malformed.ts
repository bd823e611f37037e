/** Counts contents that could not be read: their packets are counted on their flows all the same. */
import { type CaptureCounts, counted } from '../capture-counts.js';

/** What contents are called in the note. */
export type ContentName =
  | 'DNS message'
  | 'DHCP message'
  | 'DHCPv6 message'
  | 'neighbour discovery message'
  | 'TLS hello'
  | 'certificate';

export class MalformedContents {
  private readonly numbers: Map<ContentName, number>;

  constructor(state: ReadonlyMap<ContentName, number> = new Map()) {
    this.numbers = new Map(state);
  }

  get state(): ReadonlyMap<ContentName, number> {
    return this.numbers;
  }

  add(name: ContentName): void {
    this.numbers.set(name, (this.numbers.get(name) ?? 0) + 1);
  }

  note(counts: CaptureCounts): void {
    for (const [name, number] of this.numbers) counts.note(`${counted(number, name)} could not be read.`);
  }
}
