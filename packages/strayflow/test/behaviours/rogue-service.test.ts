import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rogueService } from '../../src/behaviours/rogue-service.js';
import type { FactRow } from '../fact-rows.js';
import { latest } from './drive.js';
import { driveFacts } from './drive-facts.js';
import { second } from './link-traffic.js';

const find = (facts: readonly FactRow[], options = {}) =>
  latest(driveFacts(rogueService, facts, [], { options }));
const quiet = (facts: readonly FactRow[]) => expect(find(facts)).toEqual([]);

const offer = (
  time: number,
  server: string,
  router: string,
  resolver: string,
  given = '10.0.0.77',
): FactRow => ({
  kind: 'dhcpOffer',
  time,
  address: given,
  mac: '02:00:00:00:00:77',
  peer: server,
  value: `router ${router}; resolver ${resolver}`,
  text: 'offer',
  number: 3600,
});
const usualOffers = [1, 11, 21, 31].map((at) => offer(second(at), '10.0.0.2', '10.0.0.1', '10.0.0.2'));

describe('a second DHCP server', () => {
  it('that names itself as router is told with both and what differs', () => {
    const [evidence, ...more] = find([
      ...usualOffers,
      offer(second(31), '10.0.0.66', '10.0.0.66', '10.0.0.2'),
    ]);
    expect(more).toEqual([]);
    expect(evidence).toMatchObject({
      family: 'rogue-service',
      host: '10.0.0.66',
      role: 'actor',
      peer: '10.0.0.2',
      surprise: 4.5,
    });
    expect(evidence!.summary).toBe(
      'answered 1 time as a second DHCP server beside 10.0.0.2 (4 answers) and named router 10.0.0.66 in place of 10.0.0.1',
    );
  });

  it('is told less surely while nobody knows which is the usual one', () => {
    const both = [usualOffers[0]!, offer(second(2), '10.0.0.66', '10.0.0.66', '10.0.0.66')];
    expect(find(both)[0]).toMatchObject({ surprise: 3 });
  });

  it('that names another resolver is told below the alert line', () => {
    expect(find([...usualOffers, offer(second(31), '10.0.0.66', '10.0.0.1', '9.9.9.9')])[0]).toMatchObject({
      surprise: 3,
    });
  });

  it('that offers the same is a spare', () => {
    quiet([...usualOffers, offer(second(31), '10.0.0.3', '10.0.0.1', '10.0.0.2')]);
  });

  it('of another link, or in place of one that is gone, is right', () => {
    quiet([...usualOffers, offer(second(31), '10.0.1.2', '10.0.1.1', '10.0.1.2', '10.0.1.77')]);
    quiet([...usualOffers, offer(second(3000), '10.0.0.3', '10.0.0.3', '10.0.0.3')]);
  });

  it('that the operator knows is right', () => {
    const facts = [...usualOffers, offer(second(31), '10.0.0.66', '10.0.0.66', '10.0.0.66')];
    expect(find(facts, { knownServers: ['10.0.0.66', '10.0.0.2'] })).toEqual([]);
  });
});

const dns = (
  kind: 'dnsQuery' | 'dnsAnswer',
  time: number,
  server: string,
  name: string,
  value = '',
  peerPort = 53,
): FactRow => ({ kind, time, address: '10.0.0.20', peer: server, peerPort, name, value, text: 'A' });
const DOMAINS = ['a.example', 'b.example.org', 'c.test.net', 'd.other.com'];

