import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type FactBatch, FactKind } from '../../src/model/fact-batch.js';
import { FactBuilder } from '../../src/model/fact-builder.js';
import { type FlowBatch, isKnown } from '../../src/model/flow-batch.js';
import { BATCH_ROWS, FlowBuilder } from '../../src/model/flow-builder.js';
import type { Spool, SpoolItem } from '../../src/store/run-spool.js';
import { openSpool } from '../../src/store/spool.js';

interface Row {
  readonly site: string;
  readonly time: number;
  readonly input: number;
  readonly recordNumber: number;
  /** Null: unknown. */
  readonly port: number | null;
  readonly service: string | null;
}

function flowBatch(rows: readonly Row[]): FlowBatch {
  const withService = rows.some((row) => row.service !== null);
  const builder = new FlowBuilder(rows[0]?.site ?? 'home', withService ? ['service'] : [], rows.length);
  for (const row of rows) {
    const at = builder.add();
    builder.columns.time[at] = row.time;
    builder.columns.input[at] = row.input;
    builder.columns.recordNumber[at] = row.recordNumber;
    builder.columns.source[16 * at + 15] = row.recordNumber;
    if (row.port === null) builder.unknown('sourcePort', at);
    else builder.columns.sourcePort[at] = row.port;
    if (row.service !== null) builder.text('service', at, row.service);
  }
  return builder.take();
}

function factBatch(site: string, times: readonly number[]): FactBatch {
  const builder = new FactBuilder(site, 0);
  times.forEach((time, at) => {
    const row = builder.add(FactKind.arpBinding, at, time);
    builder.columns.mac.set(
      [0, 1, 2, 3, 4, 5].map((byte) => byte + 6 * row),
      row * 6,
    );
    builder.text('text', row, 'reply');
  });
  return builder.take();
}

function rowsOf(batch: FlowBatch): Row[] {
  return Array.from({ length: batch.length }, (_, row) => {
    expect(batch.source[16 * row + 15]).toBe(batch.recordNumber[row]! & 0xff);
    return {
      site: batch.site,
      time: batch.time[row]!,
      input: batch.input[row]!,
      recordNumber: batch.recordNumber[row]!,
      port: isKnown(batch.validity.sourcePort, row) ? batch.sourcePort[row]! : null,
      service: batch.service?.dictionary[batch.service.codes[row]!] || null,
    };
  });
}

async function readAll(spool: Spool): Promise<SpoolItem[]> {
  const items: SpoolItem[] = [];
  for await (const item of spool.read()) items.push(item);
  return items;
}

async function readRows(spool: Spool): Promise<Row[]> {
  return (await readAll(spool)).flatMap((item) => (item.kind === 'flows' ? rowsOf(item.batch) : []));
}

function inOrder(rows: readonly Row[]): Row[] {
  return rows.toSorted((a, b) => a.time - b.time || a.input - b.input || a.recordNumber - b.recordNumber);
}

const row: fc.Arbitrary<Row> = fc.record({
  site: fc.constant('home'),
  time: fc.integer({ min: 0, max: 20 }),
  input: fc.nat(2),
  recordNumber: fc.nat(200),
  port: fc.option(fc.nat(65_535)),
  service: fc.option(fc.constantFrom('dns', 'http', 'ssh')),
});

