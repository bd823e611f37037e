import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { manInTheMiddle } from '../../src/behaviours/man-in-the-middle.js';
import type { FactRow } from '../fact-rows.js';
import { latest } from './drive.js';
import { driveFacts } from './drive-facts.js';
import {
  ATTACKER,
  announce,
  answer,
  ask,
  GATEWAY,
  ordinaryLink,
  poisoning,
  resolve,
  second,
  VICTIM,
} from './link-traffic.js';

const find = (facts: readonly FactRow[], ...more: never[]) =>
  latest(driveFacts(manInTheMiddle, facts, ...more));
const quiet = (facts: readonly FactRow[]) => expect(find(facts)).toEqual([]);

describe('a device between others', () => {
  it('that claims both their addresses is told with its own address, theirs, and the number of claims', () => {
    const [evidence, ...more] = find([...ordinaryLink(120), ...poisoning(60, 60)]);
    expect(more).toEqual([]);
    expect(evidence).toMatchObject({
      family: 'man-in-the-middle',
      host: ATTACKER.address,
      role: 'actor',
      peer: GATEWAY.address,
      surprise: 6,
      technique: 'T1557.002',
    });
    expect(evidence!.summary).toBe(
      'its MAC 02:00:00:00:66:66 claimed 10.0.0.1 and 10.0.0.20, which 02:00:00:00:00:01 and 02:00:00:00:20:20 hold, in 51 answers that nobody had asked for within 58 s',
    );
  });

  it('is told within ten seconds of its beginning', () => {
    const told = driveFacts(manInTheMiddle, [...ordinaryLink(120), ...poisoning(60, 10)]);
    expect(told[0]!.lastSeen).toBeLessThanOrEqual(second(70));
  });

  it('is told more surely when the traffic then comes from it', () => {
    const flows = [80, 81, 82].map((at) => ({
      source: VICTIM.address,
      sourceMac: ATTACKER.mac,
      time: second(at),
    }));
    const [evidence] = latest(
      driveFacts(manInTheMiddle, [...ordinaryLink(120), ...poisoning(60, 60)], flows),
    );
    expect(evidence!.surprise).toBe(7);
    expect(evidence!.summary).toContain('; 3 flows from there came with that MAC since');
  });

  it('that claims one address is told, less surely', () => {
    const [evidence] = find([...ordinaryLink(120), ...poisoning(60, 60, false)]);
    expect(evidence).toMatchObject({ host: ATTACKER.address, surprise: 4.5 });
  });

  it('whose own address nobody saw is told by the address that it took', () => {
    const nameless = ordinaryLink(120).filter(
      ({ mac, peer }) => mac !== ATTACKER.mac && peer !== ATTACKER.address,
    );
    const [evidence] = find([...nameless, ...poisoning(60, 60)]);
    expect(evidence).toMatchObject({ host: GATEWAY.address, role: 'victim', peer: null });
  });

  it('is told with IPv6, too', () => {
    const advert = (
      time: number,
      address: string,
      mac: string,
      peer: string,
      text = 'advertisement',
    ): FactRow => ({
      kind: 'neighbourBinding',
      time,
      address,
      mac,
      peer,
      text,
    });
    const life = Array.from({ length: 12 }, (_, i) => [
      advert(second(10 * i), 'fe80::20', VICTIM.mac, 'fe80::1', 'solicitation'),
      advert(second(10 * i) + 1, 'fe80::1', GATEWAY.mac, 'fe80::20'),
      advert(second(10 * i + 3), 'fe80::66', ATTACKER.mac, 'fe80::1', 'solicitation'),
    ]).flat();
    const attack = Array.from({ length: 20 }, (_, i) =>
      advert(second(60 + i), 'fe80::1', ATTACKER.mac, 'fe80::20'),
    );
    // The gateway's answers to real questions of that second do not make the attacker's answers asked for.
    expect(find([...life, ...attack])[0]).toMatchObject({ host: 'fe80::66', family: 'man-in-the-middle' });
  });

  it('needs three answers that nobody had asked for', () => {
    const claims = (count: number) => [
      ...ordinaryLink(120),
      ...poisoning(61, 2 * count).filter(({ time }) => time < second(61 + 2 * count)),
    ];
    quiet(claims(2));
    expect(find(claims(3))).toHaveLength(1);
  });
});

