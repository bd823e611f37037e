import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { StrayflowError } from '../../../src/model/errors.js';
import type { SourceFormat } from '../../../src/model/source.js';
import { csvFormat } from '../../../src/sources/csv.js';
import { SOURCE_FORMATS, sniffFormat } from '../../../src/sources/index.js';
import { zeekFormat } from '../../../src/sources/zeek.js';
import { readCsv, readText, readZeek, unaccounted } from './reading.js';

const CSV_HEADER = 'ts,src,dst,dport,proto,bytes,service\r\n';
const ZEEK_HEADER =
  '#separator \\x09\n#path\tconn\n#fields\tts\tuid\tid.orig_h\tid.resp_h\tservice\tduration\n';
const encoder = new TextEncoder();

const csvLine = fc.constantFrom(
  '1600000000.5,10.0.0.1,10.0.0.2,80,tcp,1,http\r\n',
  '1600000001,2001:db8::1,::2,"80","udp",,"a,""b""\r\nc"\n',
  '1600000002,10.0.0.1,10.0.0.2,80,tcp,1,müßig€😀\n',
  '1600000003,10.0.0.1,10.0.0.2,80,tcp,bad,x\n',
  'soon,10.0.0.1,10.0.0.2,80,tcp,1,x\n',
  '1,2,3\n',
  '\r\n',
  '# a comment\n',
  CSV_HEADER,
  '1600000004,"10.0.0.1"x,10.0.0.2,80,tcp,1,x\n',
  '1600000005,"10.0.0.1,10.0.0.2,80,tcp,1,x\n',
  `1600000006,10.0.0.1,10.0.0.2,80,tcp,1,${'y'.repeat(1100)}\n`,
);
const zeekLine = fc.constantFrom(
  '1655071198.444458\tC1\t10.0.0.1\t10.0.0.2\tssl\t1.5\n',
  '1655071199\tC2\tfe80::1\tff02::1\tmüßig\t-\r\n',
  '1655071199\tC3\tbad\tff02::1\t-\t-\n',
  '1655071199\tC3\n',
  '{"ts":1.5,"id.orig_h":"10.0.0.1","id.resp_h":"10.0.0.2","conn_state":"SF","uid":"ü"}\n',
  '{"ts":1.5\n',
  '\n',
  '#fields\tid.resp_h\tts\tid.orig_h\tuid\n',
  '#path\tdns\n#fields\tts\tuid\tid.orig_h\tid.resp_h\tquery\tanswers\n1\tC\t10.0.0.1\t10.0.0.2\tü\\x09\t-\n',
  '{"_path":"x509","ts":1,"fingerprint":"ab","certificate.subject":"CN=a"}\n',
  '{"_path":"ssl","ts":2,"id":{"orig_h":"10.0.0.1","resp_h":"10.0.0.2"},"cert_chain_fps":["ab"]}\n',
  '{"_path":"weird","ts":2,"uid":"C"}\n',
  ZEEK_HEADER,
  `1655071199\tC4\t10.0.0.1\t10.0.0.2\t${'y'.repeat(1100)}\t1\n`,
);
const cuts = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 20 });

