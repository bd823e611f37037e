import { describe, expect, it } from 'vitest';
import { parsePrefix } from '../../src/model/address.js';
import { openPolicy } from '../../src/policy/index.js';
import { network } from '../behaviours/drive.js';
import { evidenceOf, NOW } from '../risk/evidence-of.js';
import { answering, attack, decidedOn, type Moment, muchUsed } from './on-evidence.js';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const MINUTE = 60_000;

const actionOf = (...call: Parameters<typeof decidedOn>) => decidedOn(...call)?.action;
const ruleOf = (...call: Parameters<typeof decidedOn>) => decidedOn(...call)?.rule;
/** Attack of a host; the answer's rule. */
const byHost = (host: string, moment: Moment = {}) => ruleOf(attack({ host }), moment);

it('an attack that no guard holds back is blocked', () => {
  expect(decidedOn(attack())).toMatchObject({ action: 'block', rule: 'block-line', simulated: false });
});

describe('a much-used peer', () => {
  const accused = (firstSeen: number) => attack({ firstSeen, lastSeen: NOW });

  it('is alerted, not blocked, for what began after it was much used, with the reason', () => {
    const decision = decidedOn([...accused(NOW - HOUR), muchUsed()]);
    expect(decision).toMatchObject({ action: 'alert', rule: 'guard:much-used-peer' });
    expect(decision!.reason).toContain(
      'not blocked: before this began, it is a peer that the network uses much',
    );
  });

  it('is not one by use that came with the attack, after it, or just before it', () => {
    for (const firstSeen of [NOW - 2 * DAY, NOW - DAY, NOW - DAY + HOUR / 2]) {
      expect(actionOf([...accused(firstSeen), muchUsed()])).toBe('block');
    }
  });

  it('is not one by use long ago, nor where the operator does not want it', () => {
    const long = muchUsed({ firstSeen: NOW - 90 * DAY, lastSeen: NOW - 40 * DAY });
    expect(actionOf([...accused(NOW), long])).toBe('block');
    expect(actionOf([...accused(NOW), muchUsed()], { options: { spareMuchUsed: false } })).toBe('block');
  });

  it('cannot pretend that its incident began later: what it did before counts, however weak', () => {
    const slow = evidenceOf({ family: 'ping-sweep', surprise: 2.5, firstSeen: NOW - 2 * DAY, lastSeen: NOW });
    expect(actionOf([...accused(NOW), slow, muchUsed()])).toBe('block');
  });

  it('is blocked neither by a rule that says so', () => {
    const options = { rules: [{ name: 'all', when: { risk: 0.1 }, do: 'block' }], minFamilies: 1 };
    expect(ruleOf([...accused(NOW), muchUsed()], { options })).toBe('guard:much-used-peer');
  });
});

describe('a reflector', () => {
  const flood = evidenceOf({ family: 'flood', surprise: 20 });
  const strange = evidenceOf({ family: 'ping-sweep', surprise: 12 });

  it('is never blocked for what it was made to send, even where nothing has to be attributable', () => {
    const options = { minAttributable: 0 };
    expect(ruleOf([flood, strange], { options })).toBe('block-line');
    expect(ruleOf([flood, strange, answering()], { options })).toBe('guard:reflector');
  });

  it('is none whose handshakes show an attack, whatever it sends besides', () => {
    expect(actionOf([...attack(), answering()])).toBe('block');
  });

  it('is none any more a day after its last answer', () => {
    const options = { minAttributable: 0 };
    const before = answering({ firstSeen: NOW - 3 * DAY, lastSeen: NOW - 2 * DAY });
    expect(actionOf([flood, strange, before], { options })).toBe('block');
  });
});

describe('evidence whose source can be forged', () => {
  const forged = [
    evidenceOf({ family: 'flood', surprise: 20 }),
    evidenceOf({ family: 'port-scan', surprise: 20 }),
  ];

  it('blocks nobody, however strong', () => {
    expect(decidedOn(forged)).toMatchObject({ action: 'alert', rule: 'quorum' });
    expect(decidedOn(forged)!.reason).toContain('no evidence binds the address to its sender');
  });

  it.each([
    ['a little of another family', evidenceOf({ family: 'brute-force', surprise: 2.6, attributable: true })],
    [
      'a little of the same family',
      evidenceOf({ family: 'flood', surprise: 3, attributable: true, key: 'b' }),
    ],
    [
      'an old piece',
      evidenceOf({ family: 'brute-force', surprise: 8, attributable: true, lastSeen: NOW - 6 * HOUR }),
    ],
  ])('is not made good by %s that binds the address', (_, weak) => {
    const decision = decidedOn([...forged, weak]);
    expect(decision).toMatchObject({ action: 'alert', rule: 'quorum' });
    expect(decision!.reason).toMatch(
      /what binds the address to its sender is a risk of 0\.\d+ by itself, under 0\.50?, and the rest may be forged/,
    );
  });

  it('is not made good by context that binds the address', () => {
    const context = evidenceOf({ family: 'context', surprise: 30, attributable: true, key: 'new place' });
    expect(decidedOn([...forged, context])).toMatchObject({ action: 'alert', rule: 'quorum' });
    expect(actionOf([forged[0]!, context])).toBe('alert');
  });

  it('stands beside what the sender surely did', () => {
    const own = evidenceOf({ family: 'brute-force', surprise: 5, attributable: true });
    expect(actionOf([...forged, own])).toBe('block');
    expect(actionOf([...forged, own], { options: { attributableLine: 0.7 } })).toBe('alert');
  });
});

