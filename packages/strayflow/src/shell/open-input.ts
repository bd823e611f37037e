/** One input, wherever it lies: its first bytes to tell the format by, then all of them, decompressed. No Node API. */
import { concatBytes } from '@noble/hashes/utils.js';

const HEAD_BYTES = 64 * 1024;

/** What messages call an input. */
export interface NamedInput {
  /** As the user named it, safe to show. */
  readonly name: string;
  /** Stored size; null where it is not known beforehand. */
  readonly bytes: number | null;
}

/** The bytes of an input as they are stored, counted and hashed on the way. */
export interface StoredStream {
  /** Bytes read so far. */
  readonly count: number;
  /** SHA-256 (hex) of the bytes read so far; final. */
  sha256(): string;
  /** A chunk is valid until the next one is asked for. */
  chunks(): AsyncGenerator<Uint8Array, void, void>;
}

/**
 * The contents of all members of gzip data (RFC 1952 section 2.2). Throws StrayflowError 'input-corrupt', after all that
 * could be read.
 */
export type Gunzip = (
  stored: Pick<StoredStream, 'count'>,
  chunks: AsyncIterator<Uint8Array>,
  name: string,
) => AsyncGenerator<Uint8Array, void, void>;

export interface OpenInput {
  /** The first bytes, decompressed: 64 KiB, or all when there are fewer. */
  readonly head: Uint8Array;
  /**
   * All bytes, decompressed, from the first; once. A chunk is valid until the next one is asked for. Throws
   * StrayflowError: input-unreadable, or input-corrupt after all that could be decompressed.
   */
  chunks(): AsyncGenerator<Uint8Array, void, void>;
  /** SHA-256 (hex) of the stored bytes; to be asked when they were all read. */
  sha256(): string;
  /** Stored bytes read so far. */
  bytesRead(): number;
  /** Releases the file; needed only when the chunks were not read to their end. */
  close(): Promise<void>;
}

/** Bytes that were read ahead, and what ended the reading, if it is over. */
interface Ahead {
  readonly pieces: Uint8Array[];
  readonly over: boolean;
  readonly fault: { readonly error: unknown } | null;
}

async function readAhead(source: AsyncIterator<Uint8Array>, wanted: number): Promise<Ahead> {
  const pieces: Uint8Array[] = [];
  try {
    for (let length = 0; length < wanted; ) {
      const next = await source.next();
      if (next.done === true) return { pieces, over: true, fault: null };
      pieces.push(next.value.slice());
      length += next.value.length;
    }
  } catch (error) {
    return { pieces, over: true, fault: { error } };
  }
  return { pieces, over: false, fault: null };
}

async function* resume(
  ahead: Ahead,
  source: AsyncGenerator<Uint8Array, void, void>,
): AsyncGenerator<Uint8Array, void, void> {
  try {
    yield* ahead.pieces.splice(0);
    if (ahead.fault !== null) throw ahead.fault.error;
    if (!ahead.over) yield* source;
  } finally {
    await source.return();
  }
}

export function isGzip(head: Uint8Array): boolean {
  return head[0] === 0x1f && head[1] === 0x8b && head[2] === 8;
}

/** Throws StrayflowError 'input-unreadable' when nothing can be read of it. */
export async function openStored(stored: StoredStream, name: string, gunzip: Gunzip): Promise<OpenInput> {
  const raw = stored.chunks();
  const first = await readAhead(raw, 3);
  if (first.fault !== null && first.pieces.length === 0) throw first.fault.error;
  const plain = resume(first, raw);
  const source = isGzip(concatBytes(...first.pieces)) ? gunzip(stored, plain, name) : plain;
  const ahead = await readAhead(source, HEAD_BYTES);
  return {
    head: concatBytes(...ahead.pieces).subarray(0, HEAD_BYTES),
    chunks: () => resume(ahead, source),
    sha256: () => stored.sha256(),
    bytesRead: () => stored.count,
    close: async () => {
      await source.return();
      await plain.return();
      await raw.return();
    },
  };
}
