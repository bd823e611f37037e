/** Which key follows which in the objects of a log: the next one is compared with the expected before it is looked up. */
import { FNV_PRIME, FNV_START, findKey, type PathNode } from './json-paths.js';
import { WrittenBytes } from './written-bytes.js';

const LONGEST_KEY = 64;
/** Keys that are remembered of all objects; the input chooses them. */
const MOST_KEYS = 1024;
const MOST_FOLLOWERS = 8;
const QUOTE = 34;
const COLON = 58;

/** A key of an object as it is written behind its opening quote, with closing quote and colon; empty when it is not remembered. */
export class JsonKey extends WrittenBytes {
  /** Where its value goes; -1 when it is not wanted. */
  readonly slot: number;
  /** What is wanted of an object under it, or null. */
  readonly inside: JsonObjectKeys | null;
  /** The keys that were seen behind it, first seen first. */
  readonly followers: JsonKey[] = [];

  constructor(written: Uint8Array, slot: number, inside: JsonObjectKeys | null) {
    super(written);
    this.slot = slot;
    this.inside = inside;
  }
}

const NOT_REMEMBERED = new Uint8Array(0);

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
  const start = new JsonKey(NOT_REMEMBERED, -1, null);
  return { node, children, start, known: new Map(), lastScan: -1, lastWalk: -1 };
}

export class JsonKeyMemory {
  private count = 0;

  /** The key whose text is `key[from..to)`, as it stands unescaped. */
  find(object: JsonObjectKeys, key: Uint8Array, from: number, to: number, written = NOT_REMEMBERED): JsonKey {
    let hash = FNV_START;
    for (let at = from; at < to; at++) hash = Math.imul(hash ^ key[at]!, FNV_PRIME);
    const entry = findKey(object.node, hash, key, from, to);
    return entry < 0
      ? new JsonKey(written, -1, null)
      : new JsonKey(written, object.node.slots[entry]!, object.children[entry]!);
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
      key = this.find(object, bytes, from, to, written);
      this.count++;
      object.known.set(name, key);
    }
    if (before.followers.length < MOST_FOLLOWERS) before.followers.push(key);
    return key;
  }
}
