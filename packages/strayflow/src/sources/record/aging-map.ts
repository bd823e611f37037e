/** A map in the order in which its entries were put in, whose oldest one is found without a search. */

/**
 * A `Map` keeps the places of what was deleted, so that finding its first entry walks over them, each time anew. This
 * one keeps its place among them.
 */
export class AgingMap<Entry extends object> {
  /** The oldest entry's key; means nothing until `oldest` was read. */
  oldestKey = '';
  private readonly map: Map<string, Entry>;
  private first: Entry | undefined;
  private rest: Iterator<[string, Entry]> | undefined;

  /** @param map holds the entries, and is changed through this object alone */
  constructor(map: Map<string, Entry>) {
    this.map = map;
  }

  get size(): number {
    return this.map.size;
  }

  get(key: string): Entry | undefined {
    return this.map.get(key);
  }

  /** Puts in, as the newest, what is not there. */
  add(key: string, entry: Entry): void {
    this.map.set(key, entry);
  }

  /** @param entry what stands at `key`, if anything does */
  delete(key: string, entry: Entry): void {
    if (this.map.delete(key) && entry === this.first) this.first = undefined;
  }

  /** Undefined when there is none. */
  get oldest(): Entry | undefined {
    if (this.first !== undefined || this.map.size === 0) return this.first;
    // An iterator goes on behind what is deleted and comes to what is put in; at its end it stays there.
    let next = this.rest?.next();
    if (next === undefined || next.done) {
      this.rest = this.map.entries();
      next = this.rest.next();
    }
    if (next.done) return undefined;
    [this.oldestKey, this.first] = next.value;
    return this.first;
  }
}
