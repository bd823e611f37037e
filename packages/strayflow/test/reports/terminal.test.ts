import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Analysis } from '../../src/model/analysis.js';
import { renderTerminal } from '../../src/reports/terminal.js';
import { wrapped } from '../../src/reports/wrap.js';
import { exampleAnalysis } from '../example-analysis.js';

const plain = (analysis: Analysis, width: number) =>
  renderTerminal(analysis, { width, color: false, reportPath: 'reports/2026' });
const uncoloured = (text: string) => text.replace(/\u001b\[[0-9;]*m/g, '');

describe('the verdict in the terminal', () => {
  it.each([80, 120])('is as it was agreed at %i columns', async (width) => {
    await expect(plain(exampleAnalysis(), width)).toMatchFileSnapshot(`golden/terminal-${width}.txt`);
  });

  it('keeps to the width and to about forty lines', () => {
    fc.assert(
      fc.property(fc.integer({ min: 40, max: 200 }), fc.boolean(), (width, color) => {
        const text = renderTerminal(exampleAnalysis(), { width, color, reportPath: null });
        for (const line of uncoloured(text).split('\n'))
          expect([...line].length).toBeLessThanOrEqual(Math.min(width, 120));
      }),
    );
    expect(plain(exampleAnalysis(), 80).split('\n').length).toBeLessThanOrEqual(42);
    const many = exampleAnalysis({ hosts: Array.from({ length: 300 }, () => exampleAnalysis().hosts[0]!) });
    expect(plain(many, 80).split('\n').length).toBeLessThanOrEqual(50);
    expect(plain(many, 80)).toContain('and 294 more hosts');
  });

  it('colours only when told to, and ends every colour', () => {
    expect(plain(exampleAnalysis(), 100)).not.toContain('\u001b');
    const text = renderTerminal(exampleAnalysis(), { width: 100, color: true, reportPath: null });
    for (const line of text.split('\n')) {
      expect(line.split('\u001b[0m').length - 1).toBe((line.match(/\u001b\[[1-9][0-9;]*m/g) ?? []).length);
    }
  });

  it('lets no text of the input reach the terminal as a command', () => {
    const analysis = exampleAnalysis();
    const hostile = exampleAnalysis({
      warnings: ['\u001b]0;owned\u0007 \u009b31m \r hidden'],
      evidence: analysis.evidence.map((evidence) => ({ ...evidence, summary: '\u001b[2J\u202egone' })),
      hosts: analysis.hosts.map((host) => ({ ...host, host: '\u001b[1mbold' })),
    });
    const text = renderTerminal(hostile, { width: 100, color: false, reportPath: '/tmp/\u001b[5m' });
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/);
    expect(text).toContain('\\u{1b}[2J');
  });

  it('says that nothing is over the line, and what was read', () => {
    const text = plain(exampleAnalysis({ hosts: [], evidence: [], decisions: [], warnings: [] }), 100);
    expect(text).toContain('QUIET  Nothing is over the alert line of 0.5.');
    expect(text).toContain('63,050 records read, 62,854 parsed, 196 rejected');
    expect(text).toContain('reports/2026/index.html');
  });

  it('warns when many records could not be used', () => {
    const { coverage } = exampleAnalysis();
    const text = plain(exampleAnalysis({ coverage: { ...coverage, rejected: { 'bad line': 20_000 } } }), 100);
    expect(text).toContain('32 % of the records could not be used');
  });

  it('does not call an attack what only stands out', () => {
    const analysis = exampleAnalysis();
    const learned = { ...analysis.hosts[3]!, risk: 0.59 };
    const text = plain(exampleAnalysis({ hosts: [learned] }), 200);
    expect(text).toContain('ALERT  10.1.0.20 strays from what is usual');
    expect(text).not.toContain('attacking');
  });
});

describe('wrapping', () => {
  it('keeps every word in order and every line within the width', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 200 }), fc.integer({ min: 20, max: 80 }), (text, width) => {
        const lines = wrapped(text, width, '  - ');
        for (const line of lines) expect([...line].length).toBeLessThanOrEqual(width);
        const squeezed = (value: string) => value.replace(/\s+/g, '');
        expect(squeezed(lines.map((line) => line.slice(4)).join(''))).toBe(squeezed(text));
      }),
    );
  });
});