describe('answers of DNS', () => {
  it('for many names by LLMNR are told', () => {
    const facts = ['filesrv', 'wpad', 'printer'].map((name, i) =>
      dns('dnsAnswer', second(i), '10.0.0.66', name, '10.0.0.66', 5355),
    );
    const [evidence] = find(facts);
    expect(evidence).toMatchObject({ host: '10.0.0.66', role: 'actor', surprise: 5, technique: 'T1557.001' });
    expect(evidence!.summary).toContain('answered by LLMNR for 3 different names');
    quiet(facts.map((fact) => ({ ...fact, name: 'printer' })));
  });

  it('that differ, and are more than the questions, are told to the one who asked', () => {
    const facts = DOMAINS.slice(0, 3).flatMap((name, i) => [
      dns('dnsQuery', second(i), '9.9.9.9', name),
      dns('dnsAnswer', second(i) + 5, '9.9.9.9', name, '10.0.0.66'),
      dns('dnsAnswer', second(i) + 30, '9.9.9.9', name, '203.0.113.8'),
    ]);
    expect(find(facts)[0]).toMatchObject({ host: '10.0.0.20', role: 'victim', peer: '9.9.9.9', surprise: 4 });
  });

  it('to a question asked again, in another order, or seen twice, are right', () => {
    quiet(
      DOMAINS.flatMap((name, i) => [
        dns('dnsQuery', second(i), '9.9.9.9', name),
        dns('dnsQuery', second(i) + 900, '9.9.9.9', name),
        dns('dnsAnswer', second(i) + 905, '9.9.9.9', name, '203.0.113.7'),
        dns('dnsAnswer', second(i) + 930, '9.9.9.9', name, '203.0.113.8'),
        dns('dnsAnswer', second(i) + 930, '9.9.9.9', name, '203.0.113.8'),
      ]),
    );
  });

  const usually = DOMAINS.map((name, i) => dns('dnsAnswer', second(i), '9.9.9.9', name, `8.8.4.${i}`));

  it('that lead names of several domains into the network are told below the alert line', () => {
    const facts = [
      ...usually,
      ...DOMAINS.map((name, i) => dns('dnsAnswer', second(20 + i), '10.0.0.66', name, '10.0.0.66')),
    ];
    expect(find(facts)[0]).toMatchObject({ host: '10.0.0.66', peer: '9.9.9.9', surprise: 3.5 });
  });

  it('that differ as those of one domain do inside and outside, or as those of many networks do, are right', () => {
    const split = ['www', 'mail', 'files', 'git'].flatMap((label, i) => [
      dns('dnsAnswer', second(i), '9.9.9.9', `${label}.firm.com`, `8.8.4.${i}`),
      dns('dnsAnswer', second(9 + i), '10.0.0.2', `${label}.firm.com`, '10.0.0.80'),
    ]);
    quiet(split);
    quiet([
      ...usually,
      ...DOMAINS.map((name, i) => dns('dnsAnswer', second(20 + i), '10.0.0.2', name, `8.8.8.${i}`)),
    ]);
  });
});

describe('an IPv6 router', () => {
  const advert = (time: number, address: string): FactRow => ({
    kind: 'neighbourBinding',
    time,
    address,
    mac: '02:00:00:00:00:01',
    text: 'router',
  });
  const usual = Array.from({ length: 12 }, (_, i) => advert(second(300 * i), 'fe80::1'));

  it('that shows up later is told, faintly', () => {
    expect(find([...usual, advert(second(3000), 'fe80::66')])[0]).toMatchObject({
      host: 'fe80::66',
      surprise: 2.5,
    });
  });

  it('that was there from the beginning is right', () => {
    quiet([...usual, ...usual.map((fact) => ({ ...fact, time: fact.time + 5_000, address: 'fe80::2' }))]);
  });
});

it('tells the same however facts are cut, and stored in between', () => {
  const facts = [
    ...usualOffers,
    ...[31, 35, 39, 44].map((at) => offer(second(at), '10.0.0.66', '10.0.0.66', '10.0.0.66')),
    ...['filesrv', 'wpad', 'printer', 'x', 'y'].map((name, i) =>
      dns('dnsAnswer', second(5 * i), '10.0.0.66', name, '10.0.0.66', 5355),
    ),
  ];
  const whole = driveFacts(rogueService, facts);
  expect(whole.length).toBeGreaterThan(2);
  fc.assert(
    fc.property(fc.array(fc.nat(14), { maxLength: 6 }), fc.nat(14), (cuts, snapshotAt) => {
      expect(driveFacts(rogueService, facts, [], { cuts, snapshotAt })).toEqual(whole);
    }),
    { numRuns: 30, seed: 1 },
  );
});
