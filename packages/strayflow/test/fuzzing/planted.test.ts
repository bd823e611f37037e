/** The fuzzer finds what it looks for: parsers with a planted fault, and the smallest input that shows it. */
import { expect, it } from 'vitest';
import type { Parser, RecordSink } from '../../src/model/source.js';
import { Campaign } from './campaign.js';
import type { FuzzTarget } from './targets.js';

const EXECUTIONS = 3000;

/** A parser that counts lines; `plant` does what it should not. */
function planted(plant: (sink: RecordSink, chunk: Uint8Array, before: Uint8Array) => void): FuzzTarget {
  return {
    name: 'planted',
    seeds: [new TextEncoder().encode('a,b\n1,2\n')],
    tokens: [],
    restarts: true,
    decidesAtFlush: false,
    open: (sink, snapshot): Parser => {
      let kept = snapshot ?? new Uint8Array(0);
      return {
        push: (chunk) => {
          sink.read(chunk.filter((byte) => byte === 10).length);
          plant(sink, chunk, kept);
          kept = chunk.slice(-1);
        },
        flush: () => {},
        end: () => {},
        snapshot: () => new Uint8Array(0),
      };
    },
  };
}

function found(target: FuzzTarget): readonly (readonly [string, number])[] {
  const findings: (readonly [string, number])[] = [];
  const campaign = new Campaign(target, {
    seed: 1,
    found: ({ kind }, smallest) => findings.push([kind, smallest.length]),
  });
  campaign.begin();
  while (campaign.executions < EXECUTIONS && findings.length === 0) campaign.step();
  return findings;
}

it('finds nothing in a parser that does what it should', () => {
  expect(found(planted(() => {}))).toEqual([]);
});

it('finds an error of another kind, and one byte that leads to it', () => {
  const target = planted((_, chunk) => {
    if (chunk.includes(0xff)) throw new TypeError('a byte of 255');
  });
  expect(found(target)).toEqual([['throws', 1]]);
});

it('finds books that do not balance', () => {
  const target = planted((sink, chunk) => {
    if (chunk.includes(0)) sink.reject('zero', 1, 'a zero'.repeat(chunk.length > 64 ? 1000 : 1));
  });
  expect(found(target)).toEqual([['values', expect.any(Number)]]);
});

it('finds a result that depends on how the input is cut', () => {
  const target = planted((sink, chunk) => {
    if (chunk.length > 4) sink.note('a long chunk');
  });
  expect(found(target).map(([kind]) => kind)).toEqual(['cuts']);
});
