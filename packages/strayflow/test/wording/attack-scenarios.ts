/** Scans, sweeps, guessed logins, floods and reflections. */
import { bruteForce } from '../../src/behaviours/brute-force.js';
import { flood } from '../../src/behaviours/flood.js';
import { pingSweep } from '../../src/behaviours/ping-sweep.js';
import { portScan } from '../../src/behaviours/port-scan.js';
import { reflection } from '../../src/behaviours/reflection.js';
import type { FactRow } from '../fact-rows.js';
import { REFUSED, UNANSWERED } from '../flow-rows.js';
import { anyone, at, MINUTE, type Row, type Scenario, scenario, times } from './scenario.js';

const STRANGER = '203.0.113.7';
const SERVER = '10.0.0.5';

const vertical = times(60, (i) => ({
  ...(i % 5 === 0 ? UNANSWERED : REFUSED),
  ...{ source: STRANGER, destination: SERVER, destinationPort: 1 + i, time: at(i / 5) },
}));
const sweep = (port: (i: number) => number): Row[] =>
  times(60, (i) => ({
    ...UNANSWERED,
    destination: `10.0.1.${i}`,
    destinationPort: port(i),
    time: at(i / 10),
  }));
const SERVICES = [21, 22, 23, 25, 80, 110, 139, 443, 445, 3306, 3389, 8080] as const;
const shared = times(150, (i) => ({
  ...UNANSWERED,
  ...{ source: `198.51.100.${i % 50}`, destination: SERVER, destinationPort: 1_000 + i, time: at(i / 2) },
}));
const burst = times(24, (i) => ({
  ...(i % 2 === 0 ? UNANSWERED : {}),
  ...{ destination: `198.51.${i}.7`, destinationPort: i % 3 === 0 ? 80 : 443, time: at(i / 5) },
}));
const passer = times(2, (i) => ({
  ...UNANSWERED,
  ...{ source: STRANGER, destination: SERVER, destinationPort: [23, 445][i]!, time: at(600 * i) },
}));

const pings = times(60, (i) => ({
  ...UNANSWERED,
  ...(i % 3 === 0 ? { bytesReceived: 56, packetsReceived: 1, state: 'SF' as const } : {}),
  ...{ protocol: 1, icmpType: 8, icmpCode: 0, destination: `10.0.1.${1 + i}`, time: at(i / 10) },
}));
const asked = times(
  200,
  (i): FactRow => ({
    kind: 'arpBinding',
    ...{
      time: at(i / 50),
      address: '10.0.0.9',
      mac: '02:00:00:00:00:09',
      peer: `10.0.1.${1 + i}`,
      text: 'request',
    },
  }),
);

const logins = (count: number, row: (i: number) => Row = () => ({})): Row[] =>
  times(count, (i) => ({
    ...{ source: STRANGER, destination: SERVER, destinationPort: 22, time: at(i / 2), durationMs: 2_800 },
    ...{ bytesSent: 2_500, bytesReceived: 1_800, packetsSent: 15, packetsReceived: 13 },
    ...row(i),
  }));
const session = { ...logins(1)[0], time: at(60), durationMs: 3_000, bytesSent: 5_000, bytesReceived: 16_000 };
const login = (time: number, name: string, text: string): FactRow => ({
  kind: 'login',
  ...{ time, address: STRANGER, peer: SERVER, peerPort: 21, number: 1, name, text },
});
const form = (i: number): FactRow => ({
  ...{ kind: 'httpRequest', time: at(i), address: STRANGER, peer: SERVER, peerPort: 80 },
  ...{ value: '/wp-login.php', text: 'POST Mozilla/5.0', number: 200 },
});

const towards = (count: number, row: (i: number) => Row): Row[] =>
  times(count, (i) => ({ ...UNANSWERED, destination: SERVER, time: at(i / 1_000), ...row(i) }));
const PING = { protocol: 1, icmpType: 8, icmpCode: 0, sourcePort: null, destinationPort: null } as const;
const ANSWERS = { protocol: 17, sourcePort: 53, bytesSent: 560 } as const;
const SYN_ACK = { initiatorKnown: false, tcpFlags: 0x12, state: 'OTH', sourcePort: 80 } as const;

export const ATTACKS: readonly Scenario[] = [
  scenario(portScan, 'vertical', vertical),
  scenario(
    portScan,
    'horizontal',
    sweep(() => 22),
  ),
  scenario(
    portScan,
    'block',
    sweep((i) => SERVICES[i % SERVICES.length]!),
  ),
  scenario(portScan, 'shared by many sources', shared),
  scenario(portScan, 'burst on web ports', burst),
  scenario(portScan, 'background radiation', passer),
  scenario(pingSweep, 'ICMP', pings),
  scenario(
    pingSweep,
    'silent for hours',
    pings.map((row, i) => ({ ...row, ...UNANSWERED, time: at(0) + i * 5 * MINUTE })),
  ),
  scenario(pingSweep, 'ARP', [], { facts: asked }),
  scenario(bruteForce, 'short logins', logins(240)),
  scenario(bruteForce, 'short logins, and a session', [...logins(60), session]),
  scenario(
    bruteForce,
    'logins that the server cut off',
    logins(100, () => ({ state: 'RSTR', bytesSent: 150, bytesReceived: 152, durationMs: 2, service: 'ssh' })),
  ),
  scenario(
    bruteForce,
    'shared by many sources',
    logins(480, (i) => ({ source: `198.51.100.${i % 40}` })),
  ),
  scenario(bruteForce, 'known outcome', [], {
    facts: [...times(60, (i) => login(at(i), 'admin', 'failure')), login(at(60), 'admin', 'success')],
  }),
  scenario(bruteForce, 'password spraying', [], {
    facts: times(14, (i) => login(at(60 * i), `user${i}`, 'failure')),
  }),
  scenario(bruteForce, 'log-in form', [], { facts: [...times(80, form), { ...form(81), number: 302 }] }),
  scenario(
    flood,
    'SYN of forged sources',
    towards(6_000, (i) => ({ source: anyone(i) })),
  ),
  scenario(
    flood,
    'SYN of one source',
    towards(6_000, () => ({ source: STRANGER })),
  ),
  scenario(
    flood,
    'SYN to all ports',
    towards(6_000, (i) => ({ source: anyone(i), destinationPort: 1 + i })),
  ),
  scenario(
    flood,
    'UDP',
    towards(3_000, (i) => ({ source: anyone(i), protocol: 17, destinationPort: 1 + i })),
  ),
  scenario(
    flood,
    'ICMP',
    towards(30, () => ({
      ...PING,
      state: 'SF',
      source: STRANGER,
      packetsSent: 1_000,
      packetsReceived: 1_000,
    })),
  ),
  scenario(
    flood,
    'HTTP',
    times(3_000, (i) => ({
      source: STRANGER,
      destination: SERVER,
      destinationPort: 80,
      time: at(i / 1_000),
    })),
  ),
  scenario(
    reflection,
    'UDP',
    towards(2_000, (i) => ({ ...ANSWERS, source: anyone(i), destinationPort: 40_000 + (i % 9_000) })),
  ),
  scenario(
    reflection,
    'TCP',
    towards(4_000, (i) => ({ ...SYN_ACK, source: anyone(i) })),
  ),
];
