import { describe, expect, it } from 'vitest';
import type { HostRisk } from '../../src/model/host-risk.js';
import { restore, snapshot } from '../../src/model/snapshot.js';
import { decide, openPolicy, policyOptionsSchema } from '../../src/policy/index.js';
import { network } from '../behaviours/drive.js';
import { evidenceOf, NOW } from '../risk/evidence-of.js';
import { evidenceFor, partialOf, share } from './judged.js';

const OFFICE = network('10.0.0.0/8');
const MINUTE = 60_000;

function hostOf(draft: Partial<HostRisk> = {}): HostRisk {
  const risk = draft.risk ?? 0.9;
  return {
    site: 'test',
    host: '203.0.113.7',
    role: 'actor',
    risk,
    peakTime: NOW,
    riskAtEnd: risk,
    shares: [share('port-scan'), share('brute-force', true)],
    ...draft,
  };
}

interface Call {
  readonly host?: Partial<HostRisk>;
  readonly now?: number;
  readonly options?: object;
  /** When its evidence was last seen; the time of the call unless given (Unix ms). */
  readonly seen?: number;
}

function decisions(...calls: readonly Call[]) {
  let state = openPolicy();
  return calls.map(({ host, now = NOW, options, seen = now }) => {
    state = restore(snapshot(state));
    const parsed = policyOptionsSchema.parse(options ?? {});
    const judged = hostOf(host);
    const evidence = [evidenceOf({ lastSeen: seen }), ...evidenceFor(judged, seen)];
    return [...decide(state, judged, evidence, now, parsed, OFFICE, partialOf(judged))];
  });
}

const only = (call: Call) => {
  const [[decision, ...more]] = decisions(call) as [ReturnType<typeof decisions>[number]];
  expect(more).toEqual([]);
  return decision;
};

describe('what is no host', () => {
  const sensor = { host: 'sensor 192.0.2.1', subject: 'network' } as const;

  it('is alerted, and never blocked, whatever a rule says', () => {
    const rules = [{ name: 'all', when: { role: 'victim' }, do: 'block' }];
    for (const options of [{}, { mode: 'enforce' }, { mode: 'enforce', rules }]) {
      for (const role of ['victim', 'actor'] as const) {
        expect(only({ host: { ...sensor, role, risk: 0.95 }, options })).toMatchObject({
          action: 'alert',
          rule: 'quorum',
          expires: null,
        });
      }
    }
    const reason = only({ host: { ...sensor, role: 'victim', risk: 0.6 } })?.reason ?? '';
    expect(reason).toMatch(/^risk 0\.60 from/);
  });
});

describe('the lines', () => {
  it('ignore, alert and block', () => {
    expect(only({ host: { risk: 0.49 } })).toBeUndefined();
    expect(only({ host: { risk: 0.5 } })).toMatchObject({
      action: 'alert',
      rule: 'alert-line',
      expires: null,
    });
    expect(only({ host: { risk: 0.8 } })).toMatchObject({
      action: 'block',
      rule: 'block-line',
      simulated: true,
      time: NOW,
      expires: NOW + 5 * MINUTE,
      evidenceIds: ['port-scan-id', 'brute-force-id'],
    });
  });

  it('look at the risk now, not at its peak', () => {
    expect(only({ host: { risk: 0.9, riskAtEnd: 0.3 } })).toBeUndefined();
  });

  it('simulate everything while observing, and blocks always', () => {
    expect(only({ host: { risk: 0.6 } })!.simulated).toBe(true);
    expect(only({ host: { risk: 0.6 }, options: { mode: 'alert' } })!.simulated).toBe(false);
    expect(only({ options: { mode: 'alert' } })).toMatchObject({ action: 'block', simulated: true });
  });

  it('say why', () => {
    const id = evidenceOf().id;
    const reason = only({
      host: { risk: 0.6, shares: [{ ...share('port-scan'), evidenceIds: [id] }] },
    })!.reason;
    expect(reason).toBe(
      'risk 0.60 from port-scan: tried 212 ports of 10.0.0.5 in 40 s, 198 of them refused or silent',
    );
  });
});

describe('decisions', () => {
  it('are told only when they rise', () => {
    const told = decisions(
      { host: { risk: 0.6 } },
      { host: { risk: 0.7 } },
      { host: { risk: 0.9 } },
      { host: { risk: 0.95 }, now: NOW + MINUTE },
      { host: { risk: 0.6 }, now: NOW + 2 * MINUTE },
    );
    expect(told.map((each) => each.map(({ action }) => action))).toEqual([['alert'], [], ['block'], [], []]);
  });

  it('are told once more when a block is held back, with what holds it back', () => {
    const options = { own: ['203.0.113.7'] };
    const told = decisions(
      { host: { risk: 0.6 }, options },
      { host: { risk: 0.9 }, options, now: NOW + MINUTE },
      { host: { risk: 0.95 }, options, now: NOW + 2 * MINUTE },
    );
    expect(told.map((each) => each.map(({ action, rule }) => `${action} ${rule}`))).toEqual([
      ['alert alert-line'],
      ['alert guard:own-address'],
      [],
    ]);
  });

  it('extend a block that still has cause when half of it has passed, and block anew after its end', () => {
    const told = decisions(
      {},
      { now: NOW + 2 * MINUTE },
      { now: NOW + 3 * MINUTE },
      { now: NOW + 200 * MINUTE },
    ).map((each) => each.map(({ rule, time, expires }) => [rule, (expires! - time) / MINUTE]));
    expect(told).toEqual([[['block-line', 5]], [], [['block-line:extended', 60]], [['block-line', 1440]]]);
  });

  it('to block come back only for what was done after the last one began', () => {
    const before = { seen: NOW - 1 };
    const told = decisions(
      before,
      { now: NOW + 4 * MINUTE, ...before },
      { now: NOW + 6 * MINUTE, ...before },
      { now: NOW + 7 * MINUTE, seen: NOW + MINUTE },
    );
    expect(told.map((each) => each.length)).toEqual([1, 0, 0, 1]);
  });

  it('to block begin with the shortest time again when there was none for a while', () => {
    const options = { repeatWithinMs: 60 * MINUTE };
    const times = [0, 60, 60 * 25].map((minutes) => NOW + minutes * MINUTE);
    const told = decisions(...times.map((now) => ({ now, options })));
    expect(told.map(([decision]) => (decision!.expires! - decision!.time) / MINUTE)).toEqual([5, 60, 5]);
  });

  it('alert again after the risk had fallen', () => {
    const told = decisions({ host: { risk: 0.6 } }, { host: { risk: 0.2 } }, { host: { risk: 0.6 } });
    expect(told.map((each) => each.length)).toEqual([1, 0, 1]);
  });
});

