/** Decompresses gzip by whatever the page brings along for it, and keeps what came before a fault. */

import { gzipFault } from '../shell/gzip-fault.js';
import type { Gunzip } from '../shell/open-input.js';

/** Compressed bytes at a time: gzip makes at most 1032 bytes of one, so that at most 17 MB wait. */
const SLICE_BYTES = 16 * 1024;

/** The fault is null while there is none; what came before it counts. */
interface Inflated {
  readonly pieces: readonly Uint8Array[];
  readonly fault: Error | null;
}

/** One stream of gzip data with all its members (RFC 1952 section 2.2). */
export interface Inflater {
  /** What these bytes, the next ones, give. */
  push(bytes: Uint8Array): Inflated;
  /** The data are over: what is left, and the fault where they break off. */
  end(): Inflated;
}

export function gunzipBy(openInflater: () => Inflater): Gunzip {
  return async function* gunzip(stored, chunks, name) {
    const inflater = openInflater();
    let fault: Error | null = null;
    let fed = 0;
    for (let next = await chunks.next(); next.done !== true; next = await chunks.next()) {
      for (let at = 0; at < next.value.length && fault === null; at += SLICE_BYTES) {
        const slice = next.value.subarray(at, at + SLICE_BYTES);
        const result = inflater.push(slice);
        fault = result.fault;
        if (fault === null) fed += slice.length;
        yield* result.pieces;
      }
    }
    if (fault === null) {
      const rest = inflater.end();
      fault = rest.fault;
      yield* rest.pieces;
    }
    if (fault !== null) throw gzipFault(name, fed, stored.count, fault);
  };
}
