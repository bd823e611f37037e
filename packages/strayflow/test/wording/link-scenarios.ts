/** What happens on a link, what lists and rules of the user name. */
import { addressConflict } from '../../src/behaviours/address-conflict.js';
import { indicator } from '../../src/behaviours/indicator.js';
import { manInTheMiddle } from '../../src/behaviours/man-in-the-middle.js';
import { rogueService } from '../../src/behaviours/rogue-service.js';
import { rule } from '../../src/behaviours/rule.js';
import {
  ATTACKER,
  announce,
  answer,
  GATEWAY,
  ordinaryLink,
  poisoning,
  resolve,
  second,
  VICTIM,
} from '../behaviours/link-traffic.js';
import type { FactRow } from '../fact-rows.js';
import { START, UNANSWERED } from '../flow-rows.js';
import { at, DAY, type Scenario, scenario, times } from './scenario.js';

const OTHER = { address: '10.0.0.40', mac: '02:00:00:00:40:40' };
const mistaken = { ...OTHER, address: VICTIM.address };
const passing = [80, 81, 82].map((s) => ({
  ...{ source: VICTIM.address, sourceMac: ATTACKER.mac, time: second(s) },
}));
const nameless = ordinaryLink(120).filter(
  ({ mac, peer }) => mac !== ATTACKER.mac && peer !== ATTACKER.address,
);
const storm = times(200, (i) =>
  answer(second(30) + 10 * i, { address: `10.0.3.${i}`, mac: ATTACKER.mac }, VICTIM.address),
);
const shown = (time: number, fingerprint: string, text: string): FactRow => ({
  ...{ kind: 'tlsCertificate', time, address: '203.0.113.5', peer: '10.0.0.20' },
  ...{ name: 'CN=mail.example.com', value: fingerprint.repeat(32), text },
});

const offer = (time: number, peer: string, router: string, resolver: string): FactRow => ({
  ...{ kind: 'dhcpOffer', time, address: '10.0.0.77', mac: '02:00:00:00:00:77', peer, number: 3_600 },
  ...{ value: `router ${router}; resolver ${resolver}`, text: 'offer' },
});
const offers = [1, 11, 21, 31].map((s) => offer(second(s), '10.0.0.2', '10.0.0.1', '10.0.0.2'));
const dns = (
  kind: 'dnsQuery' | 'dnsAnswer',
  time: number,
  peer: string,
  name: string,
  value = '',
): FactRow => ({
  ...{ kind, time, address: '10.0.0.20', peer, peerPort: 53, name, value, text: 'A' },
});
const DOMAINS = ['a.example', 'b.example.org', 'c.test.net', 'd.other.com'] as const;
const doubled = DOMAINS.flatMap((name, i) => [
  dns('dnsQuery', second(i), '9.9.9.9', name),
  dns('dnsAnswer', second(i) + 5, '9.9.9.9', name, '10.0.0.66'),
  dns('dnsAnswer', second(i) + 30, '9.9.9.9', name, '203.0.113.8'),
]);
const inward = [
  ...DOMAINS.map((name, i) => dns('dnsAnswer', second(i), '9.9.9.9', name, `8.8.4.${i}`)),
  ...DOMAINS.map((name, i) => dns('dnsAnswer', second(20 + i), '10.0.0.66', name, '10.0.0.66')),
];
const byLlmnr = ['filesrv', 'wpad', 'printer'].map((name, i) => ({
  ...dns('dnsAnswer', second(i), '10.0.0.66', name, '10.0.0.66'),
  peerPort: 5355,
}));
const router = (time: number, address: string): FactRow => ({
  ...{ kind: 'neighbourBinding', time, address, mac: '02:00:00:00:00:01', text: 'router' },
});

const entries = [
  { kind: 'address', value: '203.0.113.66', source: 'example list' },
  { kind: 'domain', value: 'evil.example', source: 'example list' },
].map((entry) => ({ ...entry, added: new Date(START - 9 * DAY).toISOString(), confidence: 'high' }));
const listed = { options: { entries } };
const query: FactRow = {
  ...{ kind: 'dnsQuery', time: START, address: '10.0.0.9', peer: '192.0.2.53', name: 'a.b.evil.example' },
};
const TELNET = {
  ...{ name: 'telnet-out', on: 'flow', match: { ports: [23] } },
  summary: 'opened {count} telnet flows to {peer} within {window}',
};

export const LINKS: readonly Scenario[] = [
  scenario(manInTheMiddle, 'between two', [], { facts: [...ordinaryLink(120), ...poisoning(60, 60)] }),
  scenario(manInTheMiddle, 'between two, with their traffic', passing, {
    facts: [...ordinaryLink(120), ...poisoning(60, 60)],
  }),
  scenario(manInTheMiddle, 'of unknown address', [], { facts: [...nameless, ...poisoning(60, 60)] }),
  scenario(manInTheMiddle, 'storm', [], { facts: [...ordinaryLink(60), ...storm] }),
  scenario(manInTheMiddle, 'certificate', [], {
    facts: [
      ...[1, 2, 3].map((s) => shown(second(s), 'aa', 'CN=Trusted')),
      shown(second(40), 'bb', 'CN=mail.example.com'),
    ],
  }),
  scenario(addressConflict, 'two devices', [], {
    facts: [
      ...ordinaryLink(200),
      ...[announce(second(50), mistaken), announce(second(52), mistaken)],
      ...[...resolve(second(70), mistaken, GATEWAY), announce(second(130), mistaken)],
    ],
  }),
  scenario(addressConflict, 'of another network', [], {
    facts: [
      ...resolve(second(1), OTHER, GATEWAY),
      ...[20, 22].map((s) => announce(second(s), { ...OTHER, address: '198.134.18.37' })),
    ],
  }),
  scenario(rogueService, 'DHCP', [], {
    facts: [...offers, offer(second(31), '10.0.0.66', '10.0.0.66', '10.0.0.2')],
  }),
  scenario(rogueService, 'LLMNR', [], { facts: byLlmnr }),
  scenario(rogueService, 'second answers', [], { facts: doubled }),
  scenario(rogueService, 'names of many domains inward', [], { facts: inward }),
  scenario(rogueService, 'IPv6 router', [], {
    facts: [...times(12, (i) => router(second(300 * i), 'fe80::1')), router(second(3_000), 'fe80::66')],
  }),
  scenario(
    indicator,
    'address, connected to',
    times(2, (i) => ({ destination: '203.0.113.66', time: at(9 * i) })),
    listed,
  ),
  scenario(
    indicator,
    'address, from outside',
    [{ ...UNANSWERED, source: '203.0.113.66', destination: '10.0.0.5' }],
    listed,
  ),
  scenario(indicator, 'domain', [], { ...listed, facts: [query] }),
  scenario(
    rule,
    'of the user',
    times(2, (i) => ({ destination: '203.0.113.7', destinationPort: 23, time: at(i) })),
    {
      options: { rules: [TELNET] },
    },
  ),
];
