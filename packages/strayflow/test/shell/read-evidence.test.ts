import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { evidenceReport } from '../../src/reports/json.js';
import { rawRecords } from '../../src/shell/raw-records.js';
import { readEvidence } from '../../src/shell/read-evidence.js';
import { exampleAnalysis } from '../example-analysis.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'strayflow-evidence-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function write(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

const analysis = exampleAnalysis();
const stored = () => Buffer.from(evidenceReport.render(analysis, [])[0]!.content).toString('utf8');

describe('evidence.json read back', () => {
  it('is what the report wrote', () => {
    write('evidence.json', stored());
    const read = readEvidence(folder);
    expect(read.riskNumbers).toEqual(analysis.riskNumbers);
    expect(read.hosts.map(({ address }) => address)).toEqual(analysis.hosts.map(({ host }) => host));
    const [before, after] = [analysis, read].map(({ evidence }) =>
      evidence.find(({ family }) => family === 'learned'),
    );
    expect(after!.similar!.nearest.map(({ time, distance }) => [time, distance])).toEqual(
      before!.similar!.nearest.map(({ time, distance }) => [time, distance]),
    );
    expect(read.evidence.map(({ id, firstSeen }) => [id, firstSeen])).toEqual(
      analysis.evidence.map(({ id, firstSeen }) => [id, firstSeen]),
    );
  });

  it.each([
    ['no JSON', () => '{'],
    ['a family that is none', () => stored().replaceAll('"port-scan"', '"no-such-family"')],
    ['a risk over 1', () => stored().replace(/"risk": [\d.]+/, '"risk": 7')],
    ['an object of another kind', () => '{"hosts": []}'],
  ])('is refused when it holds %s', (_, content) => {
    write('evidence.json', content());
    expect(() => readEvidence(folder)).toThrow(
      expect.objectContaining({ code: 'input-unreadable', hint: expect.stringContaining('report folder') }),
    );
  });

  it('is refused when there is none', () => {
    expect(() => readEvidence(folder)).toThrow(expect.objectContaining({ code: 'input-unreadable' }));
  });
});

describe('raw records', () => {
  const text = Array.from({ length: 5_000 }, (_, i) => `line ${i + 1}\r\n`).join('');
  const hash = (bytes: string | Uint8Array) => createHash('sha256').update(bytes).digest('hex');

  it.each([
    ['plain', (content: string) => Buffer.from(content)],
    ['compressed', (content: string) => gzipSync(content)],
  ])('are the lines of a %s log that the numbers name', async (_, stored) => {
    const bytes = stored(text);
    const path = write('conn.log', bytes);
    write('other.log', 'another input\n');
    const found = await rawRecords(
      [folder],
      new Map([[hash(bytes), [1, 2, 4_999, 5_000]]]),
      new Map([[hash(bytes), 'zeek-conn']]),
    );
    expect(found).toEqual([
      {
        name: path,
        records: [1, 2, 4_999, 5_000].map((number) => ({ number, text: `line ${number}` })),
        instead: null,
      },
    ]);
  });

  it('has the last line without a line feed, and cuts a long one', async () => {
    const content = `${'x'.repeat(100_000)}\nlast`;
    write('conn.log', content);
    const [found] = await rawRecords([folder], new Map([[hash(content), [1, 2]]]), new Map());
    expect(found!.records.map(({ text }) => text.length)).toEqual([4096, 4]);
  });

  it('names the command that shows the frames of a capture', async () => {
    const path = write("it's.pcap", 'frames');
    const wanted = new Map([[hash('frames'), [3, 8]]]);
    const [found] = await rawRecords([folder], wanted, new Map([[hash('frames'), 'pcap']]));
    expect(found!.instead).toBe(`tshark -r '${path.replace("'", "'\\''")}' -Y 'frame.number in {3, 8}'`);
  });

  it('shows nothing of an input that is not the one that was analysed', async () => {
    write('conn.log', 'changed since');
    expect(await rawRecords([folder], new Map([[hash('as it was'), [1]]]), new Map())).toEqual([]);
  });
});
