import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readDatagrams } from '../exports/reading.js';
import { address, bytesOf, ipfix, number, optionsTemplate, set, template, v5, v9 } from './messages.js';

const SPEC = '8:4 12:4 7:2 11:2 4:1 6:1 1:4 2:4 22:4 21:4 95:4 82:v';
const record = bytesOf(
  address('10.0.0.5'),
  address('192.0.2.80'),
  number(51_000, 2),
  number(53, 2),
  [17, 0],
  number(100, 4),
  number(1, 4),
  number(99_999_000, 4),
  number(99_999_500, 4),
  number(9, 4),
  [3, 65, 66, 67],
);
const SEEDS: readonly Uint8Array[] = [
  v5({ sampling: 100 }, {}, {}, {}),
  v9(
    {},
    set(0, template(256, SPEC), template(257, '8:4 12:4 85:8 86:8 154:8 155:8 311:8 230:1 225:4 227:2')),
    set(1, optionsTemplate(258, '2:4', '34:4 82:8 160:8')),
    set(258, number(1, 4), number(10, 4), number(0, 16)),
    set(256, record, record),
    set(257, new Uint8Array(100).fill(7)),
  ),
  ipfix(
    {},
    set(2, template(256, `${SPEC} 29305/1:8 29305/2:8 9/1:v 293:v`)),
    set(3, optionsTemplate(300, '95:4', '96:12', true)),
    set(300, number(9, 4), new Uint8Array(12).fill(66)),
    set(256, record, new Uint8Array(16), [0, 0], record, new Uint8Array(16), [255, 0, 1, 9, 0]),
    set(400, new Uint8Array(40)),
  ),
];

/** Bytes changed, cut out, put twice, and set to what lengths and versions look like. */
const mutation = fc.record({
  seed: fc.nat(SEEDS.length - 1),
  changes: fc.array(
    fc.record({
      at: fc.nat(400),
      kind: fc.constantFrom('set', 'flip', 'word', 'cut', 'twice'),
      value: fc.nat(255),
      word: fc.constantFrom(0, 1, 2, 3, 4, 5, 9, 10, 255, 256, 257, 300, 0x7fff, 0x8000, 0xffff),
    }),
    { maxLength: 6 },
  ),
});
type Mutation = typeof mutation extends fc.Arbitrary<infer Value> ? Value : never;

function mutate({ seed, changes }: Mutation): Uint8Array {
  let bytes: Uint8Array = SEEDS[seed]!.slice();
  for (const { at: place, kind, value, word } of changes) {
    if (bytes.length < 4) break;
    const at = place % (bytes.length - 1);
    if (kind === 'set') bytes[at] = value;
    else if (kind === 'flip') bytes[at] = bytes[at]! ^ (1 << (value & 7));
    else if (kind === 'word') bytes.set(number(word, 2), at);
    else if (kind === 'cut') bytes = bytesOf(bytes.subarray(0, at), bytes.subarray(at + value));
    else bytes = bytesOf(bytes.subarray(0, at + 1), bytes.subarray(Math.max(0, at - value)));
  }
  return bytes;
}

const datagrams = fc
  .array(fc.tuple(mutation, fc.nat(2), fc.boolean()), { minLength: 1, maxLength: 12 })
  .map((drawn) =>
    drawn.map(([mutated, exporter, timed]) => ({
      bytes: mutate(mutated),
      from: `192.0.2.${exporter}`,
      ...(timed ? { time: Date.UTC(2026, 10, 22, 10) } : {}),
    })),
  );

describe('datagrams of any bytes', () => {
  it('never throw, and every record is counted', () => {
    fc.assert(
      fc.property(datagrams, (sent) => {
        const { rows, facts, read, rejected, ignored, losses } = readDatagrams(sent);
        const rejects = Object.values(rejected).reduce((sum, count) => sum + count, 0);
        const ignores = Object.values(ignored).reduce((sum, count) => sum + count, 0);
        const flows = new Set(rows.map(({ flow }) => flow)).size;
        expect(flows + rejects + ignores).toBeLessThanOrEqual(read);
        if (flows + facts.length === 0) expect(rejects + ignores).toBe(read);
        for (const { start, time, durationMs } of rows) {
          expect(Number.isFinite(start) && Number.isFinite(time)).toBe(true);
          expect(durationMs).toBeGreaterThanOrEqual(0);
        }
        expect(losses).toBeGreaterThanOrEqual(0);
      }),
      { numRuns: 200 },
    );
  });

  it('give the same after a restart', () => {
    fc.assert(
      fc.property(datagrams, fc.nat(11), (sent, restart) => {
        expect(readDatagrams(sent, {}, restart)).toEqual(readDatagrams(sent));
      }),
      { numRuns: 80 },
    );
  });

  it('of noise behind a version are rejected', () => {
    fc.assert(
      fc.property(fc.constantFrom(5, 9, 10), fc.uint8Array({ maxLength: 1500 }), (version, noise) => {
        const { rows, read, rejected } = readDatagrams([{ bytes: bytesOf(number(version, 2), noise) }]);
        if (version !== 5) expect(rows).toEqual([]);
        if (Object.keys(rejected).length > 0) expect(read).toBeGreaterThan(0);
      }),
      { numRuns: 150 },
    );
  });
});

describe('what is remembered', () => {
  it('is bounded, whatever exporters send', () => {
    // 40 datagrams, each of another domain, of 700 templates and of names and samplers.
    const many = Array.from({ length: 700 }, (_, id) => template(256 + id, '8:4 12:4 82:v'));
    const options = set(3, optionsTemplate(256, '10:4', '34:4 82:4', true));
    const names = set(
      256,
      ...Array.from({ length: 1000 }, (_, i) => bytesOf(number(i, 4), number(10, 4), [65, 65, 65, 65])),
    );
    const sent = Array.from({ length: 40 }, (_, domain) => [
      { bytes: ipfix({ domain }, set(2, ...many)) },
      { bytes: ipfix({ domain: 100 + domain }, options, names) },
    ]).flat();
    const reading = readDatagrams(sent, {}, sent.length - 1);
    expect(reading.rejected).toEqual({});
    const exporters = Array.from({ length: 300 }, (_, i) => ({
      bytes: v5({ sequence: 1 }, {}),
      from: `10.1.${i >> 8}.${i & 255}`,
    }));
    const few = readDatagrams(exporters, { maxExporters: 10 });
    expect(few.notes.join()).toContain('More than 10 exporters');
    expect(few.read).toBe(300);
  });

  it('of an exporter that was forgotten is forgotten', () => {
    const sent = [
      { bytes: v9({}, set(0, template(256, '8:4 12:4'))), from: '10.0.0.1' },
      { bytes: v5({}, {}), from: '10.0.0.2' },
      { bytes: v9({ sequence: 1 }, set(256, address('10.9.9.9'), address('10.9.9.8'))), from: '10.0.0.1' },
    ];
    expect(readDatagrams(sent).rejected).toEqual({});
    expect(readDatagrams(sent, { maxExporters: 1 }).rejected).toEqual({ 'no-template': 1 });
  });
});