describe('what looks like it and is harmless', () => {
  const standby = { address: '10.0.0.30', mac: '02:00:00:00:30:30' };
  const service = '10.0.0.50';

  it('failover: the standby announces the address, the other is gone', () => {
    const primary = { address: service, mac: '02:00:00:00:31:31' };
    quiet([
      ...ordinaryLink(120),
      ...resolve(second(5), VICTIM, primary),
      ...resolve(second(9), standby, GATEWAY),
      ...Array.from({ length: 10 }, (_, i) => announce(second(60 + i), { ...standby, address: service })),
    ]);
  });

  it('failover and failback, with five announcements each', () => {
    const primary = { address: service, mac: '02:00:00:00:31:31' };
    const burst = (from: number, mac: string) =>
      Array.from({ length: 5 }, (_, i) => announce(second(from) + 20 * i, { address: service, mac }));
    quiet([
      ...resolve(second(9), standby, GATEWAY),
      ...resolve(second(5), { ...primary, address: '10.0.0.31' }, GATEWAY),
      ...[0, 2, 4, 6].flatMap((at) => [
        ...burst(60 * at + 20, primary.mac),
        ...burst(60 * at + 80, standby.mac),
      ]),
    ]);
  });

  it('a virtual router: VRRP, CARP, HSRP', () => {
    for (const mac of ['00:00:5e:00:01:0a', '00:00:0c:07:ac:01', '00:00:0c:9f:f0:01']) {
      quiet([
        ...ordinaryLink(60),
        ...Array.from({ length: 20 }, (_, i) => [
          answer(second(30 + i), { address: service, mac }, VICTIM.address),
          answer(second(30 + i) + 500, { ...standby, address: service }, VICTIM.address),
          answer(second(30 + i) + 700, { ...VICTIM, address: service }, GATEWAY.address),
        ]).flat(),
      ]);
    }
  });

  it('proxy ARP: a router answers for others, when asked', () => {
    quiet([
      ...ordinaryLink(120),
      ...Array.from({ length: 50 }, (_, i) => [
        ask(second(i), VICTIM, `10.0.1.${i}`),
        answer(second(i) + 2, { ...GATEWAY, address: `10.0.1.${i}` }, VICTIM.address),
        ask(second(i), VICTIM, ATTACKER.address),
        answer(second(i) + 1, ATTACKER, VICTIM.address),
        answer(second(i) + 2, { ...GATEWAY, address: ATTACKER.address }, VICTIM.address),
      ]).flat(),
    ]);
  });

  it('bonded cards that tell their peers which of them to use', () => {
    const cards = ['02:00:00:00:40:01', '02:00:00:00:77:02'];
    quiet([
      ...ordinaryLink(120),
      ...Array.from({ length: 40 }, (_, i) =>
        answer(
          second(i),
          { address: service, mac: cards[i % 2]! },
          i % 3 === 0 ? VICTIM.address : GATEWAY.address,
        ),
      ),
    ]);
  });

  it('a device that was replaced, and its address leased anew', () => {
    const lease: FactRow = {
      kind: 'dhcpOffer',
      time: second(59),
      address: VICTIM.address,
      mac: standby.mac,
      peer: GATEWAY.address,
      text: 'ack',
    };
    quiet([
      ...ordinaryLink(40),
      lease,
      announce(second(60), { ...standby, address: VICTIM.address }),
      ...resolve(second(61), { ...standby, address: VICTIM.address }, GATEWAY),
      ...resolve(second(90), { ...standby, address: VICTIM.address }, GATEWAY),
    ]);
  });

  it('an address that two devices were given by mistake', () => {
    quiet([
      ...ordinaryLink(120),
      ...Array.from({ length: 6 }, (_, i) => [
        announce(second(20 * i + 1), { ...ATTACKER, address: VICTIM.address }),
        ...resolve(second(20 * i + 2), { ...ATTACKER, address: VICTIM.address }, GATEWAY),
        announce(second(20 * i + 12), VICTIM),
      ]).flat(),
    ]);
  });

  it('a capture that holds only answers: nothing is known to be unasked', () => {
    quiet([...ordinaryLink(120), ...poisoning(60, 60)].filter(({ text }) => text === 'reply'));
  });
});

