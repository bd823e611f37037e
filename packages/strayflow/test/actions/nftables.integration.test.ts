/** nftables in the lab's network: a router that blocks, an attacker, and a client whose transfer must not notice. */
import { execFileSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { HOSTS, Lab } from '../../../../examples/lab/network.mjs';

import { type EnforcerPlace, enforcerContract } from './enforcer-contract.js';
import { EnforcerInNamespace, type Refusal } from './enforcer-in-namespace.js';

const ATTACKER = `${HOSTS.attacker}/32`;
const PORT = 8080;
const SERVER = `
require('node:net').createServer((socket) => {
  const timer = setInterval(() => socket.write('tick\\n'), 50);
  socket.on('error', () => {});
  socket.on('close', () => clearInterval(timer));
}).listen(${PORT}, () => console.log('listening'));`;
/** Says how many ticks came, until it is ended. */
const CLIENT = `
let ticks = 0;
const socket = require('node:net').connect(${PORT}, '${HOSTS.server}');
socket.on('data', (data) => { ticks += data.toString().split('\\n').length - 1; console.log(ticks); });
socket.on('close', () => console.log('closed'));
socket.on('error', (error) => console.log(error.code));`;

let lab: Lab;
let firewall: EnforcerInNamespace;
const nft = (...args: readonly string[]) =>
  execFileSync('ip', ['netns', 'exec', lab.namespace('router'), 'nft', ...args]).toString();

/** Whether the attacker can open a connection to the server. */
async function reaches(host: string): Promise<boolean> {
  const program = `require('node:net').connect(${PORT}, '${HOSTS.server}').on('connect', () => process.exit(0)).on('error', () => process.exit(1))`;
  const { code } = await lab.run(host, [process.execPath, '-e', program], { seconds: 2 });
  return code === 0;
}

/** The last number that a client said. */
function transfer(host: string): () => string {
  let last = '';
  lab.start(host, [process.execPath, '-e', CLIENT]).stdout!.on('data', (chunk: Buffer) => {
    last = chunk.toString().trim().split('\n').at(-1) ?? last;
  });
  return () => last;
}

async function until(condition: () => boolean | Promise<boolean>, ms = 10_000): Promise<boolean> {
  for (const end = Date.now() + ms; Date.now() < end; await pause(50)) if (await condition()) return true;
  return false;
}

beforeAll(async () => {
  lab = new Lab(`n${process.pid % 10_000}`, tmpdir());
  lab.up();
  firewall = new EnforcerInNamespace(lab.namespace('router'), 'nftables');
  const server = lab.start('server', [process.execPath, '-e', SERVER]);
  await new Promise((resolve) => server.stdout!.once('data', resolve));
});

afterAll(async () => {
  await lab?.down();
});

afterEach(async () => {
  await firewall.call('clear');
});

describe('in a namespace where others have a table, too', () => {
  const table = ['table', 'ip', 'theirs'];
  beforeAll(() => {
    nft('add', ...table);
    nft('add', 'set', 'ip', 'theirs', 'v4-32', '{ type ipv4_addr; elements = { 203.0.113.7 } }');
  });
  afterAll(() => {
    nft('delete', ...table);
  });
  const others = async () =>
    nft('list', 'tables').replace('table inet strayflow\n', '') + nft('list', ...table);
  const call: EnforcerPlace['call'] = async (name, ...values) => {
    const answer = await firewall.call(name, ...values);
    const { code, message } = (answer ?? {}) as Partial<Refusal>;
    if (code !== undefined) throw new Error(message);
    return answer;
  };
  enforcerContract('nftables', async () => ({ call, others }), 1);
});

describe('a block in nftables', () => {
  it('cuts the attacker off, also what it has open, and nobody else', async () => {
    const alice = transfer('alice');
    const attacker = transfer('attacker');
    expect(await until(() => Number(alice()) > 5 && Number(attacker()) > 5)).toBe(true);
    await firewall.change([[ATTACKER, 60]]);
    expect(await reaches('attacker')).toBe(false);
    const [hers, his] = [Number(alice()), Number(attacker())];
    await pause(1_000);
    expect(Number(alice())).toBeGreaterThan(hers + 5);
    expect(Number(attacker())).toBeLessThan(his + 5);
    expect(await until(() => reaches('bob'))).toBe(true);
    await firewall.change([], [ATTACKER]);
    expect(await until(() => reaches('attacker'))).toBe(true);
  });

  it('ends by itself, in the kernel', async () => {
    await firewall.change([[ATTACKER, 2]]);
    expect(await reaches('attacker')).toBe(false);
    expect(await until(() => reaches('attacker'))).toBe(true);
    expect(await firewall.prefixes()).toEqual([]);
  });

  it('is found by a process that starts later, for both versions and for wide prefixes', async () => {
    const prefixes = ['10.20.0.64/29', '2001:db8:1:2::/64', ATTACKER];
    await firewall.change(prefixes.map((prefix) => [prefix, 60] as const));
    expect(await firewall.prefixes()).toEqual([...prefixes].sort());
    await firewall.change([], [ATTACKER]);
    // The wider one still holds it.
    expect(await reaches('attacker')).toBe(false);
    await firewall.change([], ['10.20.0.64/29']);
    expect(await until(() => reaches('attacker'))).toBe(true);
  });

  it('takes a new end when it is set again', async () => {
    await firewall.change([[ATTACKER, 60]]);
    await firewall.change([[ATTACKER, 600]]);
    const [block] = (await firewall.call('list', 0)) as { expires: number }[];
    expect(block!.expires).toBeGreaterThan(500_000);
    expect(block!.expires).toBeLessThanOrEqual(600_000);
  });

  it('does nothing when it is lifted twice, or was never there', async () => {
    expect(await firewall.change([], [ATTACKER])).toBe(null);
    expect(await firewall.change([], [ATTACKER])).toBe(null);
    expect(await firewall.prefixes()).toEqual([]);
  });

  it('holds both directions where that is asked for', async () => {
    const both = new EnforcerInNamespace(lab.namespace('router'), 'nftables', { direction: 'both' });
    await firewall.change([[`${HOSTS.server}/32`, 60]]);
    await both.change([[`${HOSTS.server}/32`, 60]]);
    const rules = nft('list', 'table', 'inet', 'strayflow');
    expect(rules.match(/daddr @v4-32/g)).toHaveLength(2);
    expect(rules.match(/saddr @v4-32/g)).toHaveLength(1);
    expect(await both.prefixes()).toEqual([`${HOSTS.server}/32`]);
  });

  it('comes back with its rules when somebody flushed them', async () => {
    await firewall.change([[ATTACKER, 60]]);
    nft('flush', 'chain', 'inet', 'strayflow', 'prerouting');
    expect(await until(() => reaches('attacker'))).toBe(true);
    await firewall.change([[ATTACKER, 60]]);
    expect(await reaches('attacker')).toBe(false);
  });
});

describe("other people's rules", () => {
  it('are never touched', async () => {
    nft('add', 'table', 'inet', 'theirs');
    nft('add', 'set', 'inet', 'theirs', 'v4-32', '{ type ipv4_addr; elements = { 192.0.2.5 } }');
    const before = nft('-j', 'list', 'table', 'inet', 'theirs');
    await firewall.change([[ATTACKER, 60]]);
    await firewall.call('rehearse', Date.now());
    await firewall.change([], [ATTACKER]);
    await firewall.call('clear');
    await firewall.call('clear');
    expect(nft('-j', 'list', 'table', 'inet', 'theirs')).toBe(before);
    expect(nft('list', 'tables').trim()).toBe('table inet theirs');
    nft('delete', 'table', 'inet', 'theirs');
  });

  it('are not read as ours, nor is what somebody put into our sets without an end', async () => {
    await firewall.change([[ATTACKER, 60]]);
    nft('add', 'element', 'inet', 'strayflow', 'v4-32', '{ 192.0.2.77 }');
    const standing = (await firewall.call('list', 0)) as { prefix: string; expires: number }[];
    expect(standing.find(({ prefix }) => prefix === '192.0.2.77/32')).toEqual({
      prefix: '192.0.2.77/32',
      expires: 0,
    });
  });
});

describe('what goes wrong', () => {
  it('plans, checks and rehearses without a trace', async () => {
    const change = {
      add: [{ id: '', site: '', prefix: ATTACKER, reason: '', expires: 61_000 }],
      remove: ['192.0.2.0/24'],
    };
    expect(await firewall.call('plan', change, 1_000)).toBe(
      "nft delete element inet strayflow v4-24 '{ 192.0.2.0 }'\n" +
        `nft add element inet strayflow v4-32 '{ ${HOSTS.attacker} timeout 60s }'\n`,
    );
    expect(await firewall.call('check')).toMatchObject({ outcome: 'done' });
    expect(await firewall.call('rehearse', Date.now())).toMatchObject({ outcome: 'done' });
    expect(nft('list', 'tables')).toBe('');
  });

  it('is told with what to do, when the time is over', async () => {
    const hasty = new EnforcerInNamespace(lab.namespace('router'), 'nftables', { timeoutMs: 100 });
    const many = Array.from({ length: 4_000 }, (_, i) => [`11.0.${i >> 8}.${i & 255}/32`, 60] as const);
    const refused = (await hasty.change(many)) as Refusal | null;
    if (refused !== null) {
      expect(refused).toMatchObject({ code: 'enforce-failed' });
      expect(refused.message).toContain('did not end within 100 ms');
    }
  });

  it('is told with what to do, without the right to change the firewall', async () => {
    const program = ['setpriv', '--bounding-set', '-net_admin', '--inh-caps', '-net_admin', '--'];
    const refused = await firewall.callWith(program, 'change', { add: [], remove: [ATTACKER] }, Date.now());
    expect(refused).toMatchObject({ code: 'enforce-failed', hint: expect.stringContaining('CAP_NET_ADMIN') });
  });

  it('is told with what to do, where nft is missing', async () => {
    const hidden = ['unshare', '-m', 'sh', '-c', 'mount -t tmpfs none /usr/sbin && exec "$@"', 'sh'];
    const refused = await firewall.callWith(hidden, 'list', 0);
    expect(refused).toMatchObject({
      code: 'enforce-failed',
      message: expect.stringContaining('no program nft'),
      hint: expect.stringContaining('nftables'),
    });
  });

  it('is never a command of what was blocked: only addresses reach nft', async () => {
    for (const prefix of ['10.0.0.1/32 }; flush ruleset; add element inet x y { 1', '@v4-32', '']) {
      expect(await firewall.change([[prefix, 60]])).toMatchObject({ code: 'RangeError' });
    }
    expect(nft('list', 'tables')).toBe('');
  });
});

it('ten thousand blocks are set, read and lifted', async () => {
  const many = Array.from({ length: 10_000 }, (_, i) => `11.1.${i >> 8}.${i & 255}/32`);
  await firewall.change(many.map((prefix) => [prefix, 600] as const));
  expect(await firewall.prefixes()).toHaveLength(10_000);
  await firewall.change([], many);
  expect(await firewall.prefixes()).toEqual([]);
});