describe('however a text is cut into chunks', () => {
  it('a short CSV gives the same', () => {
    fc.assert(
      fc.property(fc.array(csvLine, { maxLength: 30 }), cuts, (lines, lengths) => {
        const text = CSV_HEADER + lines.join('');
        const whole = readCsv(text, { lineLimit: 1024 });
        expect(unaccounted(whole)).toBe(0);
        expect(readCsv(text, { lineLimit: 1024 }, lengths)).toEqual(whole);
      }),
      { numRuns: 50 },
    );
  });

  it('a CSV gives the same behind its surveyed first bytes', () => {
    const wide = `1600000000.5,10.0.0.1,10.0.0.2,80,tcp,1,${'z'.repeat(900)}\n`;
    const first = CSV_HEADER + wide.repeat(72);
    const many = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 50, maxLength: 80 });
    fc.assert(
      fc.property(fc.array(csvLine, { minLength: 5, maxLength: 30 }), many, (lines, lengths) => {
        const text = first + lines.join('');
        const whole = readCsv(text, { lineLimit: 1024 });
        expect(unaccounted(whole)).toBe(0);
        expect(readCsv(text, { lineLimit: 1024 }, [first.length, ...lengths])).toEqual(whole);
      }),
      { numRuns: 120 },
    );
  });

  it('a CSV of more than its surveyed first bytes gives the same', () => {
    const text = encoder.encode(
      `\ufeff${CSV_HEADER}${'1600000000.5,10.0.0.1,10.0.0.2,80,tcp,1,müßig\r\n'.repeat(3000)}`,
    );
    const whole = readCsv(text);
    expect(whole.rows).toHaveLength(3000);
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 5000, max: 70_000 }), { minLength: 1, maxLength: 5 }),
        (lengths) => {
          expect(readCsv(text, {}, lengths)).toEqual(whole);
        },
      ),
      { numRuns: 8 },
    );
  });

  it('a Zeek log gives the same', () => {
    fc.assert(
      fc.property(fc.array(zeekLine, { maxLength: 30 }), cuts, (lines, lengths) => {
        const text = ZEEK_HEADER + lines.join('');
        const whole = readZeek(text, { lineLimit: 1024 });
        expect(unaccounted(whole)).toBe(0);
        expect(readZeek(text, { lineLimit: 1024 }, lengths)).toEqual(whole);
      }),
      { numRuns: 150 },
    );
  });
});

describe('wherever the reading of a text stops and goes on from what was remembered', () => {
  const wide = `1600000000.5,10.0.0.1,10.0.0.2,80,tcp,1,${'z'.repeat(900)}\n`;
  it.each([
    ['short', CSV_HEADER],
    ['behind its surveyed first bytes', CSV_HEADER + wide.repeat(72)],
    ['without times', `src,dst,bytes,packets_received\n${'10.0.0.1,10.0.0.2,1,2\n'.repeat(3000)}`],
    [
      'of one-way rows',
      `ts,src,dst,flags,td,sp,dp\n${'1600000000,10.0.0.1,10.0.0.2,S,1,2,3\n'.repeat(1900)}`,
    ],
  ])('a CSV gives the same: %s', (_, first) => {
    const format = csvFormat as SourceFormat;
    const many = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 10, maxLength: 20 });
    fc.assert(
      fc.property(fc.array(csvLine, { maxLength: 10 }), many, fc.nat(30), (lines, lengths, restart) => {
        const text = first + lines.join('');
        const whole = readCsv(text, { lineLimit: 1024 });
        const cut = readText(format, text, { lineLimit: 1024 }, [first.length, ...lengths], restart);
        expect(cut).toEqual(whole);
      }),
      { numRuns: 20 },
    );
  });

  it('a Zeek log gives the same', () => {
    fc.assert(
      fc.property(fc.array(zeekLine, { maxLength: 20 }), cuts, fc.nat(60), (lines, lengths, restart) => {
        const text = ZEEK_HEADER + lines.join('');
        const whole = readZeek(text, { lineLimit: 1024 });
        const format = zeekFormat as SourceFormat;
        expect(readText(format, text, { lineLimit: 1024 }, lengths, restart)).toEqual(whole);
      }),
      { numRuns: 150 },
    );
  });
});

