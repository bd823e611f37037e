/** Lines that are read in one pass give what the same lines give that are taken apart first. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { linesInHalves } from '../text/halves.js';
import { readZeek, unaccounted } from '../text/reading.js';

const FIELDS =
  'ts uid id.orig_h id.orig_p id.resp_h id.resp_p proto service duration orig_bytes resp_bytes conn_state local_orig missed_bytes history orig_pkts orig_ip_bytes resp_pkts resp_ip_bytes vlan ip_proto orig_l2_addr'.split(
    ' ',
  );
const USUAL =
  '1655071198.444458 CHLX 147.32.81.167 62771 40.74.108.123 443 tcp ssl 1.135424 1596 4039 SF T 0 ShADdaFf 14 1016 16 1226 7 6 00:11:22:33:44:55'.split(
    ' ',
  );
const ODD = [
  ...[
    '-',
    '',
    '(empty)',
    '0',
    '00',
    '1.5',
    '1.',
    '.5',
    '1e3',
    '1e-05',
    '-1',
    '0x10',
    ' 7',
    '7 ',
    '65536',
    'x',
  ],
  ...['99999999999999999999', '123456789012345', '1655071198.44445849', '1655071198.9999996', '9000000000.1'],
  ...['1655071198444.458', '2022-06-12T21:59:58.444458Z', '10.0.0.256', '10.0.0.01', '10.0.0', '10.0.0.1.2'],
  ...[
    '2001:db8::1',
    'fe80::1',
    '::ffff:10.0.0.1',
    '260::1',
    '1.2.3.4/8',
    'udp',
    'icmp',
    'TCP',
    'S0',
    'OTH',
    'SHR',
  ],
  ...[
    '^dR',
    'Dd',
    'dns,ssl',
    'a\\x41b',
    'ü',
    'a"b',
    'a b',
    'a\rb',
    `C${'x'.repeat(40)}`,
    'y'.repeat(300),
    'true',
  ],
];

const cells = fc
  .tuple(
    fc.array(fc.tuple(fc.nat(FIELDS.length - 1), fc.constantFrom(...ODD)), { maxLength: 3 }),
    fc.nat({ max: 30 }),
  )
  .map(([changes, shorter]) => {
    const row = [...USUAL];
    for (const [column, cell] of changes) row[column] = cell;
    return shorter < 3 ? row.slice(0, -shorter - 1) : row;
  });

describe('a connection that is read in one pass', () => {
  it('is the same flow, reject or note as one that is taken apart first: text', () => {
    const orders = fc.shuffledSubarray([...FIELDS.keys()], { minLength: 3 });
    fc.assert(
      fc.property(
        fc.array(cells, { minLength: 1, maxLength: 8 }),
        orders,
        fc.boolean(),
        (rows, order, isReturn) => {
          const head = `#path\tconn\n#fields\t${order.map((column) => FIELDS[column]).join('\t')}\n`;
          const end = isReturn ? '\r\n' : '\n';
          const input =
            head + rows.map((row) => order.map((column) => row[column] ?? '').join('\t') + end).join('');
          const whole = readZeek(input);
          expect(whole).toEqual(readZeek(input, {}, linesInHalves(input)));
          expect(unaccounted(whole)).toBe(0);
        },
      ),
      { numRuns: 400 },
    );
  });
});
