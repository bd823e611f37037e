import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { visible } from '../../src/model/visible.js';
import { clipped, csvCell, csvTable, html, safeJson } from '../../src/reports/escape.js';

/** What a terminal obeys or a reader cannot see. */
const HARMFUL = /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\p{Surrogate}]/u;
const anyText = fc.string({ unit: 'binary', maxLength: 60 });

describe('escaping', () => {
  it('spells out terminal escapes, line ends and bidirectional overrides', () => {
    expect(visible('a\u001b[31mb\nc\td\u202ee\u009b')).toBe('a\\u{1b}[31mb\\nc\\td\\u{202e}e\\u{9b}');
  });

  it('leaves no character that acts or hides, whatever the text', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(visible(text)).not.toMatch(HARMFUL);
        expect(safeJson({ text })).not.toMatch(HARMFUL);
      }),
    );
  });

  it('keeps ordinary text of any language', () => {
    expect(visible('Zürich 東京 — 10.0.0.1 😀')).toBe('Zürich 東京 — 10.0.0.1 😀');
  });

  it('cuts between characters, never inside one', () => {
    expect(clipped('😀😀😀😀', 3)).toBe('😀😀…');
    expect(clipped('abc', 3)).toBe('abc');
  });

  it('lets no text open a tag or leave an attribute', () => {
    expect(html(`<img src=x onerror='a'>"&`)).toBe('&lt;img src=x onerror=&#39;a&#39;&gt;&quot;&amp;');
    fc.assert(
      fc.property(anyText, (text) => {
        expect(html(text)).not.toMatch(/[<>"']/);
      }),
    );
  });

  it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', ' =1', '＝1'])(
    'makes %j inert for a spreadsheet',
    (text) => {
      expect(csvCell(text).replace(/^"/, '')).not.toMatch(/^\s*[=+\-@＝]/);
    },
  );

  it('leaves numbers as numbers, also negative ones', () => {
    expect(csvCell(-1.5)).toBe('-1.5');
    expect(csvCell(null)).toBe('');
  });

  it('writes a CSV of which every reader gets back the same number of rows and cells', () => {
    const cell = fc.oneof(anyText, fc.integer(), fc.constant(null));
    fc.assert(
      fc.property(fc.array(fc.tuple(cell, cell, cell), { maxLength: 8 }), (rows) => {
        const parsed = parseCsv(csvTable(['a', 'b', 'c'], rows));
        expect(parsed.length).toBe(rows.length + 1);
        for (const row of parsed) expect(row.length).toBe(3);
      }),
    );
  });

  it('writes JSON that gives back the very same text', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(JSON.parse(safeJson([text], 2))).toEqual([text]);
      }),
    );
  });
});

/** RFC 4180, strictly. */
function parseCsv(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  const pattern = /(?:"((?:[^"]|"")*)"|([^",\n]*))(,|\n)/gy;
  for (let match = pattern.exec(text); match !== null; match = pattern.exec(text)) {
    row.push((match[1] ?? match[2] ?? '').replaceAll('""', '"'));
    if (match[3] === '\n') {
      rows.push(row);
      row = [];
    }
  }
  return rows;
}
