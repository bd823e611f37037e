/** Zeek's JSON format: one object per line, with dotted, underscored or nested names. */
import { TextCache } from '../text/cache.js';
import { JsonScanner } from '../text/json-scanner.js';
import { structureAt } from '../text/json-values.js';
import { JsonKind } from '../text/slots.js';
import { JSON_FIELDS, logOf, Zeek } from './fields.js';
import { isSet, MOST_ELEMENTS, type ZeekRecord } from './record.js';

const PATHS = JSON_FIELDS.map(({ path }) => path);
const SLOTS = JSON_FIELDS.map(({ slot }) => slot);
const LONGEST_NAME = 64;

export class ZeekJson extends JsonScanner implements ZeekRecord {
  private readonly names = new TextCache((text) => text.slice(0, LONGEST_NAME));
  private readonly has = (slot: number) => isSet(this, slot);

  constructor() {
    super(PATHS, SLOTS);
  }

  /** The log that the object is a line of; "" when nothing tells. */
  get log(): string {
    const named = this.kind[Zeek.path] === JsonKind.string;
    const path = named ? this.names.read(this.bytes, this.from[Zeek.path]!, this.to[Zeek.path]!) : '';
    return logOf(path, this.has);
  }

  /** Whether the object is a line of any Zeek log. */
  isZeek(log: string): boolean {
    if (!this.has(Zeek.ts)) return false;
    return log !== '' || this.has(Zeek.path) || this.has(Zeek.uid) || this.has(Zeek.source);
  }

  list(slot: number): readonly string[] {
    const built = structureAt(this, slot);
    if (!Array.isArray(built)) return [];
    return built
      .slice(0, MOST_ELEMENTS)
      .map((element: unknown) =>
        typeof element === 'string' || typeof element === 'number' ? String(element) : '',
      );
  }
}
