/** Signs of forged and of shared addresses. */
import { muchUsedPeer } from '../../src/addresses/much-used-peer.js';
import { newPlace } from '../../src/addresses/new-place.js';
import { reflector } from '../../src/addresses/reflector.js';
import { sharedAddress } from '../../src/addresses/shared-address.js';
import { spoofing } from '../../src/addresses/spoofing.js';
import { LOCATED } from '../addresses/places.js';
import { network } from '../behaviours/drive.js';
import type { FactRow } from '../fact-rows.js';
import { UNANSWERED } from '../flow-rows.js';
import { at, type Row, type Scenario, scenario, times } from './scenario.js';

const how = { network: { ...network('10.0.0.0/8'), internalGiven: true } };
const ROUTER = '02:00:00:00:00:01';
const DESK = '02:00:00:00:00:09';
const OUTSIDE = '45.3.2.1';

const toServer = (count: number, row: (i: number) => Row): Row[] =>
  times(count, (i) => ({ ...UNANSWERED, destination: '10.0.0.5', time: at(i), ...row(i) }));
const forged = (i: number) => `${11 + (i % 30)}.${(i * 7) % 256}.${(i * 31) % 256}.${i % 256}`;

/** Handshakes of an outside client by one router, from one distance (TTL 52), and single packets in its name. */
const client = times(60, (i) => ({
  ...{ source: OUTSIDE, destination: '10.0.0.5', sourceMac: ROUTER, ttl: 52, time: at(10 * i) },
}));
const inItsName = (row: Row): Row[] =>
  toServer(12, (i) => ({ source: OUTSIDE, sourceMac: ROUTER, ttl: 52, time: at(205 + 10 * i), ...row }));

const atDesk = (source: string): Row[] =>
  times(30, (i) => ({ source, destination: OUTSIDE, sourceMac: DESK, ttl: 64, time: at(i) }));
const leaving = times(250, (i) => ({
  ...UNANSWERED,
  ...{
    source: `${61 + (i % 30)}.${i}.7.1`,
    destination: OUTSIDE,
    sourceMac: DESK,
    ttl: 64,
    time: at(60 + i / 10),
  },
}));

const everyday = times(80, (i) => ({ destination: OUTSIDE, time: at(10 * i) }));
const synAck = times(
  40,
  (i): Row => ({
    ...{ source: `10.4.${i}.${1 + i}`, sourcePort: 1_024 + ((i * 7_919) % 60_000), destination: '45.9.9.9' },
    ...{ state: 'OTH', initiatorKnown: false, tcpFlags: 0x12, time: at(700 + i) },
    ...{ bytesSent: 0, packetsSent: 0, bytesReceived: 60, packetsReceived: 1 },
  }),
);

const handshakes = (ttl: number): Row[] => times(30, (i) => ({ ttl, time: at(10 * i) + ttl }));
const agents = ['Windows NT 10.0', 'X11; Linux x86_64', 'iPhone; CPU iPhone OS 17_0 like Mac OS X'].map(
  (system, i): FactRow => ({
    ...{ kind: 'httpRequest', time: at(i), address: '10.0.0.9', peer: '192.0.2.1', name: 'www.example.com' },
    text: `GET Mozilla/5.0 (${system})`,
  }),
);

const visits = times(36, (i) => ({
  ...{
    source: `10.0.0.${1 + (i % 3)}`,
    destination: OUTSIDE,
    time: at(9_000 * Math.floor(i / 3) + i),
  },
}));
const answers = times(40, (i) => ({
  ...{ ...UNANSWERED, source: OUTSIDE, sourcePort: 53, destination: '10.0.0.5', destinationPort: 40_000 + i },
  ...{ protocol: 17, time: at(i) },
}));

export const ADDRESSES: readonly Scenario[] = [
  scenario(
    spoofing,
    'impossible-source',
    toServer(7, (i) => ({ source: ['127.0.0.5', '240.0.0.1', '0.1.2.3'][i % 3]! })),
    how,
  ),
  scenario(
    spoofing,
    'private-source',
    toServer(30, () => ({ source: '192.168.9.9' })),
    how,
  ),
  scenario(
    spoofing,
    'own-prefix',
    [
      ...toServer(150, (i) => ({ source: forged(i), sourceMac: ROUTER })),
      ...toServer(20, (i) => ({ source: '10.0.0.7', sourceMac: DESK, time: at(200 + i) })),
      ...toServer(6, (i) => ({ source: '10.0.0.7', sourceMac: ROUTER, time: at(300 + i) })),
    ],
    how,
  ),
  scenario(spoofing, 'foreign-source', [...atDesk('10.0.0.9'), ...atDesk('10.0.0.8'), ...leaving], how),
  scenario(spoofing, 'foreign-sender', [...atDesk('10.0.0.9'), ...leaving], how),
  scenario(spoofing, 'moved-source', [...client, ...inItsName({ sourceMac: '02:00:00:00:00:77' })], how),
  scenario(spoofing, 'strange-distance', [...client, ...inItsName({ ttl: 121 })], how),
  scenario(spoofing, 'backscatter', [...everyday, ...synAck], how),
  scenario(
    spoofing,
    'forged-flood',
    toServer(1_000, (i) => ({ source: forged(i), time: at(i / 10) })),
    how,
  ),
  scenario(
    newPlace,
    'a country that is new',
    [0, 1, 2, 3].map((day) => ({ time: at(86_400 * day), destination: day < 3 ? '46.0.0.1' : '48.0.0.1' })),
    { network: LOCATED, options: { learnMs: 86_400_000 } },
  ),
  scenario(
    newPlace,
    'a user in two places',
    ['46.0.0.1', '48.0.0.1'].map((source, i) => ({
      ...{ time: at(3_600 * i), source, destination: '10.0.0.1', identity: 'ann' },
    })),
    { network: LOCATED },
  ),
  scenario(muchUsedPeer, 'a server that several hosts use', visits),
  scenario(reflector, 'a name server that answers forged requests', answers),
  scenario(sharedAddress, 'systems of two kinds', [...handshakes(63), ...handshakes(127)]),
  scenario(sharedAddress, 'web agents of three systems', [], { facts: agents }),
];
