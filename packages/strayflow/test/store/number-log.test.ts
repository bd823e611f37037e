import { tmpdir } from 'node:os';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { numberLog } from '../../src/store/number-log.js';
import { TemporaryFile } from '../../src/store/temporary-file.js';

let file: TemporaryFile | null = null;
afterEach(() => {
  file?.close();
  file = null;
});

const lengths = fc.array(fc.nat(90_000), { maxLength: 8 });

/** Different numbers in pieces of these lengths. */
function pieces(of: readonly number[]): readonly Float64Array[] {
  let next = 0;
  return of.map((length) => Float64Array.from({ length }, () => next++ / 8));
}

describe('the log of numbers', () => {
  it('gives back what was written, however it is asked for, from memory and from a file', () => {
    fc.assert(
      fc.property(lengths, lengths, fc.boolean(), (written, asked, onDisk) => {
        const own = onDisk ? new TemporaryFile(tmpdir(), 2 ** 30) : null;
        const log = numberLog(() => own);
        const parts = pieces(written);
        for (const part of parts) log.write(part);
        const all = parts.flatMap((part) => [...part]);
        for (let again = 0; again < 2; again++) {
          const reader = log.read();
          let at = 0;
          for (const length of asked) {
            const count = Math.min(length, all.length - at);
            expect([...reader.next(count)]).toEqual(all.slice(at, at + count));
            at += count;
          }
          expect(() => reader.next(all.length - at + 1)).toThrow(RangeError);
        }
        own?.close();
      }),
      { numRuns: 15 },
    );
  });

  it('takes a copy of what is written', () => {
    file = new TemporaryFile(tmpdir(), 2 ** 20);
    const log = numberLog(() => file);
    const numbers = Float64Array.of(1, 2, 3);
    log.write(numbers);
    numbers.fill(0);
    expect([...log.read().next(3)]).toEqual([1, 2, 3]);
  });
});
