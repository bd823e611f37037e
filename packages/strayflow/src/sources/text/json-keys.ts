/** Which key follows which in the objects of a log: the next one is compared with the expected before it is looked up. */
import { FNV_PRIME, FNV_START, findKey, type PathNode } from './json-paths.js';

const LONGEST_KEY = 64;
/** Keys that are remembered of all objects; the input chooses them. */
const MOST_KEYS = 1024;
const MOST_FOLLOWERS = 8;
const QUOTE = 34;
const COLON = 58;

/** A key of an object, and what comes after it. */
export interface JsonKey {
  /** As it is written behind its opening quote, closing quote and colon included; empty when it is not remembered. */
  readonly written: Uint8Array;
  /** The same four bytes at a time (little-endian) up to `lastWord`, where the last four begin, of which `mask` counts. */
  readonly words: Int32Array;
  readonly lastWord: number;
  readonly tail: number;
  readonly mask: number;
  /** Where its value goes; -1 when it is not wanted. */
  readonly slot: number;
  /** What is wanted of an object under it, or null. */
  readonly inside: JsonObjectKeys | null;
  /** The keys that were seen behind it, first seen first. */
  readonly followers: JsonKey[];
}

/** The keys of one wanted object. */
export interface JsonObjectKeys {
  readonly node: PathNode;
  /** What is wanted of objects inside it, by entry of the node's table. */
  readonly children: readonly (JsonObjectKeys | null)[];
  readonly start: JsonKey;
  readonly known: Map<string, JsonKey>;
  /** The scan, and the quick walk, in which such an object was met last. */
  lastScan: number;
  lastWalk: number;
}

export function objectKeys(node: PathNode): JsonObjectKeys {
  const children = node.children.map((child) => (child === null ? null : objectKeys(child)));
  const start = { ...inWords(new Uint8Array(0)), slot: -1, inside: null, followers: [] };
  return { node, children, start, known: new Map(), lastScan: -1, lastWalk: -1 };
}

function inWords(written: Uint8Array): Pick<JsonKey, 'written' | 'words' | 'lastWord' | 'tail' | 'mask'> {
  const padded = new Uint8Array(Math.max(written.length, 4));
  padded.set(written);
  const view = new DataView(padded.buffer);
  const lastWord = padded.length - 4;
  const words = Int32Array.from({ length: (lastWord + 3) >> 2 }, (_, word) => view.getInt32(4 * word, true));
  const mask = written.length < 4 ? (1 << (8 * written.length)) - 1 : -1;
  return { written, words, lastWord, tail: view.getInt32(lastWord, true), mask };
}

export class JsonKeyMemory {
  private count = 0;

  /** The key whose text is `key[from..to)`, as it stands unescaped. */
  find(object: JsonObjectKeys, key: Uint8Array, from: number, to: number): JsonKey {
    let hash = FNV_START;
    for (let at = from; at < to; at++) hash = Math.imul(hash ^ key[at]!, FNV_PRIME);
    const entry = findKey(object.node, hash, key, from, to);
    return {
      ...inWords(new Uint8Array(0)),
      slot: entry < 0 ? -1 : object.node.slots[entry]!,
      inside: entry < 0 ? null : object.children[entry]!,
      followers: [],
    };
  }

  /** The same of a key at `from` whose closing quote is at `to`, remembered as one that follows `before`. */
  learn(object: JsonObjectKeys, before: JsonKey, bytes: Uint8Array, from: number, to: number): JsonKey {
    if (bytes[to] !== QUOTE || bytes[to + 1] !== COLON || to - from > LONGEST_KEY) {
      return this.find(object, bytes, from, to);
    }
    const written = bytes.slice(from, to + 2);
    const name = String.fromCharCode(...written);
    let key = object.known.get(name);
    if (key === undefined) {
      if (this.count >= MOST_KEYS) return this.find(object, bytes, from, to);
      key = { ...this.find(object, bytes, from, to), ...inWords(written) };
      this.count++;
      object.known.set(name, key);
    }
    if (before.followers.length < MOST_FOLLOWERS) before.followers.push(key);
    return key;
  }
}

/** The key that was seen behind `before` and stands at `at` now; null when none does. `length` is that of the view. */
export function expectedKey(before: JsonKey, view: DataView, length: number, at: number): JsonKey | null {
  const { followers } = before;
  for (let f = 0; f < followers.length; f++) {
    const key = followers[f]!;
    const { words, lastWord } = key;
    if (at + lastWord + 4 > length) continue;
    let place = at;
    let w = 0;
    while (w < words.length && view.getInt32(place, true) === words[w]) {
      w++;
      place += 4;
    }
    if (w === words.length && (view.getInt32(at + lastWord, true) & key.mask) === key.tail) return key;
  }
  return null;
}
