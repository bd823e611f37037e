import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parsePrefix } from '../../../src/model/address.js';
import type { Decision } from '../../../src/model/decision.js';
import { agree, type Deed } from '../../../src/shell/acting/enforcement.js';
import type { FaultStep } from '../../../src/shell/acting/fault-point.js';
import { Responder } from '../../../src/shell/acting/responder.js';
import { Ledger } from '../../../src/store/ledger/ledger.js';
import { scratchFolder } from '../scratch-folder.js';
import { HeldBlocks } from './held-blocks.js';

const NOW = Date.parse('2026-03-01T10:00:00Z');
const HOUR = 3_600_000;

let folder = '';
let world: HeldBlocks;
let now = NOW;
let deeds: Deed[] = [];
let warnings: string[] = [];
const open: Responder[] = [];

function responder(): Responder {
  const made = new Responder({
    ledger: new Ledger(folder),
    site: 'local',
    enforcers: [{ enforcer: world, options: {} }],
    clock: { wall: () => now, elapsed: () => now - NOW },
    reporter: { acted: (deed) => deeds.push(deed), warning: (text) => warnings.push(text) },
    machine: () => [{ role: 'gateway', address: parsePrefix('198.51.100.1')!.bytes }],
    keepDays: 30,
  });
  open.push(made);
  return made;
}

/** What is done about decisions, or about nothing, by one look. */
async function settled(made: Responder, ...decisions: Parameters<Responder['take']>[0]): Promise<void> {
  if (decisions.length > 0) made.take(decisions);
  else made.look();
  await made.settled();
}

const decision = (sequence: number, host: string, more: Partial<Decision> = {}) => ({
  sequence,
  decision: {
    site: 'local',
    host,
    action: 'block',
    simulated: false,
    approval: false,
    rule: 'block-line',
    reason: 'risk 0.91 from port-scan, brute-force',
    risk: 0.91,
    time: NOW - 1_000,
    expires: NOW + HOUR,
    evidenceIds: ['a1'],
    ...more,
  } satisfies Decision,
});

beforeEach(() => {
  folder = scratchFolder();
  world = new HeldBlocks();
  now = NOW;
  deeds = [];
  warnings = [];
});

afterEach(async () => {
  for (const each of open.splice(0)) await each.stop();
});

describe('what traffic shows of a block', () => {
  it('is kept with it, and with those that followed it', async () => {
    const made = responder();
    await settled(made, decision(1, '203.0.113.7'), decision(2, '198.51.100.9'));
    const counts = { refused: 12, passed: 0, missed: 3, losers: 2 };
    made.observe([
      { site: 'local', host: '203.0.113.7', since: NOW - 1_000, until: NOW + HOUR, ...counts, refused: 4 },
      { site: 'local', host: '203.0.113.7', since: NOW - 1_000, until: NOW + HOUR, ...counts },
    ]);
    await settled(made);
    const ledger = new Ledger(folder);
    const blocks = new Map(ledger.blocks(['standing']).map((block) => [block.prefix, block]));
    expect(blocks.get('203.0.113.7/32')).toMatchObject(counts);
    expect(blocks.get('198.51.100.9/32')).toMatchObject({ refused: 0, passed: 0, missed: 0, losers: 0 });
    ledger.close();
  });
});

