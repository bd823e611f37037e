import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { FlowBatch } from '../../src/model/flow-batch.js';
import { resolveInputs } from '../../src/shell/inputs.js';
import type { ReadOptions } from '../../src/shell/parse-input.js';
import { readInput } from '../../src/shell/read-input.js';
import { sourceOptionsSchema } from '../../src/sources/index.js';
import { scratchFolder } from './scratch-folder.js';

const OPTIONS: ReadOptions = { site: 'test', sourceOptions: sourceOptionsSchema.parse({}) };

async function read(content: string | Uint8Array, options: Partial<ReadOptions> = {}) {
  const folder = scratchFolder({ input: content });
  const file = (await resolveInputs([join(folder, 'input')]))[0]!;
  const batches: FlowBatch[] = [];
  const progress: [number, number | null][] = [];
  const summary = await readInput(
    file,
    3,
    { ...OPTIONS, ...options },
    {
      flows: async (batch) => void batches.push(batch),
      facts: () => {},
      progress: (done, total) => void progress.push([done, total]),
    },
  );
  return { summary, batches, progress, folder };
}

const HEADER = 'ts,src,dst\n';
const good = (index: number) => `${1_600_000_000 + index},10.0.0.1,10.0.0.2\n`;
const rows = (count: number) => Array.from({ length: count }, (_, index) => good(index)).join('');

describe('reading an input', () => {
  it('keeps the books: every record is parsed, rejected or ignored', async () => {
    const { summary, batches } = await read(`${HEADER}${rows(9000)}bad,10.0.0.1,10.0.0.2\n# end\n`);
    expect(summary).toMatchObject({
      format: 'csv',
      read: 9003,
      parsed: 9000,
      flows: 9000,
      facts: 0,
      rejected: { 'bad-time': 1 },
      ignored: { header: 1, comment: 1 },
      examples: [{ reason: 'bad-time', record: 9002, detail: '"ts" is "bad"' }],
      firstTime: 1_600_000_000_000,
      lastTime: 1_600_008_999_000,
    });
    expect(summary.sha256).toMatch(/^[0-9a-f]{64}$/);
    expect(batches.reduce((sum, batch) => sum + batch.length, 0)).toBe(9000);
    expect(batches.every((batch) => batch.site === 'test' && batch.input.every((input) => input === 3))).toBe(
      true,
    );
  });

  it('shows how far it is', async () => {
    const text = `${HEADER}${rows(20_000)}`;
    const { progress } = await read(text);
    expect(progress.at(-1)).toEqual([text.length, text.length]);
    expect(progress.length).toBeGreaterThan(2);
  });

  it('keeps at most 5 examples of a reason', async () => {
    const { summary } = await read(`${HEADER}${rows(100)}${'x,y,z\n'.repeat(9)}${'1\n'.repeat(2)}`);
    expect(summary.examples.map(({ reason }) => reason)).toEqual([
      ...new Array(5).fill('bad-time'),
      'wrong-field-count',
      'wrong-field-count',
    ]);
    expect(summary.rejected).toEqual({ 'bad-time': 9, 'wrong-field-count': 2 });
  });

  it('bears 30 % of garbage lines, counted', async () => {
    const lines = Array.from({ length: 10_000 }, (_, index) =>
      index % 10 < 3 ? '\x01garbage\n' : good(index),
    );
    const { summary } = await read(HEADER + lines.join(''));
    expect(summary).toMatchObject({ parsed: 7000, rejected: { 'wrong-field-count': 3000 } });
  });

  it('uses what stands before a break in compressed data, and says so', async () => {
    const stored = gzipSync(HEADER + rows(50_000));
    const { summary } = await read(stored.subarray(0, stored.length >> 1));
    expect(summary.parsed).toBeGreaterThan(10_000);
    expect(summary.notes.join()).toMatch(/breaks off after \d+ bytes; what stands before is used/);
  });
});

describe('an input is refused', () => {
  it('when it is empty', async () => {
    await expect(read('')).rejects.toMatchObject({ code: 'input-empty' });
    await expect(read(gzipSync(''))).rejects.toMatchObject({ code: 'input-empty' });
  });

  it('when it breaks off before any record', async () => {
    await expect(read(gzipSync('x').subarray(0, 10))).rejects.toMatchObject({ code: 'input-corrupt' });
  });

  it.each([
    ['binary data: 00 01 02', Uint8Array.of(0, 1, 2)],
    ['text: "hello \\u{1b}[31m"', 'hello \x1b[31m\nworld\n'],
    ['UTF-16', Uint8Array.of(0xff, 0xfe, 0x61, 0)],
    ['ZIP archive', 'PK\x03\x04'],
  ])('when nobody knows it, saying that it looks like %s', async (what, content) => {
    await expect(read(content)).rejects.toMatchObject({
      code: 'input-unknown',
      message: expect.stringContaining(what),
    });
  });

  it('when its columns are not known, naming the file', async () => {
    await expect(read('a,b\n1,2\n3,4\n')).rejects.toMatchObject({
      code: 'input-unknown',
      message: expect.stringMatching(/input: the CSV has no column/),
    });
  });

  it('when most of its records cannot be used, with counts by reason', async () => {
    const early = `${HEADER}${rows(20)}${'x,y,z\n'.repeat(90)}${'1\n'.repeat(40)}${rows(100_000)}`;
    await expect(read(early)).rejects.toMatchObject({
      code: 'input-rejected',
      message: expect.stringMatching(/bad-time \d+.*record 22: bad-time/),
    });
    await expect(read(`${HEADER}${rows(1)}x,y,z\nx,y,z\n`)).rejects.toMatchObject({
      code: 'input-rejected',
      message: expect.stringContaining('2 of 3 records cannot be used (bad-time 2)'),
    });
  });

  it('when the format or an option does not exist', async () => {
    await expect(read(`${HEADER}${rows(1)}`, { format: 'excel' })).rejects.toMatchObject({ code: 'usage' });
    await expect(
      read(`${HEADER}${rows(1)}`, { sourceOptions: { csv: { map: { from: 'src' } } } }),
    ).rejects.toMatchObject({ code: 'usage' });
  });
});

it('reads as the format that is named, whatever it looks like', async () => {
  const { summary } = await read('1\t10.0.0.1\t10.0.0.2\n', {
    format: 'csv',
    sourceOptions: { csv: { header: 'absent', map: { time: '1', source: '2', destination: '3' } } },
  });
  expect(summary).toMatchObject({ format: 'csv', parsed: 1 });
});
