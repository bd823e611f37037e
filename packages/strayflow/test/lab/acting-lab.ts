/** A lab in which strayflow watches the office's segment and acts: what it says, what it holds, and who reaches whom. */
import { type ChildProcess, execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parse, stringify } from 'yaml';
import { HOSTS, Lab } from '../../../../examples/lab/network.mjs';

const MAIN = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));
/** What the server serves: a line every 50 ms, for as long as somebody listens. */
const PORT = 8080;
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
  .on('error', () => {})
  .on('close', () => console.log('closed'));`;

/** Seconds that an attack may last and be looked for, on cores that have other things to do. */
export const PATIENCE_MS = 60_000;

/** The configuration that users copy, as far as labs change it. */
export interface Gateway {
  internal: readonly string[];
  policy: { maxBlocksPerMinute?: number; rules: { durationsMs?: readonly number[]; mode?: string }[] };
  enforcers: object;
  watch: { statusSeconds?: number; latenessSeconds: number };
}

const GATEWAY = new URL('../../../../examples/policy/gateway.yaml', import.meta.url);

/** Throws where a tool of an attack is not there. */
export function needTool(path: string, debianPackage: string): void {
  if (!existsSync(path)) throw new Error(`${path} is missing: apt-get install ${debianPackage}`);
}

export async function until(condition: () => boolean | Promise<boolean>, ms = PATIENCE_MS): Promise<boolean> {
  for (const end = Date.now() + ms; Date.now() < end; await pause(100)) if (await condition()) return true;
  return false;
}

/** The route judges every five seconds of the clock. */
const TICK_MS = 5_000;
const AFTER_TICK_MS = 1_000;

/** Resolves a second after the route has judged: whoever attacks then has four seconds before it does so again. */
export async function afterTick(): Promise<void> {
  await pause(TICK_MS - ((Date.now() - AFTER_TICK_MS) % TICK_MS));
}

/** What somebody downloads meanwhile. */
export interface Transfer {
  /** Lines so far. */
  readonly lines: number;
  readonly isClosed: boolean;
}

let labs = 0;

export class ActingLab {
  readonly folder: string;
  readonly lab: Lab;
  /** Standard output and error of the watch since it was started last. */
  said = '';
  warned = '';

  /** @param change what is to be other than in examples/policy/gateway.yaml */
  constructor(change: (gateway: Gateway) => void = () => undefined) {
    this.folder = mkdtempSync(join(tmpdir(), 'strayflow-acting-'));
    const gateway = parse(readFileSync(GATEWAY, 'utf8')) as Gateway;
    gateway.internal = ['10.20.1.0/24'];
    gateway.watch.statusSeconds = 1;
    change(gateway);
    writeFileSync(join(this.folder, 'strayflow.yaml'), stringify(gateway));
    this.lab = new Lab(`a${process.pid % 10_000}${labs++}`, this.folder);
  }

  /** The network and the server; whoever is to watch is started apart. */
  async up(): Promise<void> {
    this.lab.up();
    const server = this.lab.start('server', [process.execPath, '-e', SERVER]);
    await new Promise((resolve) => server.stdout!.once('data', resolve));
  }

  async down(): Promise<void> {
    await this.lab.down();
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** The command line of strayflow here. */
  command(...args: readonly string[]): readonly string[] {
    const { folder } = this;
    const place = ['--config', join(folder, 'strayflow.yaml'), '--state', join(folder, 'state')];
    return [process.execPath, MAIN, ...args, ...place];
  }

  /** What a command of strayflow prints, run on the router. */
  strayflow(...args: readonly string[]): string {
    const namespace = this.lab.namespace('router');
    return execFileSync('ip', ['netns', 'exec', namespace, ...this.command(...args)]).toString();
  }

  /** Watches what passes the office's segment, until it is killed. @param words the command and its options */
  async watch(...words: readonly string[]): Promise<void> {
    const quoted = this.command(...(words.length === 0 ? ['watch'] : words), '-').map((word) => `'${word}'`);
    const script = `tcpdump -i br0 -U -s 200 -w - 2>tcpdump.log | exec ${quoted.join(' ')}`;
    const child = this.lab.start('router', ['sh', '-c', script]);
    this.listen(child);
    // Its first words say who judges; what comes before tcpdump listens is not seen.
    const listens = () =>
      this.warned !== '' && existsSync(join(this.folder, 'tcpdump.log')) && this.captures();
    const isSettled = () => listens() || child.exitCode !== null;
    if (!(await until(isSettled)) || child.exitCode !== null) {
      throw new Error(`watch did not start: ${this.warned}`);
    }
  }

  /** Resolves when the watch judges: it looks at the first ten seconds of records before it begins to. */
  async judges(): Promise<void> {
    if (!(await until(() => / [1-9][\d,]* scored, /.test(this.warned)))) {
      throw new Error(`watch does not judge: ${this.warned}`);
    }
  }

  private captures(): boolean {
    return execFileSync('cat', [join(this.folder, 'tcpdump.log')])
      .toString()
      .includes('listening on');
  }

  /** Keeps what a watch says. */
  listen(child: ChildProcess): void {
    this.said = '';
    this.warned = '';
    child.stdout!.on('data', (chunk: Buffer) => {
      this.said += chunk.toString();
    });
    child.stderr!.on('data', (chunk: Buffer) => {
      this.warned += chunk.toString();
    });
  }

  /** Ends what runs on the router as a power cut would. */
  killWatch(): void {
    const pids = execFileSync('ip', ['netns', 'pids', this.lab.namespace('router')])
      .toString()
      .split('\n');
    for (const pid of pids.filter(Boolean)) process.kill(Number(pid), 'SIGKILL');
  }

  /** Whether a connection from the host to the server is made. */
  async reaches(host: string): Promise<boolean> {
    const connect = ['bash', '-c', `exec 3<>/dev/tcp/${HOSTS.server}/${PORT}`];
    return (await this.lab.run(host, connect, { seconds: 4 })).code === 0;
  }

  /** A download that goes on for as long as the lab stands. */
  async transferTo(host: string): Promise<Transfer> {
    const transfer = { lines: 0, isClosed: false };
    this.lab.start(host, [process.execPath, '-e', CLIENT]).stdout!.on('data', (chunk: Buffer) => {
      const last = chunk.toString().trim().split('\n').at(-1)!;
      if (last === 'closed') transfer.isClosed = true;
      else transfer.lines = Number(last);
    });
    if (!(await until(() => transfer.lines > 5))) throw new Error(`${host} gets nothing from the server`);
    return transfer;
  }

  /** Prefixes that stand, as the ledger has them. */
  blocked(): readonly string[] {
    const { blocks } = JSON.parse(this.strayflow('blocks', 'list', '--json')) as {
      blocks: { prefix: string }[];
    };
    return blocks.map(({ prefix }) => prefix);
  }

  /** Kinds of the entries of the audit log, in order. */
  audited(): readonly string[] {
    const lines = this.strayflow('audit', 'list').trim().split('\n').filter(Boolean);
    return lines.map((line) => (JSON.parse(line) as { kind: string }).kind);
  }
}

/** Tells a person who runs the lab how long it took; no test depends on it. */
export function measured(what: string, since: number): number {
  const seconds = (Date.now() - since) / 1_000;
  if (process.env['STRAYFLOW_LAB_TIMES'] !== undefined)
    process.stderr.write(`${what}: ${seconds.toFixed(1)} s\n`);
  return seconds;
}