describe('a decision to block', () => {
  it('is announced in the audit log, and then held', async () => {
    await settled(responder(), decision(1, '203.0.113.7'), decision(2, '2001:db8:1:2::/64'));
    expect([...world.held].sort()).toEqual([
      ['2001:db8:1:2::/64', NOW + HOUR],
      ['203.0.113.7/32', NOW + HOUR],
    ]);
    const ledger = new Ledger(folder);
    expect([...ledger.audit()].map(({ kind, by }) => `${kind} ${by}`)).toEqual([
      'block policy',
      'block policy',
      'enforced memory',
    ]);
    ledger.close();
    expect(deeds).toHaveLength(1);
  });

  it('that was carried out when the power failed is noted once it is found, and once only', async () => {
    const ledger = new Ledger(folder);
    const order = { site: 'local', rule: 'lab', reason: 'scan', evidenceIds: ['a1'], decided: NOW };
    const prefixes = ['203.0.113.7/32', '203.0.113.8/32'];
    const orders = prefixes.map((prefix) => ({ ...order, prefix, expires: NOW + HOUR, approval: false }));
    ledger.take(orders, 1, NOW);
    const configured = { enforcer: world, options: {} };
    const fail = (step: FaultStep) => {
      if (step === 'after-enforcer') throw new Error('the power fails');
    };
    await expect(agree(ledger, 'local', configured, NOW, fail)).rejects.toThrow('the power fails');
    ledger.close();
    // One of them went away before anybody looked.
    world.held.delete('203.0.113.8/32');
    const made = responder();
    await settled(made);
    now += 60_000;
    await settled(made);
    const again = new Ledger(folder);
    const noted = [...again.audit()].filter(({ kind }) => kind === 'enforced').map(({ about }) => about);
    expect(noted).toEqual([
      { added: ['203.0.113.7/32'], removed: [], found: true },
      { added: ['203.0.113.8/32'], removed: [] },
    ]);
    again.close();
  });

  it.each([
    ['an alert', { action: 'alert', expires: null }],
    ['a simulated one', { simulated: true }],
    ['one whose time is over', { expires: NOW }],
    ['one of another site', { site: 'branch' }],
    ['one about no address', { host: 'printer' }],
    ['one that would hit the gateway', { host: '198.51.100.0/24' }],
  ] as const)('is not held when it is %s', async (_, more) => {
    await settled(responder(), decision(1, '203.0.113.7', more));
    expect(world.held.size).toBe(0);
  });

  it('of another site is refused, and the audit log says why: the private address is another host here', async () => {
    await settled(responder(), decision(1, '10.0.0.9', { site: 'branch' }), decision(2, '10.0.0.9'));
    expect([...world.held.keys()]).toEqual(['10.0.0.9/32']);
    const ledger = new Ledger(folder);
    const [held] = [...ledger.audit()];
    expect(held).toMatchObject({ kind: 'held', about: { site: 'branch', prefix: '10.0.0.9/32' } });
    expect(held!.about['held']).toContain('seen at site branch, and this acts for local');
    expect(ledger.blocks(['standing']).map(({ site }) => site)).toEqual(['local']);
    ledger.close();
  });

  it('is not held when it is what the gateway is called in IPv6', async () => {
    await settled(responder(), decision(1, '2002:c633:6401:1::/64'));
    expect(world.held.size).toBe(0);
  });

  it('that is told again does nothing, even when it was undone', async () => {
    const first = responder();
    await settled(first, decision(1, '203.0.113.7'));
    const ledger = new Ledger(folder);
    ledger.undo(() => true, 'ann', 'ours', null, now);
    ledger.close();
    await settled(first, decision(1, '203.0.113.7'));
    expect(world.held.size).toBe(0);
  });
});

describe('the world', () => {
  it('is brought back to what is wanted after a restart: what is missing, too much, or ends at another time', async () => {
    await settled(responder(), decision(1, '203.0.113.7'), decision(2, '203.0.113.8'));
    world.held.clear();
    world.held.set('203.0.113.8/32', NOW + 2 * HOUR);
    world.held.set('192.0.2.9/32', NOW + HOUR);
    await settled(responder());
    expect([...world.held].sort()).toEqual([
      ['203.0.113.7/32', NOW + HOUR],
      ['203.0.113.8/32', NOW + HOUR],
    ]);
  });

  it('follows what another process does to the ledger, at the next look', async () => {
    const made = responder();
    await settled(made, decision(1, '203.0.113.7'));
    const { asked } = world;
    await settled(made);
    expect(world.asked).toBe(asked);
    const other = new Ledger(folder);
    other.except({ prefix: '203.0.113.0/24', reason: 'partner', expires: null }, 'ann', now);
    await settled(made);
    expect(world.held.size).toBe(0);
    await settled(made, decision(2, '203.0.113.9', { time: NOW }));
    expect(world.held.size).toBe(0);
    other.close();
  });

  it('is looked at every half minute, whatever happens', async () => {
    const made = responder();
    await settled(made, decision(1, '203.0.113.7'));
    world.held.clear();
    now += 29_000;
    await settled(made);
    expect(world.held.size).toBe(0);
    now += 2_000;
    await settled(made);
    expect(world.held.size).toBe(1);
  });
});

describe('an enforcer that fails', () => {
  it('is tried again after ever longer pauses, told of once, and told of when it works', async () => {
    const made = responder();
    world.fault = 'no privilege';
    await settled(made, decision(1, '203.0.113.7'));
    for (let second = 0; second < 60; second++) {
      now += 1_000;
      await settled(made);
    }
    // At 0, 1, 3, 7, 15 and 31 seconds.
    expect(world.asked).toBe(6);
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toContain('no privilege');
    expect(made.troubles).toEqual([{ name: 'memory', fault: 'no privilege' }]);
    world.fault = 'the set is full';
    now += 60_000;
    await settled(made);
    expect(warnings).toHaveLength(2);
    world.fault = null;
    now += 300_000;
    await settled(made);
    expect(warnings[2]).toBe('memory works again, after 7 faults.');
    expect([...world.held.keys()]).toEqual(['203.0.113.7/32']);
    const ledger = new Ledger(folder);
    expect([...ledger.audit()].map(({ kind }) => kind)).toEqual([
      'block',
      'enforce-failed',
      'enforce-failed',
      'enforced',
    ]);
    ledger.close();
  });

  it('does not hold what was undone meanwhile', async () => {
    const made = responder();
    world.fault = 'no privilege';
    await settled(made, decision(1, '203.0.113.7'));
    const other = new Ledger(folder);
    other.undo(() => true, 'ann', 'ours', null, now);
    other.close();
    world.fault = null;
    now += 60_000;
    await settled(made);
    expect(world.held.size).toBe(0);
  });
});
