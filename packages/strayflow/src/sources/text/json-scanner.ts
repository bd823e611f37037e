/** Finds the values of wanted keys in one JSON object (RFC 8259) without building it. */
import { FNV_PRIME, FNV_START, findKey, type PathNode, pathTree } from './json-paths.js';
import { JsonKind, type Slots } from './slots.js';

export { JsonKind } from './slots.js';

const QUOTE = 34;
const BACKSLASH = 92;
const DEEPEST = 64;

/**
 * One scanner per kind of record, used again for every line. After `scan`, `kind[slot]` says what was found and
 * `from[slot]`, `to[slot]` where: strings without their quotes, anything else as written. Of a key that stands twice
 * the last counts, as in JSON.parse. Accepts exactly what JSON.parse accepts of an object, but nesting of at most 64.
 */
export class JsonScanner implements Slots {
  readonly kind: Uint8Array;
  readonly from: Int32Array;
  readonly to: Int32Array;
  /** 1 where a string holds an escape: its text is not its bytes. */
  readonly escaped: Uint8Array;
  private readonly root: PathNode;
  private readonly decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  /** What was scanned last; spans are places in it. */
  bytes: Uint8Array = new Uint8Array(0);
  private end = 0;
  private stringEscaped = false;

  /**
   * @param paths keys from the outermost object inwards
   * @param slots the slot of each path, its place in the list unless given; paths of one slot are other names of it
   */
  constructor(paths: readonly (readonly string[])[], slots: readonly number[] = [...paths.keys()]) {
    this.root = pathTree(paths, slots);
    const size = Math.max(...slots) + 1;
    this.kind = new Uint8Array(size);
    this.from = new Int32Array(size);
    this.to = new Int32Array(size);
    this.escaped = new Uint8Array(size);
  }

  /** False when `bytes[from..to)` is not one JSON object; the slots then mean nothing. */
  scan(bytes: Uint8Array, from: number, to: number): boolean {
    const { kind } = this;
    for (let slot = 0; slot < kind.length; slot++) kind[slot] = JsonKind.absent;
    this.bytes = bytes;
    this.end = to;
    const at = this.space(from);
    if (at >= to || bytes[at] !== 123) return false;
    const after = this.object(at, this.root, 1);
    return after >= 0 && this.space(after) === to;
  }

  /** The text of a string slot, at most `limit` bytes of it; '' for anything else. */
  text(slot: number, limit = 1024): string {
    if (this.kind[slot] !== JsonKind.string) return '';
    const from = this.from[slot]!;
    const to = this.to[slot]!;
    if (this.escaped[slot] === 0)
      return this.decoder.decode(this.bytes.subarray(from, Math.min(to, from + limit)));
    const text = JSON.parse(`"${this.decoder.decode(this.bytes.subarray(from, to))}"`) as string;
    return text.length > limit ? text.slice(0, limit) : text;
  }

  private space(at: number): number {
    const { bytes, end } = this;
    while (at < end) {
      const byte = bytes[at]!;
      if (byte !== 32 && byte !== 9 && byte !== 10 && byte !== 13) break;
      at++;
    }
    return at;
  }

  /** `at` is the brace; gives the place after the closing one, or -1. A null `node` wants nothing of it. */
  private object(at: number, node: PathNode | null, depth: number): number {
    const { bytes, end } = this;
    at = this.space(at + 1);
    if (at < end && bytes[at] === 125) return at + 1;
    for (;;) {
      if (at >= end || bytes[at] !== QUOTE) return -1;
      const keyFrom = at + 1;
      let entry = -1;
      if (node === null) at = this.string(at);
      else {
        at = keyFrom;
        let hash = FNV_START;
        let byte = bytes[at]!;
        while (at < end && byte !== QUOTE && byte !== BACKSLASH && byte >= 32) {
          hash = Math.imul(hash ^ byte, FNV_PRIME);
          byte = bytes[++at]!;
        }
        if (at < end && byte === QUOTE) entry = findKey(node, hash, bytes, keyFrom, at++);
        else {
          at = this.string(keyFrom - 1);
          if (at > 0) entry = this.escapedKey(node, keyFrom, at - 1);
        }
      }
      if (at < 0) return -1;
      at = this.space(at);
      if (at >= end || bytes[at] !== 58) return -1;
      at = this.space(at + 1);
      at = this.value(
        at,
        entry < 0 ? -1 : node!.slots[entry]!,
        entry < 0 ? null : node!.children[entry]!,
        depth,
      );
      if (at < 0) return -1;
      at = this.space(at);
      const next = at < end ? bytes[at] : 0;
      if (next === 125) return at + 1;
      if (next !== 44) return -1;
      at = this.space(at + 1);
    }
  }

