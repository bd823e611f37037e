/** Tells contents apart wherever they are kept: their first bytes, and those before the place that was read to. */
import { createHash } from 'node:crypto';
import type { Content } from './content.js';

/** Longer than the header lines of flow logs. */
export const HEAD_BYTES = 4_096;
export const TAIL_BYTES = 256;

/** A content that was read up to `offset`. */
export interface ContentMark {
  /** Device and inode of the file. */
  readonly key: string;
  readonly offset: number;
  /** SHA-256 of the first min(offset, 4096) bytes. */
  readonly head: string;
  /** SHA-256 of the last min(offset, 256) bytes before `offset`. */
  readonly tail: string;
  /** When the file was last written, as far as was seen (ns since 1970). */
  readonly modified: bigint;
}

export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** As `InputPosition.identity`. */
export function markText({ key, head, tail, modified }: ContentMark): string {
  return `${key}:${head}:${tail}:${modified}`;
}

/** Null for the identity of something else. */
export function parseMark(identity: string, offset: number): ContentMark | null {
  const found = /^(\d+:\d+):([0-9a-f]{64}):([0-9a-f]{64}):(\d+)$/.exec(identity);
  if (found === null) return null;
  return { key: found[1]!, offset, head: found[2]!, tail: found[3]!, modified: BigInt(found[4]!) };
}

async function readAll(content: Content, from: number, to: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(to - from);
  let length = 0;
  while (from + length < to) {
    const piece = await content.read(from + length, to - from - length);
    if (piece.length === 0) break;
    bytes.set(piece, length);
    length += piece.length;
  }
  return bytes.subarray(0, length);
}

export interface Ends {
  readonly head: Uint8Array;
  readonly tail: Uint8Array;
}

/** First bytes, and those before `offset`; shorter where the content is. */
export async function endsOf(content: Content, offset: number): Promise<Ends> {
  const head = await readAll(content, 0, Math.min(offset, HEAD_BYTES));
  if (offset <= HEAD_BYTES) return { head, tail: head.subarray(Math.max(0, offset - TAIL_BYTES)) };
  return { head, tail: await readAll(content, offset - TAIL_BYTES, offset) };
}

export function endsAgree({ head, tail }: Ends, mark: ContentMark): boolean {
  const { offset } = mark;
  return (
    head.length === Math.min(offset, HEAD_BYTES) &&
    tail.length === Math.min(offset, TAIL_BYTES) &&
    sha256(head) === mark.head &&
    sha256(tail) === mark.tail
  );
}

/** `whole`: the same up to the mark and not longer; `longer`; `part`: begins the same and is shorter; or another one. */
export type Likeness = 'whole' | 'longer' | 'part' | 'other';

export async function compare(content: Content, mark: ContentMark): Promise<Likeness> {
  const { offset } = mark;
  const ends = await endsOf(content, offset);
  if (endsAgree(ends, mark)) return (await content.read(offset, 1)).length === 0 ? 'whole' : 'longer';
  const isLong = offset > HEAD_BYTES && ends.head.length === HEAD_BYTES && ends.tail.length < TAIL_BYTES;
  return isLong && sha256(ends.head) === mark.head ? 'part' : 'other';
}

/** Keeps the ends of a content while it is read. */
export class EndsKeeper {
  private head: Uint8Array;
  private tail: Uint8Array;
  private offset: number;

  constructor(offset: number, ends: Ends) {
    this.offset = offset;
    this.head = ends.head.slice();
    this.tail = ends.tail.slice();
  }

  push(bytes: Uint8Array): void {
    const missing = HEAD_BYTES - this.head.length;
    if (missing > 0) this.head = joined(this.head, bytes.subarray(0, missing));
    const last = bytes.length >= TAIL_BYTES ? bytes.slice(-TAIL_BYTES) : joined(this.tail, bytes);
    this.tail = last.length > TAIL_BYTES ? last.slice(-TAIL_BYTES) : last;
    this.offset += bytes.length;
  }

  mark(key: string, modified: bigint): ContentMark {
    return { key, modified, offset: this.offset, head: sha256(this.head), tail: sha256(this.tail) };
  }

  /** Everything up to here is still there. */
  async standsIn(content: Content): Promise<boolean> {
    const { head, tail } = await endsOf(content, this.offset);
    return Buffer.compare(head, this.head) === 0 && Buffer.compare(tail, this.tail) === 0;
  }
}

function joined(one: Uint8Array, other: Uint8Array): Uint8Array {
  const both = new Uint8Array(one.length + other.length);
  both.set(one);
  both.set(other, one.length);
  return both;
}
