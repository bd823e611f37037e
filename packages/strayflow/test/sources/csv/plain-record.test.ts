import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readCsv } from '../text/reading.js';

const number = fc.oneof(
  fc.nat(70_000).map(String),
  fc.nat(70_000).map((value) => (value / 1000).toFixed(3)),
  fc.bigInt(0n, 10n ** 20n).map(String),
  fc
    .tuple(fc.bigInt(0n, 10n ** 11n), fc.stringMatching(/^\d{0,9}$/))
    .map(([whole, rest]) => `${whole}.${rest}`),
  fc.constantFrom('', '-', ' 7', '7 ', '-1', '+5', '1e3', '.5', '5.', '0x1f', '0', '007', 'inf', '"8"', '--'),
);
const octets = (parts: readonly number[]) => parts.join('.');
const address = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.array(fc.integer({ min: 0, max: 255 }), { minLength: 4, maxLength: 4 }).map(octets),
  },
  {
    weight: 1,
    arbitrary: fc.array(fc.integer({ min: 0, max: 999 }), { minLength: 3, maxLength: 5 }).map(octets),
  },
  fc.ipV6(),
  fc.constantFrom(
    '',
    '-',
    '01.2.3.4',
    '1.2.3.4.',
    '1.2.3',
    '10.:1.2.3',
    ' 10.0.0.1',
    '10.0.0.1 ',
    '10.0.0.1 x',
    '::',
    '::ffff:1.2.3.4',
  ),
);
const protocol = fc.oneof(
  fc.constantFrom(
    '6',
    '17',
    '1',
    'tcp',
    'UDP',
    'icmp',
    'ipv6-icmp',
    'arp',
    '',
    '-',
    '256',
    '6.0',
    '3pc',
    'nonsense',
    ' tcp ',
  ),
);
const state = fc.constantFrom(
  'SF',
  'S0',
  'REJ',
  'FSPA_SPA',
  'CON',
  'INT',
  'ECO',
  '',
  '-',
  ' SF',
  '"SF"',
  'a"b',
  'é',
);
const epoch = fc.oneof(
  fc.integer({ min: 1_500_000_000, max: 1_900_000_000 }).map(String),
  fc.integer({ min: 0, max: 1_999_999_999 }).map((value) => `${1_700_000_000 + value / 1e6}`),
  number,
);
const calendar = fc.oneof(
  fc
    .date({ min: new Date('1971-01-01'), max: new Date('2037-12-31'), noInvalidDate: true })
    .map((date) => date.toISOString().replace('T', ' ').replace('Z', '')),
  fc.constantFrom('', '-', '2026-02-30 10:00:00', '2026-01-01 10:00', ' 2026-01-01 10:00:00.5', 'soon'),
);

const HEADER =
  'note,time,end,src,sport,dst,dport,proto,dur,bytes_sent,bytes_received,packets_sent,packets_received,state,flags,dir,service,ttl';
const FIRST = 'x,1700000000.5,1700000001,10.0.0.1,1,10.0.0.2,2,tcp,1,1,1,1,1,SF,S,->,http,64';
const FIRST_OF_CALENDAR = FIRST.replace(/170{8}\.5,170{7}1/, '2026-01-01 00:00:00.5,2026-01-01 00:00:01');

/** Rows of mostly ordinary cells, so that some are plain from end to end. */
function table(time: fc.Arbitrary<string>) {
  const mostly = (usual: string, any: fc.Arbitrary<string>) =>
    fc.oneof({ weight: 5, arbitrary: fc.constant(usual) }, { weight: 2, arbitrary: any });
  const row = fc.tuple(
    time,
    mostly('', time),
    mostly('10.0.0.1', address),
    mostly('40000', number),
    mostly('192.0.2.7', address),
    mostly('443', number),
    mostly('6', protocol),
    mostly('1.25', number),
    mostly('1000', number),
    mostly('2000', number),
    mostly('10', number),
    mostly('20', number),
    mostly('SF', state),
    mostly('.AP.SF', fc.constantFrom('', '24', 'S', '0x12', 'x', '300')),
    mostly('->', fc.constantFrom('', '<-', '<->', ' <?>', '   ->')),
    mostly('dns', fc.constantFrom('', '-', 'é', 'a b', ' ', '"a,b"', 'x'.repeat(300))),
    mostly('64', number),
  );
  return fc.array(
    fc.tuple(
      row,
      fc.constantFrom('\n', '\n', '\r\n'),
      mostly('', fc.constantFrom(',', ',x', '\n#c', '\n\n')),
    ),
    { maxLength: 12 },
  );
}

/** `first` is the first cell of every row: quotes around it keep a row from being read as a plain one. */
function text(rows: readonly (readonly [readonly string[], string, string])[], head: string, first: string) {
  const lines = rows.map(([cells, lineEnd, more]) => `${[first, ...cells].join(',')}${more}${lineEnd}`);
  return `${HEADER}\n${head}\n${lines.join('')}`;
}

/** Details of a wrong number of cells show the line, in which the quotes stand. */
function withoutLine(detail: string): string {
  return detail.replace(/ are expected: .*/s, '');
}

describe('a record without quotes', () => {
  it.each([
    ['epochs', epoch, FIRST],
    ['calendar times', calendar, FIRST_OF_CALENDAR],
  ])('is read as the same with a cell in quotes, with %s, however it is cut', (_, time, head) => {
    fc.assert(
      fc.property(table(time), fc.array(fc.integer({ min: 1, max: 400 }), { maxLength: 3 }), (rows, cuts) => {
        const plain = readCsv(text(rows, head, 'x'), {}, cuts);
        const quoted = readCsv(text(rows, head, '"x"'));
        expect({ ...plain, details: plain.details.map(withoutLine) }).toEqual({
          ...quoted,
          details: quoted.details.map(withoutLine),
        });
      }),
      { numRuns: 60 },
    );
  });

  it('is rejected when it is over the limit of a line', () => {
    const long = `${FIRST.replace('http', 'h'.repeat(2000))}\n`;
    expect(readCsv(`${HEADER}\n${FIRST}\n${long}${FIRST}\n`, { lineLimit: 1024 })).toMatchObject({
      rejected: { 'line-too-long': [3] },
      rows: [{ line: 2 }, { line: 4 }],
    });
  });

  it('may have all its mapped columns in one', () => {
    const { rows } = readCsv('when,who\n1700000000,10.0.0.1\n', {
      map: { time: 'when', end: 'when', source: 'who', destination: 'who' },
    });
    expect(rows).toMatchObject([{ source: '10.0.0.1', destination: '10.0.0.1', durationMs: 0 }]);
  });
});
