import { describe, expect, it } from 'vitest';
import type { SourceFormat } from '../../../src/model/source.js';
import { csvFormat } from '../../../src/sources/csv.js';
import { ndjsonFormat } from '../../../src/sources/ndjson.js';

const TABLES = [
  {
    format: csvFormat as SourceFormat,
    head: 'time,src_ip,dst_ip,bytes_out,bytes_in\n',
    row: (i: number) => `${1_700_000_000 + i},10.0.0.1,192.0.2.1,${i},7\n`,
  },
  {
    format: ndjsonFormat as SourceFormat,
    head: '',
    row: (i: number) =>
      `{"time":${1_700_000_000 + i},"src_ip":"10.0.0.1","dst_ip":"192.0.2.1","bytes_out":${i},"bytes_in":7}\n`,
  },
];
const encode = (text: string) => new TextEncoder().encode(text);

describe.each(TABLES)('a growing $format.name', ({ format, head, row }) => {
  const rows = (from: number, to: number) => {
    let text = '';
    for (let i = from; i < to; i++) text += row(i);
    return text;
  };

  function opened() {
    const seen: number[] = [];
    const notes: string[] = [];
    const sink = {
      flows: (batch: { readonly bytesSent: ArrayLike<number> }) => seen.push(...Array.from(batch.bytesSent)),
      facts: () => {},
      read: () => {},
      reject: () => {},
      ignore: () => {},
      note: (text: string) => void notes.push(text),
    };
    const open = (snapshot?: Uint8Array) =>
      format.open({ site: 'test', input: 0, sink }, format.options.parse({}), snapshot);
    return { open, seen, notes };
  }

  it('hands over its rows at a flush once there are ten', () => {
    const { open, seen, notes } = opened();
    const parser = open();
    parser.push(encode(head + rows(0, 12) + row(12).slice(0, 9)));
    parser.flush();
    expect(seen).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
    expect(notes.at(-1)).toContain('by the first 12 rows');
    parser.push(encode(row(12).slice(9)));
    parser.flush();
    expect(seen.at(-1)).toBe(12);
  });

  it('waits with fewer rows until nothing is added between two flushes, also across a restart', () => {
    const { open, seen } = opened();
    let parser = open();
    parser.push(encode(head + rows(0, 2)));
    parser.flush();
    parser.push(encode(row(2)));
    parser.flush();
    expect(seen).toEqual([]);
    parser = open(parser.snapshot!());
    parser.flush();
    expect(seen).toEqual([0, 1, 2]);
    parser.push(encode(rows(3, 5)));
    parser.end();
    expect(seen).toEqual([0, 1, 2, 3, 4]);
  });

  it('does not complain of columns that nobody knows before it has to', () => {
    const { open } = opened();
    const parser = open();
    parser.push(encode(`${head}${rows(0, 20)}`.replaceAll('src_ip', 'x').replaceAll('dst_ip', 'y')));
    parser.flush();
    parser.flush();
    expect(() => parser.end()).toThrow(/no column that is known as source address/);
  });
});
