/** How lines of JSON are made: what stands between their values, learned from lines that the scanner has accepted. */
import { JsonKeyMemory, type JsonObjectKeys } from './json-keys.js';
import { stringEnd } from './json-tokens.js';
import { WrittenBytes } from './written-bytes.js';

const SPACE = 32;
const QUOTE = 34;
const COMMA = 44;
const BRACKET = 91;
const BACKSLASH = 92;
const BRACE = 123;
const CLOSING_BRACE = 125;
const DEEPEST = 8;
/** What is remembered of all lines; the input chooses it. */
const MOST_STEPS = 2048;
const MOST_FOLLOWERS = 16;
const LONGEST_BETWEEN = 256;
const decoder = new TextDecoder('latin1');

/** What follows what stands between two values: the line's end, text behind its quote, a number or word, an object or array. */
export const Next = { end: 0, text: 1, scalar: 2, container: 3 } as const;
type Next = (typeof Next)[keyof typeof Next];

/** What stands in front of a value, from the end of the value before, and the value. */
export class Step extends WrittenBytes {
  readonly next: Next;
  /** Of the object that the value stands in, the outermost being 1. */
  readonly depth: number;
  /** Where the value goes; -1 when it is not wanted. */
  readonly slot: number;
  /** Wanted objects that begin here, or null: a line that has one of them twice is unusual. */
  readonly objects: readonly JsonObjectKeys[] | null;
  /** What was seen behind the value, first seen first. */
  readonly followers: Step[];

  constructor(
    written: Uint8Array,
    next: Next,
    place: { readonly depth: number; readonly slot: number },
    objects: readonly JsonObjectKeys[],
    followers: Step[],
  ) {
    super(written);
    this.next = next;
    this.depth = place.depth;
    this.slot = place.slot;
    this.objects = objects.length > 0 ? objects : null;
    this.followers = followers;
  }
}

/** What finds where objects and arrays end. */
export interface ValueEnds {
  valueEnd(at: number, depth: number): number;
}

export class JsonSteps {
  /** What lines begin with. */
  readonly first: Step[] = [];
  private readonly root: JsonObjectKeys;
  private readonly values: ValueEnds;
  private readonly memory = new JsonKeyMemory();
  /** By the path of the key of the value that they follow, and what that is. */
  private readonly followers = new Map<string, Step[]>();
  private count = 0;
  private bytes: Uint8Array = new Uint8Array(0);
  /** What is open while a line is learned: the steps behind the last value, its end, and objects begun since. */
  private steps: Step[] = this.first;
  private between = 0;
  private objects: JsonObjectKeys[] = [];

  constructor(root: JsonObjectKeys, values: ValueEnds) {
    this.root = root;
    this.values = values;
  }

  get isFull(): boolean {
    return this.count >= MOST_STEPS;
  }

  /** Learns the line at `from`, one object; what is unusual in it, and all behind that, is left out. */
  learn(bytes: Uint8Array, from: number): void {
    this.bytes = bytes;
    this.steps = this.first;
    this.between = from;
    this.objects = [];
    if (bytes[from] !== BRACE) return;
    const end = this.object(this.root, from, 1, '');
    if (end >= 0) this.add(Next.end, -1, 1, end, '');
  }

  /** `at` is the opening brace; gives the place behind the closing one, or -1 when the rest is left out. */
  private object(keys: JsonObjectKeys, at: number, depth: number, path: string): number {
    const { bytes } = this;
    if (depth > DEEPEST) return -1;
    at = this.space(at + 1);
    if (bytes[at] === CLOSING_BRACE) return at + 1;
    for (;;) {
      const from = at + 1;
      at = from;
      while (bytes[at] !== QUOTE && bytes[at] !== BACKSLASH) at++;
      if (bytes[at] === BACKSLASH || at - from > LONGEST_BETWEEN) return -1;
      const key = this.memory.find(keys, bytes, from, at);
      const inner = `${path}${decoder.decode(bytes.subarray(from, at))}"`;
      at = this.space(this.space(at + 1) + 1);
      const { slot, inside } = key;
      if (inside !== null) {
        // As a step, the array would take an object in its place, of which things are wanted.
        if (slot >= 0 || bytes[at] === BRACKET) return -1;
        this.objects.push(inside);
      }
      at =
        inside !== null && bytes[at] === BRACE
          ? this.object(inside, at, depth + 1, inner)
          : this.value(at, slot, depth, inner);
      if (at < 0) return -1;
      at = this.space(at);
      if (bytes[at] !== COMMA) return at + 1;
      at = this.space(at + 1);
    }
  }

  private value(at: number, slot: number, depth: number, path: string): number {
    const { bytes } = this;
    const first = bytes[at]!;
    const isText = first === QUOTE;
    const isContainer = first === BRACE || first === BRACKET;
    const next = isText ? Next.text : isContainer ? Next.container : Next.scalar;
    if (!this.add(next, slot, depth, isText ? at + 1 : at, path)) return -1;
    // The closing quote stands in front of the next value.
    const end = isText ? stringEnd(bytes, at) - 1 : this.values.valueEnd(at, depth);
    this.between = end;
    return isText ? end + 1 : end;
  }

  /** The step up to `end`, of a value whose key has this path; false when there is no room for it. */
  private add(next: Next, slot: number, depth: number, end: number, path: string): boolean {
    const { steps } = this;
    const written = this.bytes.slice(this.between, end);
    const known = steps.find((step) => step.next === next && isSame(step.written, written));
    if (known === undefined) {
      if (this.isFull || steps.length >= MOST_FOLLOWERS || written.length > LONGEST_BETWEEN) return false;
      const followers = this.followersOf(`${path}${next}`);
      steps.push(new Step(written, next, { depth, slot }, this.objects, followers));
      this.count++;
      this.steps = followers;
    } else this.steps = known.followers;
    this.objects = [];
    return true;
  }

  private followersOf(place: string): Step[] {
    const known = this.followers.get(place);
    if (known !== undefined) return known;
    const steps: Step[] = [];
    this.followers.set(place, steps);
    return steps;
  }

  private space(at: number): number {
    while (this.bytes[at]! <= SPACE) at++;
    return at;
  }
}

function isSame(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && one.every((byte, i) => byte === other[i]);
}