  /** Keys with escapes are rare. */
  private escapedKey(node: PathNode, from: number, to: number): number {
    const text = JSON.parse(`"${this.decoder.decode(this.bytes.subarray(from, to))}"`) as string;
    const key = new TextEncoder().encode(text);
    let hash = FNV_START;
    for (const byte of key) hash = Math.imul(hash ^ byte, FNV_PRIME);
    return findKey(node, hash, key, 0, key.length);
  }

  private value(at: number, slot: number, node: PathNode | null, depth: number): number {
    const { bytes } = this;
    if (at >= this.end) return -1;
    const first = bytes[at]!;
    let after: number;
    let kind: number;
    if (first === QUOTE) {
      after = this.string(at);
      if (slot >= 0 && after > 0) {
        this.kind[slot] = JsonKind.string;
        this.from[slot] = at + 1;
        this.to[slot] = after - 1;
        this.escaped[slot] = this.stringEscaped ? 1 : 0;
      }
      if (node !== null) this.forget(node);
      return after;
    }
    if (node !== null) this.forget(node);
    if (first === 123) {
      kind = JsonKind.object;
      after = depth >= DEEPEST ? -1 : this.object(at, node, depth + 1);
    } else if (first === 91) {
      kind = JsonKind.array;
      after = depth >= DEEPEST ? -1 : this.array(at, depth + 1);
    } else if (first === 116) {
      kind = JsonKind.boolean;
      after = this.word(at, 'true');
    } else if (first === 102) {
      kind = JsonKind.boolean;
      after = this.word(at, 'false');
    } else if (first === 110) {
      kind = JsonKind.null;
      after = this.word(at, 'null');
    } else {
      kind = JsonKind.number;
      after = this.number(at);
    }
    if (slot >= 0) {
      this.kind[slot] = kind;
      this.from[slot] = at;
      this.to[slot] = after;
    }
    return after;
  }

  /** A key that stands again replaces all that stood in it. */
  private forget(node: PathNode): void {
    for (let at = 0; at <= node.mask; at++) {
      const slot = node.slots[at]!;
      if (slot >= 0) this.kind[slot] = JsonKind.absent;
      const child = node.children[at]!;
      if (child !== null) this.forget(child);
    }
  }

  private array(at: number, depth: number): number {
    const { bytes, end } = this;
    at = this.space(at + 1);
    if (at < end && bytes[at] === 93) return at + 1;
    for (;;) {
      at = this.value(at, -1, null, depth);
      if (at < 0) return -1;
      at = this.space(at);
      const next = at < end ? bytes[at] : 0;
      if (next === 93) return at + 1;
      if (next !== 44) return -1;
      at = this.space(at + 1);
    }
  }

  /** `at` is the opening quote; gives the place after the closing one, or -1. */
  private string(at: number): number {
    const { bytes, end } = this;
    this.stringEscaped = false;
    for (at++; at < end; at++) {
      const byte = bytes[at]!;
      if (byte === QUOTE) return at + 1;
      if (byte < 32) return -1;
      if (byte !== BACKSLASH) continue;
      this.stringEscaped = true;
      at = this.escape(at + 1);
      if (at < 0) return -1;
    }
    return -1;
  }

  /** `at` stands after the backslash; gives the last byte of the escape, or -1. */
  private escape(at: number): number {
    const { bytes, end } = this;
    if (at >= end) return -1;
    switch (bytes[at]) {
      case QUOTE:
      case BACKSLASH:
      case 47:
      case 98:
      case 102:
      case 110:
      case 114:
      case 116:
        return at;
      case 117:
        break;
      default:
        return -1;
    }
    if (at + 4 >= end) return -1;
    for (let i = 1; i <= 4; i++) {
      const byte = bytes[at + i]!;
      const letter = byte | 32;
      if (!((byte >= 48 && byte <= 57) || (letter >= 97 && letter <= 102))) return -1;
    }
    return at + 4;
  }

  private word(at: number, word: string): number {
    if (at + word.length > this.end) return -1;
    for (let i = 1; i < word.length; i++) if (this.bytes[at + i] !== word.charCodeAt(i)) return -1;
    return at + word.length;
  }

  private number(at: number): number {
    const { bytes, end } = this;
    if (bytes[at] === 45) at++;
    if (at >= end) return -1;
    if (bytes[at] === 48) at++;
    else {
      const after = this.digits(at);
      if (after === at) return -1;
      at = after;
    }
    if (at < end && bytes[at] === 46) {
      const after = this.digits(at + 1);
      if (after === at + 1) return -1;
      at = after;
    }
    if (at < end && (bytes[at]! | 32) === 101) {
      at++;
      if (at < end && (bytes[at] === 43 || bytes[at] === 45)) at++;
      const after = this.digits(at);
      if (after === at) return -1;
      at = after;
    }
    return at;
  }

  private digits(at: number): number {
    const { bytes, end } = this;
    while (at < end && bytes[at]! >= 48 && bytes[at]! <= 57) at++;
    return at;
  }
}
