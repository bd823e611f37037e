/** SQL over Parquet and the matcher over batches say the same of every row. */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { parsePrefix } from '../../../src/model/address.js';
import { CONNECTION_STATE_NAMES } from '../../../src/model/flow-batch.js';
import { FlowDatabase } from '../../../src/store/flows/flow-database.js';
import { rowOfBatch } from '../../../src/store/flows/flow-row.js';
import { matcherOf } from '../../../src/store/flows/query/match.js';
import type { FlowQuery, NumberField, TextField } from '../../../src/store/flows/query/query.js';
import { conditionOf } from '../../../src/store/flows/query/sql.js';
import { FLOW_PARQUET } from '../../../src/store/parquet-columns.js';
import { writeParquet } from '../../../src/store/parquet-file.js';
import { type FlowRow, flows } from '../../flow-rows.js';

const ADDRESSES = [
  ...['10.0.0.1', '10.0.0.255', '10.0.1.0', '10.128.0.1', '9.255.255.255', '11.0.0.0', '0.0.0.0'],
  ...[
    '255.255.255.255',
    '192.0.2.77',
    '::',
    '::1',
    '::fffe',
    '1::',
    '2001:db8::1',
    '2001:db8:0:1::',
    '2001:0:1:2::5',
  ],
  ...['2001::', '2001:db9::', 'fe80::1', '20:1::', '200:1::', 'ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff'],
  ...['::1:0:0:0', '1:2:3:4:5:6:7:8', '1:0:0:4:0:0:0:8', '::ffff:0:0:1', '64:ff9b::a00:1'],
];
const TEXTS = ['dns', 'DNS', 'a%b', 'a_b', 'a\\b', "o'clock", 'dns over tls', '', '*', 'ü', 'a\nb', '😀'];
const PORTS = [null, 0, 1, 22, 443, 65_535];
const AMOUNTS = [null, 0, 1, 999, 1_000, 1e9];
const STATES = [null, ...CONNECTION_STATE_NAMES] as FlowRow['state'][];

const pick = <Value>(values: readonly Value[], i: number): Value => values[i % values.length]!;
const ROWS = flows(
  Array.from({ length: 600 }, (_, i) => ({
    source: pick(ADDRESSES, i),
    destination: pick(ADDRESSES, 7 * i + 3),
    sourcePort: pick(PORTS, i >> 1),
    destinationPort: pick(PORTS, i >> 2),
    protocol: pick([null, 1, 6, 17], i),
    state: pick(STATES, i),
    bytesSent: pick(AMOUNTS, i),
    bytesReceived: pick(AMOUNTS, i >> 3),
    packetsSent: pick(AMOUNTS, i >> 1),
    packetsReceived: pick(AMOUNTS, i >> 2),
    durationMs: pick([null, 0, 0.5, 10_000], i),
    input: pick([0, 1, 70_000], i),
    service: pick(TEXTS, i),
    identity: pick(TEXTS, i >> 2),
    exporter: pick(TEXTS, i >> 3),
    ...(i % 3 === 0 ? { sourceMac: '02:00:00:00:00:01' } : {}),
  })),
);

let folder: string;
let database: FlowDatabase;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'strayflow-test-'));
  mkdirSync(join(folder, 'history/flows'), { recursive: true });
  writeParquet(join(folder, 'history/flows/rows.parquet'), FLOW_PARQUET, [ROWS], 'test');
  database = new FlowDatabase(folder);
});
afterAll(() => {
  database.close();
  rmSync(folder, { recursive: true });
});

async function bySql(query: FlowQuery): Promise<readonly number[]> {
  const { sql, values } = conditionOf(query);
  let next = 1;
  const numbered = sql.replaceAll('?', () => `$${++next}`);
  const rows = await database.rows(
    new AbortController().signal,
    `SELECT recordNumber FROM read_parquet($1) WHERE ${numbered} ORDER BY 1`,
    ['flows/rows.parquet'],
    values,
  );
  return rows.map((row) => Number(row['recordNumber']));
}

function byMatcher(query: FlowQuery): readonly number[] {
  const matches = matcherOf(query);
  return Array.from(ROWS.recordNumber).filter((_, row) => matches(ROWS, row));
}

