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

  it('is the same flow, reject or note as one that is taken apart first: JSON', () => {
    const record = Object.fromEntries(
      FIELDS.map((field, column) => [
        field,
        /^[\d.]+$/.test(USUAL[column]!) ? Number(USUAL[column]) : USUAL[column]!,
      ]),
    );
    const written = [
      ...ODD.map((text) => JSON.stringify(text)),
      ...[
        '0',
        '-1',
        '1.5',
        '1e3',
        '1.',
        '01',
        '9.2e-05',
        '9.2E-5',
        '0.0018720000000023163',
        '65536',
        '1e400',
      ],
      ...[
        'null',
        'true',
        'false',
        'nul',
        '{}',
        '[]',
        '["C1","C2"]',
        '{"a":[1,{"b":"}"}]}',
        '[1',
        '"\\u0041"',
        '"\\x"',
      ],
      ...['"conn"', '"conn_long"', '"dns"', '{"orig_h":"10.9.9.9","resp_p":7}', '', '"a', '[[],\t{} ]'],
    ];
    const names = [...FIELDS, '_path', 'id', 'id_orig_h', 'tunnel_parents', 'query', 'p', '\u0074s'];
    const object = fc
      .tuple(
        fc.shuffledSubarray(FIELDS, { minLength: FIELDS.length - 4 }),
        fc.array(
          fc.tuple(
            fc.constantFrom(...names),
            fc.constantFrom(...written),
            fc.nat(FIELDS.length),
            fc.boolean(),
          ),
          { maxLength: 3 },
        ),
        fc.boolean(),
        fc.constantFrom('', '', ' ', '\r', '}', ' x', ',"a":1}'),
      )
      .map(([order, changes, isShuffled, tail]) => {
        const usual = isShuffled ? order : FIELDS.filter((field) => order.includes(field));
        const members = usual.map((field) => `"${field}":${JSON.stringify(record[field])}`);
        for (const [name, value, place, isSpaced] of changes) {
          members.splice(place, place % 2, `"${name}":${isSpaced ? ' ' : ''}${value}`);
        }
        return `{${members.join(changes[0]?.[3] === true ? ', ' : ',')}}${tail}`;
      });
    fc.assert(
      fc.property(fc.array(object, { minLength: 1, maxLength: 12 }), (objects) => {
        const input = objects.map((each) => `${each}\n`).join('');
        const whole = readZeek(input);
        expect(whole).toEqual(readZeek(input, {}, linesInHalves(input)));
        expect(unaccounted(whole)).toBe(0);
      }),
      { numRuns: 400 },
    );
  });
});