describe('lists', () => {
  it('guard time servers as they guard name servers', () => {
    const options = { timeServers: ['203.0.113.7'] };
    const decision = decidedOn(attack(), { options });
    expect(decision).toMatchObject({ action: 'alert', rule: 'guard:time-server' });
    expect(decision!.reason).toContain('203.0.113.7 is a time server');
  });

  it.each([
    ['an IPv4-mapped form', '::ffff:203.0.113.7', '203.0.113.7'],
    ['6to4 of a listed address', '203.0.113.7', '2002:cb00:7107:1::/64'],
    ['the listed 6to4 of an address', '2002:cb00:7107::/48', '203.0.113.7'],
    ['one address of a /64', '2a00:1450:1:2::5', '2a00:1450:1:2::/64'],
    ['a network around a /64', '2a00:1450::/32', '2a00:1450:1:2::/64'],
    ['NAT64 of a listed address', '203.0.113.7', '64:ff9b::cb00:7107'],
    ['Teredo of a listed address', '203.0.113.7', '2001:0:4136:e378:8000:63bf:34ff:8ef8'],
    ['an IPv4-compatible form', '203.0.113.7', '::203.0.113.7'],
  ])('know %s', (_, listed, host) => {
    expect(byHost(host, { options: { own: [listed] } })).toBe('guard:own-address');
    expect(byHost(host, { options: { allow: [{ prefix: listed, reason: 'ours' }] } })).toBe(
      'guard:allow-list',
    );
  });

  it('do not guard neighbours', () => {
    expect(byHost('2002:cb00:7108:1::/64', { options: { own: ['203.0.113.7'] } })).toBe('block-line');
    expect(byHost('2a00:1450:1:3::/64', { options: { own: ['2a00:1450:1:2::5'] } })).toBe('block-line');
  });
});

describe('the form of an address', () => {
  it.each([
    ['64:ff9b::/64', 'translator'],
    ['64:ff9b:1:2::/64', 'translator'],
    ['2001:0:4136:e378::/64', 'translator'],
    ['::/64', 'no-sender'],
    ['ff02::1', 'no-sender'],
    ['224.0.0.1', 'no-sender'],
    ['255.255.255.255', 'no-sender'],
    ['127.0.0.1', 'no-sender'],
    ['203.0.113.0/24', 'prefix-size'],
    ['2a00:1450:1::/48', 'prefix-size'],
  ])('guards %s (%s)', (host, guard) => {
    expect(byHost(host)).toBe(`guard:${guard}`);
  });
});

describe('an own host', () => {
  const inside = network('10.0.0.0/8', '2a00:1450:1:2:8000::/68');
  const given = {
    ...inside,
    internalPrefixes: [parsePrefix('10.0.0.0/8')!, parsePrefix('2a00:1450:1:2:8000::/68')!],
  };

  it('is not hit by a block of the /64 that it is only a part of', () => {
    expect(byHost('2a00:1450:1:2::/64', { network: given })).toBe('guard:internal');
    expect(byHost('2a00:1450:1:3::/64', { network: given })).toBe('block-line');
  });

  it('is known by its 6to4 address, too', () => {
    expect(byHost('2002:a00:5::/64', { network: given })).toBe('guard:internal');
  });
});

describe('the caps', () => {
  const blocked = (hosts: readonly string[], options: object, step = 0) => {
    const state = openPolicy();
    return hosts.map((host, i) => ruleOf(attack({ host }), { state, options, now: NOW + step * i }));
  };
  const unlimited = { maxBlocksPerMinute: 1_000_000 };

  it('let nobody use them up from one network: /64s of one /48, addresses of one /24', () => {
    const options = { ...unlimited, maxBlocksPerNetwork: 2 };
    const of48 = ['2a00:1450:1:1::/64', '2a00:1450:1:2::/64', '2a00:1450:1:ffff::/64', '2a00:1450:2:1::/64'];
    expect(blocked(of48, options)).toEqual([
      'block-line',
      'block-line',
      'guard:blocks-per-network',
      'block-line',
    ]);
    const of24 = ['45.3.2.1', '45.3.2.2', '45.3.2.255', '45.3.3.1'];
    expect(blocked(of24, options)[2]).toBe('guard:blocks-per-network');
    expect(blocked(of24, options)[3]).toBe('block-line');
  });

  it('make room again when blocks end', () => {
    const options = { ...unlimited, maxBlocksPerNetwork: 1, maxBlocks: 1 };
    const rules = blocked(['45.3.2.1', '45.3.2.2', '45.3.2.3'], options, 3 * MINUTE);
    expect(rules).toEqual(['block-line', 'guard:blocks-at-once', 'block-line']);
  });
});
