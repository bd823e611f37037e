/** Numbers beside the records of a spool: in memory, or in its file once it has one. */
import type { NumberLog, NumberReader } from '../model/number-log.js';
import type { SpoolFile } from './spool-file.js';

/** Numbers that are written and read at a time. */
const CHUNK = 65_536;

interface Chunk {
  readonly count: number;
  load(): Float64Array;
}

/** @param fileOf the file that numbers go to; null keeps them in memory */
export function numberLog(fileOf: () => SpoolFile | null): NumberLog {
  const chunks: Chunk[] = [];
  let open = new Float64Array(CHUNK);
  let used = 0;

  const put = (): void => {
    if (used === 0) return;
    chunks.push(stored(open, used, fileOf()));
    open = new Float64Array(CHUNK);
    used = 0;
  };
  return {
    write(values) {
      for (let from = 0; from < values.length; ) {
        const count = Math.min(CHUNK - used, values.length - from);
        open.set(values.subarray(from, from + count), used);
        used += count;
        from += count;
        if (used === CHUNK) put();
      }
    },
    read() {
      put();
      return readerOf(chunks);
    },
  };
}

/** A function of its own, so that what a chunk in the file returns holds on to no number. */
function stored(numbers: Float64Array, count: number, file: SpoolFile | null): Chunk {
  if (file === null) {
    const kept = count === numbers.length ? numbers : numbers.slice(0, count);
    return { count, load: () => kept };
  }
  const start = file.append(new Uint8Array(numbers.buffer, numbers.byteOffset, 8 * count));
  return { count, load: () => new Float64Array(file.readNow(start, 8 * count).buffer) };
}

function readerOf(chunks: readonly Chunk[]): NumberReader {
  let next = 0;
  let present: Float64Array = new Float64Array(0);
  let at = 0;
  return {
    next(count) {
      if (at + count <= present.length) {
        at += count;
        return present.subarray(at - count, at);
      }
      const joined = new Float64Array(count);
      for (let done = 0; done < count; ) {
        if (at === present.length) {
          const chunk = chunks[next++];
          if (chunk === undefined) throw new RangeError(`expected ${count} numbers more, received ${done}`);
          present = chunk.load();
          at = 0;
        }
        const part = Math.min(count - done, present.length - at);
        joined.set(present.subarray(at, at + part), done);
        at += part;
        done += part;
      }
      return joined;
    },
  };
}
