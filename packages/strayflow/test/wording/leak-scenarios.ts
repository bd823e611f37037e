/** What leaves, comes back, lasts, spreads, is new, or changes with the hour. */
import { beaconing } from '../../src/behaviours/beaconing.js';
import { clearText } from '../../src/behaviours/clear-text.js';
import { dnsTunnel } from '../../src/behaviours/dns-tunnel.js';
import { exfiltration } from '../../src/behaviours/exfiltration.js';
import { icmpTunnel } from '../../src/behaviours/icmp-tunnel.js';
import { lateralMovement } from '../../src/behaviours/lateral-movement.js';
import { longConnection } from '../../src/behaviours/long-connection.js';
import { rareDestination } from '../../src/behaviours/rare-destination.js';
import { rhythm } from '../../src/behaviours/rhythm.js';
import type { FactRow } from '../fact-rows.js';
import { START } from '../flow-rows.js';
import { at, DAY, HOUR, MINUTE, type Row, type Scenario, scenario, times } from './scenario.js';

const OUTSIDE = '203.0.113.66';

const upload = (bytesSent: number, row: Row = {}): Row => ({
  ...{ destinationPort: 80, bytesSent, bytesReceived: 20_000, packetsSent: 1_500, packetsReceived: 400 },
  ...row,
});
const hourly = times(240, (hour) =>
  upload(100_000, {
    destination: `198.51.100.${hour % 200}`,
    destinationPort: 443,
    time: START + hour * HOUR,
  }),
);

/** As good as random, another text for each number. */
function letters(seed: number): string {
  let state = (seed + 1) * 2_654_435_761;
  return times(50, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return 'abcdefghijklmnopqrstuvwxyz234567'[state >>> 27];
  }).join('');
}
const queries = times(
  200,
  (i): FactRow => ({
    kind: 'dnsQuery',
    ...{ time: at(i / 10), address: '10.0.0.9', peer: '10.0.0.1', peerPort: 53 },
    ...{ name: `${letters(i)}.t.example.com`, text: 'TXT' },
  }),
);
const to53: Row = {
  ...{ destination: OUTSIDE, destinationPort: 53, protocol: 17 },
  ...{ bytesSent: 2e7, packetsSent: 90_000, bytesReceived: 2e7, packetsReceived: 90_000 },
};
const echo = (count: number, packets: number, received: number): Row[] =>
  times(count, (i) => ({
    ...{ destination: OUTSIDE, protocol: 1, icmpType: 8, icmpCode: 0, time: at(i) },
    ...{ sourcePort: null, destinationPort: null, packetsSent: packets, packetsReceived: packets },
    ...{ bytesSent: packets * 400, bytesReceived: packets * received },
  }));

const sessions = (from: number): Row[] => [
  { time: START },
  ...times(12, (i) => ({
    ...{ destination: `10.0.1.${1 + i}`, destinationPort: 3389, time: START + from + i * MINUTE },
    ...{ bytesSent: 9_000, bytesReceived: 40_000 },
  })),
];

/** Twelve hosts with ordinary connections of a few seconds, some of them new every while. */
const office = times(240, (i) => ({
  ...{ source: `10.0.0.${1 + (i % 12)}`, destination: `198.51.100.${1 + (i % 7)}` },
  ...{ time: at(22.5 * i + ((i * 37) % 11)), durationMs: 4_000 * (1 + (i % 5)) },
}));
const beats = times(100, (i) => ({
  ...{ destination: OUTSIDE, destinationPort: 4444, sourcePort: 40_000 + i },
  time: START + i * MINUTE + ((i * 7_919) % 6_000),
}));
const usual = times(12 * 36, (i) => ({
  ...{ source: `10.0.0.${1 + (i % 12)}`, destination: `198.51.100.${1 + (i % 5)}` },
  time: START + Math.floor(i / 12) * HOUR + (i % 12),
}));
const dealings = times(20, (i) => ({
  ...{ destination: OUTSIDE, destinationPort: 4444, time: START + 30 * HOUR + i * 61_000 },
}));

/** Flows of each hour from a Monday's midnight on, beside a host that always talks. */
const hours = (count: number, flows: (hour: number) => number, row: Row = {}): Row[] =>
  times(count, (hour) => {
    const time = (i: number, n: number) => Date.UTC(2025, 0, 6) + (hour + (i + 0.5) / n) * HOUR;
    const n = flows(hour);
    return [
      ...times(3, (i) => ({ source: '10.0.0.200', destination: '192.0.2.9', time: time(i, 3) })),
      ...times(n, (i) => ({ time: time(i, n), ...row })),
    ];
  }).flat();

const telnet = { destination: '10.0.0.5', destinationPort: 23, time: at(0) };
const secret = { time: at(1), address: '10.0.0.9', peer: '10.0.0.80' };

export const LEAKS: readonly Scenario[] = [
  scenario(exfiltration, 'without a history', [upload(2_200_000)]),
  scenario(exfiltration, 'against the history', [
    ...hourly,
    upload(5e9, { destinationPort: 443, time: START + 10 * DAY }),
  ]),
  scenario(dnsTunnel, 'names', [], { facts: queries }),
  scenario(dnsTunnel, 'bytes', [to53]),
  scenario(icmpTunnel, 'answers of another size', echo(40, 5, 700)),
  scenario(icmpTunnel, 'volume', echo(600, 100, 400)),
  scenario(lateralMovement, 'with a history', sessions(2 * DAY)),
  scenario(lateralMovement, 'in the first hour', sessions(0)),
  scenario(beaconing, 'a timer', [...office, ...beats]),
  scenario(longConnection, 'one connection', [
    ...office,
    { destination: OUTSIDE, destinationPort: 4444, time: START + 6 * HOUR, durationMs: 5 * HOUR },
  ]),
  scenario(rareDestination, 'new to the site', [...usual, ...dealings]),
  scenario(
    rhythm,
    'silence',
    hours(104, (hour) => (hour < 100 ? 5 : 0)),
  ),
  scenario(
    rhythm,
    'rise',
    hours(100, (hour) => (hour === 98 ? 400 : 20 + (hour % 3))),
  ),
  scenario(
    rhythm,
    'drop of a service',
    hours(100, (hour) => (hour === 98 ? 1 : 30), { source: '203.0.113.5', destination: '10.0.0.5' }),
  ),
  scenario(
    rhythm,
    'silence of a sensor',
    [250, 251].flatMap((last) =>
      times(last === 250 ? 110 : 100, (hour) => ({
        ...{ exporter: `192.0.2.${last}`, source: '10.0.0.9', destination: '192.0.2.1' },
        time: START + hour * HOUR,
      })),
    ),
  ),
  scenario(
    rhythm,
    'a service that spreads',
    times(100, (hour) =>
      times(hour === 98 ? 600 : 30, (i) => ({
        ...{
          source: `10.0.${i >> 7}.${1 + (i & 127)}`,
          destination: `10.0.9.${1 + (i % (hour === 98 ? 200 : 5))}`,
        },
        ...{ destinationPort: 445, time: START + hour * HOUR + i * 1_000 },
      })),
    ).flat(),
  ),
  scenario(clearText, 'telnet', [telnet, { ...telnet, time: at(9) }]),
  scenario(clearText, 'HTTP', [], {
    facts: [{ kind: 'login', ...secret, name: 'alice', value: 'http basic', text: 'success' }],
  }),
  scenario(clearText, 'SNMP', [], {
    facts: [{ kind: 'software', ...secret, name: 'SNMPv2c', text: 'snmp' }],
  }),
];
