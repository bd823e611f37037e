import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { follow, sequence } from '../../../src/sources/netflow/sequence.js';
import { readDatagrams } from '../exports/reading.js';
import { ipfix, set, template, v5, v9 } from './messages.js';

type Step = readonly [number: number, records: number, uptime?: number];

const after = (counts: 'datagrams' | 'records', ...steps: readonly Step[]) => {
  const state = sequence();
  for (const [number, records, uptime] of steps) follow(state, number, records, uptime ?? Number.NaN, counts);
  return state;
};

describe('sequence numbers', () => {
  it('count what is missing', () => {
    expect(after('datagrams', [5, 9], [6, 9], [9, 9], [10, 9])).toMatchObject({ missing: 2, received: 4 });
    expect(after('records', [0, 10], [10, 10], [50, 10], [60, 3])).toMatchObject({
      missing: 30,
      received: 33,
    });
  });

  it('begin again at 2^32', () => {
    expect(after('datagrams', [2 ** 32 - 1, 9], [0, 9], [2, 9])).toMatchObject({ missing: 1, restarts: 0 });
    expect(after('records', [2 ** 32 - 5, 10], [5, 10])).toMatchObject({ missing: 0 });
  });

  it('of a restart are no loss', () => {
    expect(after('datagrams', [900_000, 9, 5e6], [900_001, 9, 6e6], [0, 9, 100], [1, 9, 200])).toMatchObject({
      missing: 0,
      restarts: 1,
    });
    expect(after('records', [90_000_000, 10], [90_000_010, 10], [0, 10], [10, 10])).toMatchObject({
      missing: 0,
      restarts: 1,
    });
    const soon = [500, 501, 0, 1, 2, 3, 4, 5, 6].map((number): Step => [number, 9]);
    expect(after('datagrams', ...soon)).toMatchObject({ missing: 0, restarts: 1, last: 6 });
  });

  it('of datagrams that were overtaken are made good', () => {
    expect(after('datagrams', [1, 9], [2, 9], [4, 9], [3, 9], [5, 9])).toMatchObject({ missing: 0 });
    expect(after('records', [0, 10], [10, 10], [30, 10], [20, 10], [40, 10])).toMatchObject({ missing: 0 });
  });

  it('may count the other unit, or nothing', () => {
    expect(after('datagrams', [0, 10], [10, 10], [20, 10], [40, 10])).toMatchObject({ missing: 10 });
    expect(after('records', [7, 10], [8, 10], [9, 10], [11, 10])).toMatchObject({ missing: 1 });
    expect(after('records', [0, 8], [0, 8], [0, 8])).toMatchObject({ missing: 0, restarts: 0 });
  });

  it('may count flows of two records each, or the records of the message itself', () => {
    // softflowd 0.9.9: as it exported to a capture, and to a file.
    const flows = [
      [0, 0],
      [1, 4],
      [4, 1],
      [5, 5],
      [8, 3],
      [10, 1],
      [11, 3],
      [14, 2],
      [16, 1],
    ] as const;
    expect(after('datagrams', ...flows)).toMatchObject({ missing: 0, restarts: 0, late: 0 });
    expect(after('records', [6, 7], [7, 1], [12, 5], [20, 8], [30, 5])).toMatchObject({
      missing: 5,
      late: 0,
    });
    // A datagram that was lost first does not hide those after it.
    expect(after('datagrams', [0, 9], [2, 9], [3, 9], [6, 9])).toMatchObject({ missing: 2 });
  });

  it('wait where the number of records is not known', () => {
    expect(after('records', [0, Number.NaN], [10, 5], [15, Number.NaN], [90, 5], [95, 1])).toMatchObject({
      missing: 0,
    });
  });

  it('count exactly the datagrams that were left out', () => {
    const sizes = fc.array(fc.tuple(fc.integer({ min: 3, max: 30 }), fc.boolean()), {
      minLength: 3,
      maxLength: 80,
    });
    fc.assert(
      fc.property(sizes, fc.nat(2 ** 32 - 1), fc.boolean(), (datagrams, begin, countsRecords) => {
        // The first step tells the unit.
        const known = [[5, true], [4, true], ...datagrams] as typeof datagrams;
        let number = begin;
        let lost = 0;
        let pending = 0;
        const state = sequence();
        known.forEach(([records, arrives], index) => {
          const step = countsRecords ? records : 1;
          if (arrives || index < 3) {
            follow(state, number >>> 0, records, Number.NaN, countsRecords ? 'records' : 'datagrams');
            lost += pending;
            pending = 0;
          } else pending += step;
          number = (number + step) % 2 ** 32;
        });
        expect(state.missing).toBe(lost);
      }),
    );
  });
});

describe('losses', () => {
  const datagrams = (make: (sequence: number) => Uint8Array, ...numbers: readonly number[]) =>
    numbers.map((number) => ({ bytes: make(number), from: '192.0.2.1' }));

  it('are summed over exporters and told', () => {
    const two = [
      ...datagrams((number) => v5({ sequence: number }, {}, {}), 0, 2, 6),
      ...datagrams(
        (number) => v9({ sequence: number, domain: 7 }, set(0, template(256, '8:4 12:4'))),
        1,
        2,
        5,
      ),
      ...datagrams((number) => ipfix({ sequence: number }, set(2, template(256, '8:4 12:4'))), 3, 3, 8),
    ];
    const reading = readDatagrams(two);
    expect(reading.losses).toBe(2 + 2 + 5);
    expect(reading.notes).toContain('192.0.2.1: 2 of 8 records never arrived, by its sequence numbers.');
    expect(reading.notes).toContain(
      '192.0.2.1 (domain 7): 2 of 5 datagrams never arrived, by its sequence numbers.',
    );
    expect(readDatagrams(two, {}, 3).losses).toBe(9);
  });

  it('are kept apart for two processes of one address', () => {
    const of = (port: number, number: number) => ({
      bytes: v9({ sequence: number }, set(0, template(256, '8:4'))),
      port,
    });
    expect(readDatagrams([of(1, 10), of(2, 900), of(1, 11), of(2, 901), of(1, 12)]).losses).toBe(0);
  });
});