describe('whatever the bytes are', () => {
  const texts = SOURCE_FORMATS.filter((format) => format.options.safeParse({ lineLimit: 1024 }).success);
  const piece = fc.oneof(
    fc.constantFrom(
      CSV_HEADER,
      ZEEK_HEADER,
      '"',
      ',',
      '\t',
      '\n',
      '\r',
      '#',
      '{',
      '}',
      '\0',
      '\ufeff',
      '10.0.0.1',
    ),
    fc.constantFrom(
      '#separator \\x',
      '#fields',
      '#path\t',
      'ts',
      '1e999',
      '-0',
      '0x',
      '::',
      '""',
      '{"ts":{}}\n',
    ),
    fc.string({ maxLength: 10 }),
    csvLine,
    zeekLine,
  );
  const noise = fc.oneof(
    fc.uint8Array({ maxLength: 400 }),
    fc.array(piece, { maxLength: 30 }).map((parts) => encoder.encode(parts.join(''))),
  );

  it.each(texts.map((format) => [format.name, format] as const))(
    '%s rejects or refuses, and accounts for every record',
    (_, format) => {
      fc.assert(
        fc.property(noise, (bytes) => {
          try {
            expect(unaccounted(readText(format, bytes, { lineLimit: 1024 }))).toBe(0);
          } catch (error) {
            if (!(error instanceof StrayflowError)) throw error;
          }
        }),
        { numRuns: 1500 },
      );
    },
  );

  it('telling the format never fails', () => {
    fc.assert(
      fc.property(noise, (bytes) => {
        const format = sniffFormat(bytes);
        expect(format === null || SOURCE_FORMATS.includes(format)).toBe(true);
      }),
      { numRuns: 1500 },
    );
  });

  it('a value is cut or refused before it can fill a report', () => {
    const long = 'x'.repeat(5000);
    const { rows, notes } = readCsv(`src,dst,service\n10.0.0.1,10.0.0.2,${long}\n`);
    expect(rows[0]!.service).toBe('');
    expect(notes.join().length).toBeLessThan(1000);
    const { details } = readCsv(`src,dst\n10.0.0.1,10.0.0.2\n${long},10.0.0.2\n`);
    expect(details[0]!.length).toBeLessThan(200);
  });
});

describe('a line without end', () => {
  const chunk = new Uint8Array(1 << 20).fill(0x78);

  function stream(format: SourceFormat, before: string, after: string, chunks: number) {
    const rejected: [string, number][] = [];
    let flows = 0;
    let read = 0;
    const sink = {
      flows: (batch: { length: number }) => {
        flows += batch.length;
      },
      facts: () => {},
      read: (records: number) => {
        read += records;
      },
      reject: (reason: string, record: number) => void rejected.push([reason, record]),
      ignore: () => {},
      note: () => {},
    };
    const parser = format.open({ site: 'test', input: 0, sink }, format.options.parse({}));
    parser.push(encoder.encode(before));
    const held = process.memoryUsage().arrayBuffers;
    for (let i = 0; i < chunks; i++) parser.push(chunk);
    const grown = process.memoryUsage().arrayBuffers - held;
    parser.push(encoder.encode(after));
    parser.end();
    return { rejected, flows, read, grown };
  }

  const csvRow = '1,10.0.0.1,10.0.0.2\n';
  const zeekRow = '1\tC\t10.0.0.1\t10.0.0.2\t-\t-\n';
  it.each([
    ['csv', `ts,src,dst\n${csvRow.repeat(4000)}`, `\n${csvRow}`, 4001],
    ['csv', `ts,src,dst\n${csvRow.repeat(4000)}1,"`, `\n${csvRow}`, 4001],
    ['zeek-conn', `${ZEEK_HEADER}${zeekRow}`, `\n${zeekRow}`, 2],
  ] as const)(
    'of %s is rejected once, in bounded memory, and reading goes on behind it',
    (name, before, after, count) => {
      const format = SOURCE_FORMATS.find((each) => each.name === name)!;
      const { rejected, flows, grown } = stream(format, before, after, 100);
      expect(rejected.map(([reason]) => reason)).toEqual(['line-too-long']);
      expect(flows).toBe(count);
      expect(grown).toBeLessThan(16 << 20);
    },
  );
});

describe('a quote that is never closed', () => {
  it('costs its own line alone, at the end of the input', () => {
    const { rows, rejected } = readCsv(
      'ts,src,dst\n1,10.0.0.1,10.0.0.2\n2,"10.0.0.1,10.0.0.2\n3,10.0.0.1,10.0.0.2\n',
    );
    expect(rows.map((row) => row.line)).toEqual([2, 4]);
    expect(rejected).toEqual({ 'unclosed-quote': [3] });
  });

  it('costs its own line alone, in a long input', () => {
    const row = '1,10.0.0.1,10.0.0.2\n';
    const { rows, rejected } = readCsv(`ts,src,dst\n1,"10.0.0.1,10.0.0.2\n${row.repeat(1000)}`, {
      lineLimit: 1024,
    });
    expect(rows).toHaveLength(1000);
    expect(rejected).toEqual({ 'unclosed-quote': [2] });
  });
});
