/** Decompresses gzip as a stream, and keeps what came before a fault. */
import { createGunzip } from 'node:zlib';
import { gzipFault } from './gzip-fault.js';
import type { StoredBytes } from './stored-bytes.js';

/** Compressed bytes at a time: gzip makes at most 1032 bytes of one, so that at most 17 MB wait. */
const SLICE_BYTES = 16 * 1024;
const OUTPUT_BYTES = 128 * 1024;

/**
 * The contents of all members (RFC 1952 section 2.2). Throws StrayflowError 'input-corrupt', after all that could be
 * read, when the data break off or are damaged; the rest of the stored bytes is then read past.
 */
export async function* gunzip(
  stored: Pick<StoredBytes, 'count'>,
  chunks: AsyncIterator<Uint8Array>,
  name: string,
): AsyncGenerator<Uint8Array, void, void> {
  const stream = createGunzip({ chunkSize: OUTPUT_BYTES });
  const ready: Uint8Array[] = [];
  let fault: Error | null = null;
  const closed = new Promise<void>((resolve) => stream.once('close', resolve));
  stream.on('data', (piece: Uint8Array) => ready.push(piece));
  // A write that meets a fault is never called back.
  let settle = () => {};
  stream.on('error', (error) => {
    fault = error;
    settle();
  });
  const write = (slice: Uint8Array) =>
    new Promise<void>((resolve) => {
      settle = resolve;
      stream.write(slice, () => resolve());
    });
  let fed = 0;
  try {
    for (let next = await chunks.next(); next.done !== true; next = await chunks.next()) {
      for (let at = 0; at < next.value.length && fault === null; at += SLICE_BYTES) {
        const slice = next.value.subarray(at, at + SLICE_BYTES);
        await write(slice);
        if (fault === null) fed += slice.length;
        yield* ready.splice(0);
      }
    }
    if (fault === null) stream.end();
    await closed;
    yield* ready.splice(0);
  } finally {
    stream.destroy();
  }
  if (fault !== null) {
    throw gzipFault(name, fed, stored.count, fault);
  }
}
