/** A column of texts that hardly repeat, as identifiers of connections do, kept as bytes: strings are made once one is asked for. */
import type { StringColumn } from './flow-batch.js';

/** Bytes of an identifier, as a first guess. */
const USUAL_LENGTH = 16;
/** Places of a table that are looked at: texts that were chosen to fall into one would take quadratic time. */
const MOST_PLACES = 64;
const NON_ASCII = /[^\0-\x7f]/;
const LONGEST_SHORT = 32;
/** A list to write characters into for each length: strings of so few are made of it in half a decoder's time. */
const CHARACTERS = Array.from({ length: LONGEST_SHORT + 1 }, (_, length) =>
  new Array<number>(length).fill(0),
);
const decoder = new TextDecoder();

/** Numbers texts in the order in which they come; 0 is the empty one. The same text is nearly always found again. */
export class Identifiers {
  private codes: Uint32Array = new Uint32Array(0);
  private bytes = new Uint8Array(0);
  /** Where the text of each code ends in `bytes`; it begins where the one before ends. */
  private ends = new Uint32Array(1);
  private hashes = new Int32Array(1);
  private used = 0;
  private count = 1;
  /** Codes by hash, 0 where there is none; no more than half of it is taken. */
  private table = new Uint32Array(2);
  /** Texts that are not all ASCII: they have no bytes. */
  private others = new Map<string, number>();

  /** Begins a batch whose rows get `codes`: a text for each of them, which is 0 so far. */
  start(codes: Uint32Array): void {
    this.codes = codes;
    const room = codes.length + 1;
    const slots = 2 ** Math.ceil(Math.log2(2 * codes.length));
    if (this.table.length === slots) this.table.fill(0);
    else {
      this.bytes = new Uint8Array(USUAL_LENGTH * room);
      this.ends = new Uint32Array(room);
      this.hashes = new Int32Array(room);
      this.table = new Uint32Array(slots);
    }
    this.used = 0;
    this.count = 1;
    this.others = new Map();
  }

  /** The text of `row` is `bytes[from..to)`, which must be ASCII. */
  ascii(row: number, bytes: Uint8Array, from: number, to: number): void {
    const length = to - from;
    this.makeRoom(length);
    const { used, bytes: own } = this;
    let hash = 0;
    for (let i = 0; i < length; i++) {
      const byte = bytes[from + i]!;
      own[used + i] = byte;
      hash = (Math.imul(hash, 31) + byte) | 0;
    }
    this.codes[row] = length === 0 ? 0 : this.find(hash, length);
  }

  text(row: number, text: string): void {
    this.codes[row] = NON_ASCII.test(text) ? this.codeOfOther(text) : this.codeOfText(text);
  }

  private codeOfText(text: string): number {
    const { length } = text;
    this.makeRoom(length);
    const { used, bytes: own } = this;
    let hash = 0;
    for (let i = 0; i < length; i++) {
      const byte = text.charCodeAt(i);
      own[used + i] = byte;
      hash = (Math.imul(hash, 31) + byte) | 0;
    }
    return length === 0 ? 0 : this.find(hash, length);
  }

  /** The first `length` rows; nothing may be added before the next batch begins. */
  column(length: number): StringColumn {
    const bytes = this.bytes.slice(0, this.used);
    const ends = this.ends.slice(0, this.count);
    const { others } = this;
    let texts: readonly string[] | null = null;
    return {
      codes: this.codes.subarray(0, length),
      // A property of the object itself, so that copies of it have the texts.
      get dictionary() {
        texts ??= textsOf(bytes, ends, others);
        return texts;
      },
    };
  }

  /** The code of what stands behind the used bytes, to which it is added where it is new. */
  private find(hash: number, length: number): number {
    const { table, hashes } = this;
    const mask = table.length - 1;
    const first = hash ^ (hash >>> 15);
    for (let place = 0; place < MOST_PLACES; place++) {
      const slot = (first + place) & mask;
      const code = table[slot]!;
      if (code === 0) {
        if (2 * this.count < table.length) table[slot] = this.count;
        break;
      }
      if (hashes[code] === hash && this.isSame(code, length)) return code;
    }
    return this.add(hash, length);
  }

  private isSame(code: number, length: number): boolean {
    const { bytes, ends, used } = this;
    const from = ends[code - 1]!;
    if (ends[code]! - from !== length) return false;
    for (let i = 0; i < length; i++) if (bytes[from + i] !== bytes[used + i]) return false;
    return true;
  }

  private codeOfOther(text: string): number {
    const known = this.others.get(text);
    if (known !== undefined) return known;
    const code = this.add(0, 0);
    this.others.set(text, code);
    return code;
  }

  private add(hash: number, length: number): number {
    const code = this.count++;
    if (code === this.ends.length) {
      this.ends = doubled(this.ends, new Uint32Array(2 * code));
      this.hashes = doubled(this.hashes, new Int32Array(2 * code));
    }
    this.used += length;
    this.ends[code] = this.used;
    this.hashes[code] = hash;
    return code;
  }

  private makeRoom(length: number): void {
    const needed = this.used + length;
    if (needed > this.bytes.length) this.bytes = doubled(this.bytes, new Uint8Array(2 * needed));
  }
}

function textsOf(
  bytes: Uint8Array,
  ends: Uint32Array,
  others: ReadonlyMap<string, number>,
): readonly string[] {
  const texts = new Array<string>(ends.length).fill('');
  for (let code = 1; code < ends.length; code++) texts[code] = asciiText(bytes, ends[code - 1]!, ends[code]!);
  for (const [text, code] of others) texts[code] = text;
  return texts;
}

function doubled<Values extends Uint8Array | Uint32Array | Int32Array>(
  values: Values,
  larger: Values,
): Values {
  larger.set(values);
  return larger;
}

function asciiText(bytes: Uint8Array, from: number, to: number): string {
  const characters = CHARACTERS[to - from];
  if (characters === undefined) return decoder.decode(bytes.subarray(from, to));
  for (let i = 0; i < characters.length; i++) characters[i] = bytes[from + i]!;
  return String.fromCharCode.apply(null, characters);
}