describe('a storm of answers', () => {
  it('is told below the alert line', () => {
    const storm = Array.from({ length: 200 }, (_, i) =>
      answer(second(30) + 10 * i, { address: `10.0.3.${i}`, mac: ATTACKER.mac }, VICTIM.address),
    );
    const [evidence, ...more] = find([...ordinaryLink(60), ...storm]);
    expect(more).toEqual([]);
    expect(evidence!.surprise).toBe(3);
    expect(evidence!.summary).toContain('answers within 5 s that nobody had asked for');
  });
});

describe('a changed certificate', () => {
  const show = (time: number, fingerprint: string, issuer: string): FactRow => ({
    kind: 'tlsCertificate',
    time,
    address: '203.0.113.5',
    peer: '10.0.0.20',
    name: 'CN=mail.example.com',
    value: fingerprint.repeat(32),
    text: issuer,
  });

  it('that the server signed itself after one of an authority is told, below the alert line', () => {
    const [evidence] = find([
      ...[1, 2, 3].map((at) => show(second(at), 'aa', 'CN=Trusted')),
      show(second(40), 'bb', 'CN=mail.example.com'),
    ]);
    expect(evidence).toMatchObject({ host: '203.0.113.5', role: 'victim', peer: '10.0.0.20', surprise: 3.5 });
    expect(evidence!.summary).toBe(
      'showed for CN=mail.example.com one that it signed itself, after 3 times one by CN=Trusted: certificate bbbbbbbbbbbbbbbb in place of aaaaaaaaaaaaaaaa',
    );
  });

  it('is nothing when it was renewed, by the same authority or another', () => {
    quiet([
      ...[1, 2, 3].map((at) => show(second(at), 'aa', 'CN=Trusted')),
      ...[40, 41, 42].map((at) => show(second(at), 'bb', 'CN=Other')),
      ...[80, 81, 82].map((at) => show(second(at), 'cc', 'CN=Other')),
    ]);
  });

  it('of itself, taking turns with another, is told faintly', () => {
    const own = 'CN=mail.example.com';
    const told = find([1, 2, 3, 4].map((at) => show(second(at), at % 2 === 0 ? 'aa' : 'bb', own)));
    expect(told.map(({ surprise }) => surprise)).toEqual([2.5]);
  });
});

it('tells the same however facts and flows are cut, and stored in between', () => {
  const facts = [...ordinaryLink(200), ...poisoning(60, 30), ...poisoning(130, 40, false)];
  const flows = Array.from({ length: 60 }, (_, i) => ({
    source: VICTIM.address,
    sourceMac: i % 3 === 0 ? ATTACKER.mac : VICTIM.mac,
    time: second(50 + 2 * i) + 3,
  }));
  const whole = driveFacts(manInTheMiddle, facts, flows);
  expect(whole.length).toBeGreaterThan(1);
  fc.assert(
    fc.property(fc.array(fc.nat(300), { maxLength: 12 }), fc.nat(300), (cuts, snapshotAt) => {
      expect(driveFacts(manInTheMiddle, facts, flows, { cuts, snapshotAt })).toEqual(whole);
    }),
    { numRuns: 30, seed: 1 },
  );
});
