import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addressConflict } from '../../src/behaviours/address-conflict.js';
import type { FactRow } from '../fact-rows.js';
import { latest } from './drive.js';
import { driveFacts } from './drive-facts.js';
import { announce, GATEWAY, ordinaryLink, poisoning, resolve, second, VICTIM } from './link-traffic.js';

const find = (facts: readonly FactRow[]) => latest(driveFacts(addressConflict, facts));
const quiet = (facts: readonly FactRow[]) => expect(find(facts)).toEqual([]);
const OTHER = { address: '10.0.0.40', mac: '02:00:00:00:40:40' };
const mistaken = { ...OTHER, address: VICTIM.address };

const conflict = [
  ...ordinaryLink(200),
  announce(second(50), mistaken),
  announce(second(52), mistaken),
  ...resolve(second(70), mistaken, GATEWAY),
  announce(second(130), mistaken),
];

describe('one address with two devices', () => {
  it('is named as a mistake of both, and nobody is accused', () => {
    const [evidence, ...more] = find(conflict);
    expect(more).toEqual([]);
    expect(evidence).toMatchObject({
      family: 'address-conflict',
      host: VICTIM.address,
      role: 'victim',
      peer: null,
      surprise: 3.5,
      technique: null,
    });
    expect(evidence!.summary).toMatch(
      /^is held by two devices, 02:00:00:00:20:20 and 02:00:00:00:40:40, which took turns 6 times within 2.3 min: an address given twice by mistake, no attack$/,
    );
  });

  it('is told within a minute of the second claim', () => {
    const [first] = driveFacts(addressConflict, conflict);
    expect(first!.lastSeen).toBeLessThan(second(110));
  });

  it('that one shows by ARP and the other by its flows is told, too', () => {
    const quietVictim = ordinaryLink(20);
    const flows = [40, 90, 95].map((at) => ({
      source: VICTIM.address,
      sourceMac: VICTIM.mac,
      time: second(at),
      start: second(at),
    }));
    const facts = [...quietVictim, announce(second(50), mistaken), announce(second(52), mistaken)];
    expect(driveFacts(addressConflict, facts)).toEqual([]);
    expect(latest(driveFacts(addressConflict, facts, flows))[0]).toMatchObject({ surprise: 3 });
  });

  it('is left to another behaviour when one of them presses', () => {
    quiet([...ordinaryLink(200), ...poisoning(60, 60)]);
  });
});

describe('what is no conflict', () => {
  it('an address that moved to another device, by lease or by hand', () => {
    quiet([...ordinaryLink(40), announce(second(60), mistaken), ...resolve(second(61), mistaken, GATEWAY)]);
  });

  it('failover with a MAC that both share', () => {
    const shared = { address: '10.0.0.2', mac: '00:00:5e:00:01:01' };
    quiet(
      Array.from({ length: 6 }, (_, i) => [
        announce(second(10 * i), shared),
        announce(second(10 * i + 3), { ...shared, mac: GATEWAY.mac }),
        announce(second(10 * i + 6), { ...shared, mac: VICTIM.mac }),
      ]).flat(),
    );
  });

  it('bonded cards with neighbouring numbers', () => {
    quiet(
      Array.from({ length: 20 }, (_, i) =>
        announce(second(10 * i), { address: '10.0.0.3', mac: `02:00:00:00:50:0${1 + (i % 2)}` }),
      ),
    );
  });

  it('addresses that devices choose themselves and give up on conflict (RFC 3927)', () => {
    quiet(
      Array.from({ length: 20 }, (_, i) =>
        announce(second(10 * i), { address: '169.254.7.7', mac: i % 2 === 0 ? VICTIM.mac : OTHER.mac }),
      ),
    );
  });
});

describe('an address of another network', () => {
  it('announced by a device that had one of this network is named as a mistake', () => {
    const [evidence, ...more] = find([
      ...resolve(second(1), OTHER, GATEWAY),
      announce(second(20), { ...OTHER, address: '198.134.18.37' }),
      announce(second(22), { ...OTHER, address: '198.134.18.37' }),
    ]);
    expect(more).toEqual([]);
    expect(evidence).toMatchObject({
      host: '198.134.18.37',
      role: 'victim',
      peer: OTHER.address,
      surprise: 2.5,
    });
    expect(evidence!.summary).toBe(
      'is no address of this network, and 02:00:00:00:40:40, which had 10.0.0.40, announced it as its own: a mistaken address, no attack',
    );
  });

  it('is nothing strange for a router of many networks, or a device outside', () => {
    quiet([
      ...Array.from({ length: 12 }, (_, i) => announce(second(i), { ...GATEWAY, address: `10.0.${i}.1` })),
      announce(second(40), { ...GATEWAY, address: '198.51.100.1' }),
      announce(second(41), { address: '198.51.100.9', mac: OTHER.mac }),
    ]);
  });
});

it('tells the same however facts and flows are cut, and stored in between', () => {
  const flows = Array.from({ length: 60 }, (_, i) => ({
    source: VICTIM.address,
    sourceMac: i % 3 === 0 ? OTHER.mac : VICTIM.mac,
    time: second(50 + 2 * i) + 3,
  }));
  const whole = driveFacts(addressConflict, conflict, flows);
  expect(whole.length).toBeGreaterThan(1);
  fc.assert(
    fc.property(fc.array(fc.nat(200), { maxLength: 12 }), fc.nat(200), (cuts, snapshotAt) => {
      expect(driveFacts(addressConflict, conflict, flows, { cuts, snapshotAt })).toEqual(whole);
    }),
    { numRuns: 30, seed: 1 },
  );
});