const NUMBERS: readonly NumberField[] = [
  ...(['port', 'sourcePort', 'destinationPort', 'protocol', 'bytes', 'bytesSent', 'bytesReceived'] as const),
  ...(['packets', 'durationMs', 'vlan', 'input', 'record'] as const),
];
const FIELDS: readonly TextField[] = ['service', 'identity', 'exporter', 'uid', 'mac', 'state'];

const prefix = fc
  .tuple(fc.constantFrom(...ADDRESSES), fc.nat(128))
  .map(([address, length]) => parsePrefix(`${address}/${address.includes(':') ? length : length % 33}`)!);
const limit = fc.constantFrom(0, 1, 22, 443, 999, 1_000, 1_999, 1e9, 65_535);
const range = fc
  .tuple(fc.oneof(limit, fc.constant(-Infinity)), limit, fc.boolean(), fc.boolean())
  .map(([a, b, withLow, withHigh]) => ({ low: Math.min(a, b), high: Math.max(a, b), withLow, withHigh }));
const pattern = fc.oneof(
  fc.constantFrom(
    ...TEXTS.filter((text) => text !== ''),
    'd*',
    '*s',
    'd*s',
    'a%*',
    'a_*',
    '02:*',
    '*',
    '**',
    'S*',
  ),
  fc.string({ maxLength: 4 }).filter((text) => text !== ''),
);
const { query } = fc.letrec<{ query: FlowQuery }>((tie) => ({
  query: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc.record({
      kind: fc.constant('address' as const),
      sides: fc.constantFrom(
        ['source'] as const,
        ['destination'] as const,
        ['source', 'destination'] as const,
      ),
      prefix,
    }),
    fc.record({ kind: fc.constant('number' as const), field: fc.constantFrom(...NUMBERS), range }),
    fc.record({ kind: fc.constant('text' as const), field: fc.constantFrom(...FIELDS), pattern }),
    fc.record({
      kind: fc.constant('state' as const),
      states: fc.subarray([...CONNECTION_STATE_NAMES], { minLength: 1 }),
    }),
    fc.record({ kind: fc.constant('not' as const), inner: tie('query') }),
    fc.record({
      kind: fc.constantFrom('and' as const, 'or' as const),
      left: tie('query'),
      right: tie('query'),
    }),
  ),
}));

it('in every query', async () => {
  let some = 0;
  await fc.assert(
    fc.asyncProperty(query, async (each) => {
      const expected = byMatcher(each);
      if (expected.length > 0 && expected.length < ROWS.length) some++;
      expect(await bySql(each)).toEqual(expected);
    }),
    { numRuns: 300 },
  );
  expect(some).toBeGreaterThan(100);
}, 60_000);

it('for every length of every prefix', async () => {
  for (const address of ADDRESSES) {
    const longest = address.includes(':') ? 128 : 32;
    for (let length = 0; length <= longest; length += address.includes(':') ? 3 : 1) {
      const each = {
        kind: 'address' as const,
        sides: ['source'] as const,
        prefix: parsePrefix(`${address}/${length}`)!,
      };
      expect([address, length, await bySql(each)]).toEqual([address, length, byMatcher(each)]);
    }
  }
}, 60_000);

it('and a row looks the same from both', async () => {
  const rows = await database.rows(
    new AbortController().signal,
    'SELECT * FROM read_parquet($1) ORDER BY recordNumber',
    ['flows/rows.parquet'],
    [],
  );
  for (let row = 0; row < ROWS.length; row++) {
    const { record, kind, site: _, mac, ...rest } = rowOfBatch(ROWS, row);
    expect(rows[row]).toMatchObject({ ...rest, sourceMac: mac, recordNumber: record, record: kind });
  }
});

it('and nothing else can be read, changed or loaded', async () => {
  const { signal } = new AbortController();
  for (const sql of [
    "SELECT * FROM read_csv('/etc/passwd')",
    "SELECT * FROM read_parquet('/tmp/x.parquet')",
    "SELECT * FROM glob('/etc/*')",
    "SET memory_limit = '8GB'",
    "ATTACH '/tmp/x.db'",
    'LOAD inet',
  ]) {
    await expect(database.using(signal, (connection) => connection.run(sql))).rejects.toThrow(
      /disabled by configuration|disabled through configuration|has been locked/,
    );
  }
});