describe('the spool', () => {
  let directory: string;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'strayflow-test-'));
  });
  afterEach(() => rmSync(directory, { recursive: true }));

  it('gives back every row in order, whatever the cuts and the size of a run', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(row, { maxLength: 12 }), { maxLength: 12 }),
        fc.integer({ min: 1, max: 60 }),
        async (batches, runRows) => {
          const spool = openSpool({ directory, runRows });
          for (const rows of batches) spool.flows(flowBatch(rows));
          expect(await readRows(spool)).toEqual(inOrder(batches.flat()));
          spool.close();
        },
      ),
      { numRuns: 200 },
    );
  });

  it('keeps the order of arrival among rows of one record', async () => {
    const rows = [7, 3, 5, 1].map((port) => ({
      site: 'home',
      time: 1,
      input: 0,
      recordNumber: 1,
      port,
      service: null,
    }));
    const spool = openSpool({ directory, runRows: 2 });
    for (const one of rows) spool.flows(flowBatch([one]));
    expect((await readRows(spool)).map((one) => one.port)).toEqual([7, 3, 5, 1]);
    spool.close();
  });

  it('reads the same again', async () => {
    const spool = openSpool({ directory, runRows: 10 });
    const rows = fc.sample(fc.array(row, { minLength: 50, maxLength: 50 }), { seed: 1, numRuns: 1 })[0]!;
    spool.flows(flowBatch(rows));
    const first = await readAll(spool);
    expect(await readAll(spool)).toEqual(first);
    spool.close();
  });

  it('puts facts between flows by time, facts first, and keeps sites apart', async () => {
    const spool = openSpool({ directory, runRows: 3 });
    const at = (site: string, time: number): Row => ({
      site,
      time,
      input: 0,
      recordNumber: 0,
      port: 1,
      service: null,
    });
    spool.flows(flowBatch([at('home', 1), at('home', 2), at('home', 4)]));
    spool.flows(flowBatch([at('office', 3), at('office', 5)]));
    spool.facts(factBatch('home', [2, 6]));
    const items = await readAll(spool);
    expect(items.map(({ kind, batch }) => [kind, batch.site, ...batch.time])).toEqual([
      ['flows', 'home', 1],
      ['facts', 'home', 2],
      ['flows', 'home', 2],
      ['flows', 'office', 3],
      ['flows', 'home', 4],
      ['flows', 'office', 5],
      ['facts', 'home', 6],
    ]);
    const last = items.at(-1)!.batch as FactBatch;
    expect([...last.mac]).toEqual([6, 7, 8, 9, 10, 11]);
    expect(spool.stats).toMatchObject({ flows: 5, facts: 2, runs: 3 });
    spool.close();
  });

  it('makes batches of at most BATCH_ROWS rows', async () => {
    const rows = Array.from({ length: 10_000 }, (_, i) => ({
      site: 'home',
      time: (i * 7919) % 10_007,
      input: 0,
      recordNumber: i,
      port: i % 5,
      service: null,
    }));
    const spool = openSpool({ directory, runRows: 3000 });
    spool.flows(flowBatch(rows));
    const items = await readAll(spool);
    expect(items.map((item) => item.batch.length)).toEqual([BATCH_ROWS, BATCH_ROWS, 10_000 - 2 * BATCH_ROWS]);
    expect(items.flatMap((item) => rowsOf(item.batch as FlowBatch))).toEqual(inOrder(rows));
    spool.close();
  });

  it('uses no file below one run, and one without a name above', async () => {
    const rows = fc.sample(fc.array(row, { minLength: 20, maxLength: 20 }), { seed: 2, numRuns: 1 })[0]!;
    const small = openSpool({ directory, runRows: 100 });
    small.flows(flowBatch(rows));
    await readAll(small);
    expect(small.stats.bytes).toBe(0);
    small.close();
    const large = openSpool({ directory, runRows: 5 });
    large.flows(flowBatch(rows));
    expect(large.stats.bytes).toBeGreaterThan(0);
    expect(readdirSync(directory)).toEqual([]);
    large.close();
  });

  it('names the limit when the file would pass it', () => {
    const spool = openSpool({ directory, runRows: 2, maxBytes: 1000 });
    const rows = fc.sample(row, { seed: 3, numRuns: 4 });
    expect(() => spool.flows(flowBatch(rows))).toThrow(/would pass its limit of 1000 bytes/);
    spool.close();
  });

  it('says where it cannot create its file', () => {
    const spool = openSpool({ directory: join(directory, 'missing'), runRows: 1 });
    const rows = fc.sample(row, { seed: 4, numRuns: 2 });
    expect(() => spool.flows(flowBatch(rows))).toThrow(
      expect.objectContaining({ code: 'output-unwritable', message: expect.stringContaining('missing') }),
    );
    spool.close();
  });

  it('refuses rows after reading began, and reading after it was closed', async () => {
    const spool = openSpool({ directory });
    expect(await readAll(spool)).toEqual([]);
    expect(() => spool.flows(flowBatch(fc.sample(row, { seed: 5, numRuns: 1 })))).toThrow(RangeError);
    spool.close();
    await expect(readAll(spool)).rejects.toThrow(RangeError);
  });
});
