/** Flow events that are read in one pass give what the same lines give that are taken apart first. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SourceFormat } from '../../src/model/source.js';
import { suricataFormat } from '../../src/sources/suricata.js';
import { linesInHalves } from './text/halves.js';
import { readText, unaccounted } from './text/reading.js';

const read = (input: string, cuts: readonly number[] = []) =>
  readText(suricataFormat as SourceFormat, input, {}, cuts);
const FLOW: Readonly<Record<string, string>> = {
  timestamp: '"2026-11-22T10:00:10.000000+0000"',
  flow_id: '1874930551239481',
  in_iface: '"eth0"',
  event_type: '"flow"',
  vlan: '[100]',
  src_ip: '"10.0.0.5"',
  src_port: '51234',
  dest_ip: '"93.184.216.34"',
  dest_port: '443',
  proto: '"TCP"',
  app_proto: '"tls"',
  flow: '',
  ether: '{"src_mac":"02:00:00:00:00:05","dest_mac":"02:00:00:00:00:01"}',
  tcp: '{"tcp_flags":"1b","tcp_flags_ts":"1b","tcp_flags_tc":"1b","state":"closed"}',
};
const COUNTERS: Readonly<Record<string, string>> = {
  pkts_toserver: '12',
  pkts_toclient: '14',
  bytes_toserver: '1834',
  bytes_toclient: '9340',
  start: '"2026-11-22T12:00:00.250000+0200"',
  end: '"2026-11-22T10:00:01.500000+0000"',
  age: '1',
  state: '"closed"',
};
const ODD = [
  ...[
    '0',
    '-1',
    '1.5',
    '1e3',
    '01',
    '65536',
    '999999999999999999',
    '"7"',
    'null',
    'true',
    '{}',
    '[]',
    '[1',
    '',
  ],
  ...['"flow"', '"netflow"', '"dns"', '"stats"', '"ICMP"', '"UDP"', '"ipv6-icmp"', '"254"', '"nonsense"'],
  ...['"2026-11-22T10:00:01Z"', '"2026-11-22 10:00:01.5"', '"2026-13-22T10:00:01.500000+0000"', '"2026"'],
  ...['"2026-11-22T10:00:01.500000000+0000"', '"2026-11-22T10:00:01.5000","x":"+0000"', '1700000000'],
  ...[
    '[100,7]',
    '[7, 8]',
    '[4096]',
    '[[1]]',
    '[0]',
    '[1.5]',
    '7',
    '"1B"',
    '"f"',
    '"123"',
    '"0g"',
    '"failed"',
  ],
  ...['"fe80::1"', '"10.0.0.01"', '{"src_mac":"02:00:00:00:00:0g"}', '{"src_mac":"02-00-00-00-00-01"}'],
  ...[
    '{"tcp_flags_ts":"02","tcp_flags_tc":"00"}',
    '{"src_mac":["a"]}',
    '"a\\"b"',
    '"\\u0041"',
    '"ü"',
    '{"a":[{}]}',
  ],
];

const change = (names: readonly string[]) =>
  fc.array(fc.tuple(fc.constantFrom(...names), fc.constantFrom(...ODD), fc.nat(14)), { maxLength: 2 });
const withChanges = (
  members: Readonly<Record<string, string>>,
  changes: readonly [string, string, number][],
) => {
  const all = Object.entries(members);
  for (const [name, value, place] of changes) {
    const at = all.findIndex((member) => member[0] === name);
    if (at >= 0 && place % 3 > 0) all[at] = [name, value];
    else all.splice(place, place % 2, [name, value]);
  }
  return `{${all.map(([name, value]) => `"${name}":${value}`).join(',')}}`;
};
const event = fc
  .tuple(
    change([...Object.keys(FLOW), 'icmp_type', 'icmp_code', 'dns', 'p']),
    change(Object.keys(COUNTERS)),
    fc.boolean(),
    fc.constantFrom('', '', '', '\r', ' ', '}', 'x'),
  )
  .map(([outer, inner, isWithout, tail]) => {
    const fields = Object.entries({ ...FLOW, flow: withChanges(COUNTERS, inner) });
    const kept = fields.filter(([name]) => !(isWithout && name === 'vlan'));
    return withChanges(Object.fromEntries(kept), outer) + tail;
  });

describe('a flow event that is read in one pass', () => {
  it.each(['[]', '[1.5]', '[[1]]', '7', '"x"', 'null', '{}'])(
    'keeps its counters after one whose flow was %s',
    (odd) => {
      const line = (flow: string) =>
        `{${Object.entries({ ...FLOW, flow })
          .map(([name, value]) => `"${name}":${value}`)
          .join(',')}}\n`;
      const usual = line(withChanges(COUNTERS, []));
      const { rows } = read(line(odd) + usual.repeat(4));
      expect(rows.map(({ bytesSent }) => bytesSent)).toEqual([null, 1834, 1834, 1834, 1834]);
    },
  );

  it('is the same flow, reject or note as one that is taken apart first', () => {
    fc.assert(
      fc.property(fc.array(event, { minLength: 1, maxLength: 12 }), (events) => {
        const input = events.map((each) => `${each}\n`).join('');
        const whole = read(input);
        expect(whole).toEqual(read(input, linesInHalves(input)));
        expect(unaccounted(whole)).toBe(0);
      }),
      { numRuns: 500 },
    );
  });
});
