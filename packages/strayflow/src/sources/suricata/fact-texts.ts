/** Texts of an event on their way into a batch of facts, as bytes where they are plain. */
import { FACT_TEXT_LIMIT, type FactText } from '../../model/fact-batch.js';
import type { FactBuilder } from '../../model/fact-builder.js';
import type { JsonScanner } from '../text/json-scanner.js';
import { isAscii } from '../text/short-text.js';
import { JsonKind } from '../text/slots.js';

const SPACE = 32;
const COLON = 58;
const decoder = new TextDecoder();

export class FactTexts {
  private readonly facts: FactBuilder;
  private readonly joined = new Uint8Array(2 * FACT_TEXT_LIMIT);

  constructor(facts: FactBuilder) {
    this.facts = facts;
  }

  /** `bytes[from..to)`, which is UTF-8. */
  span(column: FactText, row: number, bytes: Uint8Array, from: number, to: number): void {
    if (isAscii(bytes, from, to)) this.facts.ascii(column, row, bytes, from, to);
    else this.facts.text(column, row, decoder.decode(bytes.subarray(from, to)));
  }

  /** The string at a slot, of which `limit` bytes count; nothing when there is none. */
  slot(column: FactText, row: number, scanner: JsonScanner, slot: number, limit = FACT_TEXT_LIMIT): void {
    const from = scanner.from[slot]!;
    const to = scanner.to[slot]!;
    if (isPlain(scanner, slot) && to - from <= limit) this.span(column, row, scanner.bytes, from, to);
    else this.facts.text(column, row, scanner.text(slot, limit));
  }

  /** The string at a slot without its colons. */
  withoutColons(column: FactText, row: number, scanner: JsonScanner, slot: number, limit: number): void {
    const { bytes } = scanner;
    const from = scanner.from[slot]!;
    const to = scanner.to[slot]!;
    if (!isPlain(scanner, slot) || to - from > limit || !isAscii(bytes, from, to)) {
      this.facts.text(column, row, scanner.text(slot, limit).replaceAll(':', ''));
      return;
    }
    let length = 0;
    for (let at = from; at < to; at++) if (bytes[at] !== COLON) this.joined[length++] = bytes[at]!;
    this.facts.ascii(column, row, this.joined, 0, length);
  }

  /** The strings at two slots, of which `limit` bytes of the first count, with a space in between where there are both. */
  pair(
    column: FactText,
    row: number,
    scanner: JsonScanner,
    first: number,
    limit: number,
    second: number,
  ): void {
    const start = this.copied(scanner, first, 0, limit);
    const end = start > 0 ? this.copied(scanner, second, start + 1, FACT_TEXT_LIMIT) : 0;
    if (end > 0) {
      this.joined[start] = SPACE;
      this.facts.ascii(column, row, this.joined, 0, end);
    } else this.facts.text(column, row, `${scanner.text(first, limit)} ${scanner.text(second)}`.trim());
  }

  /** Copies a string to `place` of what is joined; gives its end there, or 0 when it is not plain or begins or ends with spaces. */
  private copied(scanner: JsonScanner, slot: number, place: number, limit: number): number {
    const { bytes } = scanner;
    const from = scanner.from[slot]!;
    const to = scanner.to[slot]!;
    const length = to - from;
    if (!isPlain(scanner, slot) || length === 0 || length > limit || !isAscii(bytes, from, to)) return 0;
    if (bytes[from]! <= SPACE || bytes[to - 1]! <= SPACE) return 0;
    for (let i = 0; i < length; i++) this.joined[place + i] = bytes[from + i]!;
    return place + length;
  }
}

function isPlain(scanner: JsonScanner, slot: number): boolean {
  return scanner.kind[slot] === JsonKind.string && scanner.escaped[slot] === 0;
}
