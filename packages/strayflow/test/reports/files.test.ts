import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Analysis } from '../../src/model/analysis.js';
import type { ReportFile } from '../../src/model/report.js';
import { blockListReport } from '../../src/reports/block-list.js';
import { REPORTS, renderReports, withRun } from '../../src/reports/index.js';
import { exampleAnalysis } from '../example-analysis.js';

const analysis = exampleAnalysis();
const files = renderReports(analysis);
const textOf = (list: readonly ReportFile[], path: string) =>
  new TextDecoder().decode(list.find((file) => file.path === path)!.content);
const manifestOf = (list: readonly ReportFile[]) =>
  JSON.parse(textOf(list, 'manifest.json')) as Record<string, unknown>;

const hash = (content: Uint8Array) => createHash('sha256').update(content).digest('hex');
const hashes = (list: readonly ReportFile[]) => list.map(({ path, content }) => `${path} ${hash(content)}`);

describe('the files of the report', () => {
  it('are those that the design names, each once', () => {
    const plots = ['countries', 'flows', 'risk', 'scores', 'traffic'];
    expect(files.map(({ path }) => path).sort()).toEqual(
      [
        ...plots.flatMap((name) => [`plots/${name}.png`, `plots/${name}.svg`]),
        'blocklist.txt',
        'decisions.csv',
        'evidence.json',
        'flows.csv',
        'hosts.csv',
        'index.html',
        'manifest.json',
        'summary.txt',
      ].sort(),
    );
  });

  it.each(['summary.txt', 'hosts.csv', 'flows.csv', 'decisions.csv', 'blocklist.txt'])(
    'keep %s as it was agreed (update with vitest -u, and read the difference)',
    async (path) => {
      await expect(textOf(files, path)).toMatchFileSnapshot(`golden/${path}`);
    },
  );

  it('have the same bytes when they are made again, in another order and after other reports', () => {
    for (const report of [...REPORTS].reverse()) report.render(exampleAnalysis({ seed: 99 }), files);
    const again = renderReports(exampleAnalysis());
    expect(hashes(again)).toEqual(hashes(files));
  });

  it('do not depend on the time zone', () => {
    const zone = process.env['TZ'];
    try {
      process.env['TZ'] = 'Pacific/Auckland';
      expect(hashes(renderReports(exampleAnalysis()))).toEqual(hashes(files));
    } finally {
      if (zone === undefined) delete process.env['TZ'];
      else process.env['TZ'] = zone;
    }
  });

  it('are PNG and SVG where they say so, the PNG at twice the size', () => {
    for (const { path, content } of files.filter((file) => file.path.endsWith('.png'))) {
      expect(Buffer.from(content.subarray(0, 8)).toString('latin1')).toBe('\x89PNG\r\n\x1a\n');
      const svg = textOf(files, path.replace('.png', '.svg'));
      const width = Number(/^<svg width="(\d+)"/.exec(svg)![1]);
      expect(Buffer.from(content).readUInt32BE(16)).toBe(2 * width);
    }
  });
});

describe('the manifest', () => {
  it('holds the true hash and size of every other file', () => {
    const listed = manifestOf(files)['files'] as { path: string; sha256: string; bytes: number }[];
    expect(listed.map(({ path }) => path)).toEqual(
      files.map(({ path }) => path).filter((path) => path !== 'manifest.json'),
    );
    for (const entry of listed) {
      const { content } = files.find(({ path }) => path === entry.path)!;
      expect(entry.sha256).toBe(hash(content));
      expect(entry.bytes).toBe(content.length);
    }
  });

  it('holds version, seed, input hashes, coverage and the verdict', () => {
    expect(manifestOf(files)).toMatchObject({
      format: 'strayflow-report',
      version: '0.1.0',
      seed: 7,
      level: 'block',
      verdict: expect.stringContaining('203.0.113.66 is attacking'),
      coverage: { read: 63_050, parsed: 62_854, inputs: [{ sha256: expect.stringMatching(/^3b7e/) }, {}] },
    });
  });

  it('alone tells of the run', () => {
    const run = { startedAt: '2026-03-04T08:00:00Z', seconds: { read: 1.2 } };
    const timed = renderReports(analysis, run);
    expect(manifestOf(timed)['run']).toEqual(run);
    expect(manifestOf(files)).not.toHaveProperty('run');
    const others = hashes(timed).slice(0, -1);
    expect(others).toEqual(hashes(files).slice(0, -1));
    expect(hashes(withRun(files, run))).toEqual(hashes(timed));
  });
});

describe('the block list', () => {
  const listOf = (of: Analysis) => new TextDecoder().decode(blockListReport.render(of, [])[0]!.content);
  const lines = (text: string) => text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));

  it('holds blocked addresses alone, each once, with the longest expiry', () => {
    const block = analysis.decisions[0]!;
    const twice = exampleAnalysis({ decisions: [block, { ...block, expires: block.expires! + 60_000 }] });
    const text = listOf(twice);
    expect(lines(text)).toEqual(['203.0.113.66']);
    expect(text).toContain('until 2026-03-03T19:56:00.000Z');
  });

  it('lets nothing but an address outside of a comment, whatever a reason holds', () => {
    const decisions = [
      { ...analysis.decisions[0]!, host: '10.0.0.1\n0.0.0.0/0', reason: 'a\n0.0.0.0/0\r8.8.8.8' },
      { ...analysis.decisions[0]!, reason: 'b\n9.9.9.9' },
    ];
    expect(lines(listOf(exampleAnalysis({ decisions })))).toEqual(['203.0.113.66']);
  });

  it('says whether anything was really blocked', () => {
    const real = exampleAnalysis({
      decisions: analysis.decisions.map((decision) => ({ ...decision, simulated: false })),
    });
    expect(listOf(analysis)).toContain('nothing was blocked');
    expect(listOf(real)).toContain('The policy enforces');
  });
});
