/** From attack to block and back, in the lab's network: a real scan, tcpdump, watch, nftables, and other people's traffic. */
import { type ChildProcess, execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { HOSTS, Lab } from '../../../../examples/lab/network.mjs';

const MAIN = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));
const PORT = 8080;
/** One scan is one family of evidence: the lab asks for no more, and protects the server's network alone. */
const CONFIGURATION = `internal: [10.20.1.0/24]
policy:
  mode: enforce
  minFamilies: 1
  rules:
    - { name: lab, when: { risk: 0.5, hosts: [external] }, do: block }
enforcers:
  nftables: {}
watch:
  latenessSeconds: 1
  checkpoint: { seconds: 1 }
`;
const SERVER = `
require('node:net').createServer((socket) => {
  const timer = setInterval(() => socket.write('tick\\n'), 50);
  socket.on('error', () => {});
  socket.on('close', () => clearInterval(timer));
}).listen(${PORT}, () => console.log('listening'));`;
const CLIENT = `
let ticks = 0;
require('node:net').connect(${PORT}, '${HOSTS.server}')
  .on('data', (data) => { ticks += data.toString().split('\\n').length - 1; console.log(ticks); })
  .on('close', () => console.log('closed'));`;

let folder = '';
let lab: Lab;
let watching: ChildProcess | null = null;
let said = '';
let warned = '';

const command = (...args: readonly string[]) => [
  process.execPath,
  MAIN,
  ...args,
  '--config',
  join(folder, 'strayflow.yaml'),
  '--state',
  join(folder, 'state'),
];
const strayflow = (...args: readonly string[]) =>
  execFileSync('ip', ['netns', 'exec', lab.namespace('router'), ...command(...args)]).toString();

/** What goes to and from the server, as it comes. Killed as a power cut would. */
function watch(): void {
  const [node, ...args] = command('watch', '-');
  const shell = `tcpdump -i to-server -U -s 200 -w - 2>/dev/null | exec '${node}' ${args.map((arg) => `'${arg}'`).join(' ')}`;
  watching = lab.start('router', ['sh', '-c', shell]);
  watching.stdout!.on('data', (chunk: Buffer) => {
    said += chunk.toString();
  });
  warned = '';
  watching.stderr!.on('data', (chunk: Buffer) => {
    warned += chunk.toString();
  });
}

/** Its first words say who judges; it reads from then on. */
async function started(): Promise<void> {
  watch();
  expect(await until(() => warned !== '', 20_000)).toBe(true);
  await pause(1_000);
}

async function until(condition: () => boolean | Promise<boolean>, ms: number): Promise<boolean> {
  for (const end = Date.now() + ms; Date.now() < end; await pause(100)) if (await condition()) return true;
  return false;
}

async function reaches(host: string): Promise<boolean> {
  const program = `require('node:net').connect(${PORT}, '${HOSTS.server}').on('connect', () => process.exit(0)).on('error', () => process.exit(1))`;
  return (await lab.run(host, [process.execPath, '-e', program], { seconds: 2 })).code === 0;
}

function killWatch(): void {
  const pids = execFileSync('ip', ['netns', 'pids', lab.namespace('router')])
    .toString()
    .split('\n')
    .filter(Boolean);
  for (const pid of pids) process.kill(Number(pid), 'SIGKILL');
}

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'strayflow-enforce-'));
  writeFileSync(join(folder, 'strayflow.yaml'), CONFIGURATION);
  said = '';
  lab = new Lab(`e${process.pid % 10_000}`, folder);
  lab.up();
  const server = lab.start('server', [process.execPath, '-e', SERVER]);
  await new Promise((resolve) => server.stdout!.once('data', resolve));
  await started();
});

afterEach(async () => {
  await lab.down();
  rmSync(folder, { recursive: true, force: true });
});

describe('an attacker on the monitored segment', () => {
  it('is cut off within ten seconds, nobody else is, and a restart or undo does what one expects', async () => {
    let alice = '';
    lab.start('alice', [process.execPath, '-e', CLIENT]).stdout!.on('data', (chunk: Buffer) => {
      alice = chunk.toString().trim().split('\n').at(-1) ?? alice;
    });
    expect(await until(() => Number(alice) > 5, 10_000)).toBe(true);
    expect(await reaches('attacker')).toBe(true);

    const attacked = Date.now();
    lab.start('attacker', ['nmap', '-n', '-Pn', '-sT', '-p1-4000', '--max-rate', '200', HOSTS.server]);
    expect(await until(() => said.includes('BLOCKED by nftables'), 20_000)).toBe(true);
    expect(Date.now() - attacked).toBeLessThan(10_000);
    expect(said).toContain(`BLOCKED by nftables: ${HOSTS.attacker}/32`);
    expect(await reaches('attacker')).toBe(false);
    const before = Number(alice);
    expect(await until(() => Number(alice) > before + 10, 5_000)).toBe(true);
    expect(await reaches('bob')).toBe(true);

    // Killed, and its block stands; started again, it takes it over and adds nothing.
    killWatch();
    expect(await reaches('attacker')).toBe(false);
    await started();
    const { blocks } = JSON.parse(strayflow('blocks', 'list', '--json')) as { blocks: { prefix: string }[] };
    expect(blocks.map(({ prefix }) => prefix)).toEqual([`${HOSTS.attacker}/32`]);

    strayflow('undo', HOSTS.attacker, '--reason', 'our own scanner');
    expect(await reaches('attacker')).toBe(true);
    expect(strayflow('blocks', 'list')).toContain('Nothing is blocked.');
    expect(strayflow('audit', 'verify')).toContain('is whole');
    const kinds = strayflow('audit', 'list')
      .trim()
      .split('\n')
      .map((line) => (JSON.parse(line) as { kind: string }).kind);
    expect(kinds.slice(0, 2)).toEqual(['block', 'enforced']);
    expect(kinds.slice(2).filter((kind) => kind !== 'enforced')).toEqual(['ended', 'excepted']);
    expect(alice).not.toBe('closed');
  });

  it('is alerted, not blocked, while nothing binds the address to its sender', async () => {
    lab.start('attacker', ['nmap', '-n', '-Pn', '-sT', '-p1-2000', '--max-rate', '400', HOSTS.server]);
    expect(await until(() => said.includes('so it may be forged'), 20_000)).toBe(true);
    expect(said).not.toContain('BLOCKED');
    expect(await reaches('attacker')).toBe(true);
  });

  it('is let go at once by the kill switch and by an exception, also while watch runs', async () => {
    // A handshake from the same place: what was refused throughout might be forged, and is alerted alone.
    expect(await reaches('attacker')).toBe(true);
    lab.start('attacker', ['nmap', '-n', '-Pn', '-sT', '-p1-4000', '--max-rate', '200', HOSTS.server]);
    expect(await until(() => said.includes('BLOCKED by nftables'), 20_000)).toBe(true);
    strayflow('blocks', 'off', '--reason', 'something is wrong');
    expect(await reaches('attacker')).toBe(true);
    strayflow('blocks', 'on');
    expect(await reaches('attacker')).toBe(false);
    strayflow('allow', 'add', '10.20.0.64/26', '--reason', 'the scanners of the audit');
    expect(await reaches('attacker')).toBe(true);
    expect(strayflow('allow', 'list')).toContain('the scanners of the audit');
  });
});