describe('a block is held back, and alerted instead, with the name of what held it back', () => {
  const held = (call: Call, rule: string, reason: string) => {
    const decision = only(call);
    expect(decision).toMatchObject({ action: 'alert', rule });
    expect(decision!.reason).toContain(`not blocked: ${reason}`);
  };

  it('by a single family', () => {
    held({ host: { shares: [share('port-scan', true)] } }, 'quorum', 'a block needs 2 families');
    const context = [share('port-scan', true), share('context', true)];
    held({ host: { shares: context } }, 'quorum', 'a block needs 2 families');
    const repeated = [share('port-scan', true), share('flood', true, 0)];
    held({ host: { shares: repeated } }, 'quorum', 'a block needs 2 families');
  });

  it('when nothing binds the address to its sender', () => {
    const forged = [share('flood'), share('port-scan')];
    held({ host: { shares: forged } }, 'quorum', 'no evidence binds the address to its sender');
  });

  it('for victims', () => {
    held({ host: { role: 'victim' } }, 'quorum', 'being attacked is not being an attacker');
  });

  it('for internal hosts, whatever the lists say', () => {
    held({ host: { host: '10.0.0.5' } }, 'guard:internal', 'it belongs to the observed network');
  });

  it('for own addresses, gateways and name servers', () => {
    held(
      { options: { own: ['203.0.113.7'] } },
      'guard:own-address',
      '203.0.113.7 is an address of this system',
    );
    held({ options: { gateways: ['203.0.113.0/29'] } }, 'guard:gateway', '203.0.113.0/29 is a gateway');
    held({ options: { nameServers: ['203.0.113.7'] } }, 'guard:name-server', '203.0.113.7 is a name server');
  });

  it('for the allow list, until its entry expires', () => {
    const allow = [
      { prefix: '203.0.113.0/24', reason: 'our scanner', expires: new Date(NOW + 1).toISOString() },
    ];
    held({ options: { allow } }, 'guard:allow-list', '203.0.113.0/24 is on the allow list (our scanner)');
    expect(only({ options: { allow }, now: NOW + 1 })!.action).toBe('block');
  });

  it('for a network that holds an allowed address, and for networks that are too large', () => {
    const host = '2a00:1450:1:2::/64';
    const allow = [{ prefix: '2a00:1450:1:2::5', reason: 'a partner' }];
    held({ host: { host }, options: { allow } }, 'guard:allow-list', '2a00:1450:1:2::5 is on the allow list');
    held(
      { host: { host }, options: { shortestPrefixIpv6: 65 } },
      'guard:prefix-size',
      'the network is larger',
    );
    expect(only({ host: { host } })!.action).toBe('block');
  });

  it('by the caps on blocks', () => {
    const call = (i: number, now: number, options: object): Call => ({
      host: { host: `203.0.113.${i}` },
      now,
      options,
    });
    const perMinute = { maxBlocksPerMinute: 2 };
    const told = decisions(
      call(1, NOW, perMinute),
      call(2, NOW + 1, perMinute),
      call(3, NOW + 2, perMinute),
      call(3, NOW + MINUTE, perMinute),
    ).map(([decision]) => decision?.rule);
    expect(told).toEqual(['block-line', 'block-line', 'guard:blocks-per-minute', 'block-line']);
    const inAll = { maxBlocks: 1 };
    const all = decisions(call(1, NOW, inAll), call(2, NOW, inAll), call(2, NOW + 6 * MINUTE, inAll));
    expect(all.map(([decision]) => decision?.rule)).toEqual([
      'block-line',
      'guard:blocks-at-once',
      'block-line',
    ]);
  });
});

it('an allow-list entry for alerts silences them, too', () => {
  const allow = [{ prefix: '203.0.113.7', scope: 'alert', reason: 'penetration test' }];
  expect(only({ options: { allow } })).toBeUndefined();
});

it('the options are strict', () => {
  expect(policyOptionsSchema.parse({})).toMatchObject({ mode: 'observe', alertLine: 0.5, blockLine: 0.8 });
  expect(() => policyOptionsSchema.parse({ mode: 'kill' })).toThrow();
  expect(() => policyOptionsSchema.parse({ own: ['10.0.0'] })).toThrow();
  expect(() => policyOptionsSchema.parse({ allow: [{ prefix: '10.0.0.1' }] })).toThrow();
});
