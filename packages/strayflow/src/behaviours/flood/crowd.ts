/** Who sends to a victim: the counts of some senders, and an estimate of how many there are. */
import { MAX_REFERENCES } from '../../model/evidence.js';
import { type References, references } from '../references.js';

export interface Sender {
  count: number;
  /** Of which bear marks of the sender's handshakes, or are handshaken. */
  proven: number;
}

const MAX_SENDERS = 256;
const BITMAP_BYTES = 4096;

export interface Crowd {
  readonly senders: Map<string, Sender>;
  /** Linear counting bitmap, once there are more senders than are counted one by one. */
  bitmap: Uint8Array | null;
  /** Units counted (flows or packets). */
  count: number;
  bytes: number;
  firstSeen: number;
  lastSeen: number;
  readonly references: References;
}

export function openCrowd(): Crowd {
  return {
    senders: new Map(),
    bitmap: null,
    count: 0,
    bytes: 0,
    firstSeen: Number.POSITIVE_INFINITY,
    lastSeen: Number.NEGATIVE_INFINITY,
    references: references(),
  };
}

function hash(key: string): number {
  let h = 0x811c9dc5;
  for (let i = 0; i < key.length; i++) h = Math.imul(h ^ key.charCodeAt(i), 0x01000193);
  h ^= h >>> 16;
  h = Math.imul(h, 0x85ebca6b);
  return (h ^ (h >>> 13)) >>> 0;
}

function mark(bitmap: Uint8Array, key: string): void {
  const bit = hash(key) % (8 * BITMAP_BYTES);
  bitmap[bit >> 3] = bitmap[bit >> 3]! | (1 << (bit & 7));
}

export function join(crowd: Crowd, sender: string, count: number, proven: number): void {
  crowd.count += count;
  const known = crowd.senders.get(sender);
  if (known !== undefined) {
    known.count += count;
    known.proven += proven;
  } else if (crowd.senders.size < MAX_SENDERS) crowd.senders.set(sender, { count, proven });
  else {
    if (crowd.bitmap === null) {
      crowd.bitmap = new Uint8Array(BITMAP_BYTES);
      for (const earlier of crowd.senders.keys()) mark(crowd.bitmap, earlier);
    }
    mark(crowd.bitmap, sender);
  }
}

/** Both crowds as one. */
export function merged(earlier: Crowd, later: Crowd): Crowd {
  const both = openCrowd();
  for (const crowd of [earlier, later]) {
    for (const [key, sender] of crowd.senders) join(both, key, sender.count, sender.proven);
    if (crowd.bitmap !== null) {
      both.bitmap ??= new Uint8Array(BITMAP_BYTES);
      for (const key of both.senders.keys()) mark(both.bitmap, key);
      for (let i = 0; i < BITMAP_BYTES; i++) both.bitmap[i] = both.bitmap[i]! | crowd.bitmap[i]!;
    }
    both.bytes += crowd.bytes;
    both.firstSeen = Math.min(both.firstSeen, crowd.firstSeen);
    both.lastSeen = Math.max(both.lastSeen, crowd.lastSeen);
    both.references.count += crowd.references.count;
    const room = 2 * MAX_REFERENCES - both.references.pairs.length;
    both.references.pairs.push(...crowd.references.pairs.slice(0, room));
  }
  both.count = earlier.count + later.count;
  return both;
}

/** Distinct senders: exact while few, linear counting (Whang, Vander-Zanden, Taylor 1990) beyond. */
export function senderCount(crowd: Crowd): { readonly value: number; readonly exact: boolean } {
  if (crowd.bitmap === null) return { value: crowd.senders.size, exact: true };
  const bits = 8 * BITMAP_BYTES;
  let empty = 0;
  for (const byte of crowd.bitmap) {
    for (let bit = 0; bit < 8; bit++) if ((byte & (1 << bit)) === 0) empty++;
  }
  return { value: Math.round(-bits * Math.log(Math.max(1, empty) / bits)), exact: false };
}

/** The few senders that make most of it, largest first; none when it takes more than `few`. */
export function mainSenders(
  crowd: Crowd,
  few: number,
  share: number,
): readonly { readonly key: string; readonly sender: Sender }[] {
  const ranked = [...crowd.senders].sort(
    ([a, left], [b, right]) => right.count - left.count || (a < b ? -1 : 1),
  );
  const main: { key: string; sender: Sender }[] = [];
  let sum = 0;
  for (const [key, sender] of ranked.slice(0, few)) {
    if (sender.count < crowd.count / (4 * few)) break;
    main.push({ key, sender });
    sum += sender.count;
    if (sum >= share * crowd.count) return main;
  }
  return [];
}
