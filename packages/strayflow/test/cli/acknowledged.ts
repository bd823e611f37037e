/** A service under load that ends suddenly again and again; and whether it has kept what it acknowledged, each record once. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import Database from 'libsql';
import { expect } from 'vitest';
import { FIRST, freePort, Load, ROWS_OF_A_PUSH } from './loaded-service.js';
import { strayflow } from './run-strayflow.js';
import { start, until, type Watching } from './watch-process.js';

const JSON_TYPE = { 'content-type': 'application/json' };

/** What a process started, while it lives. */
function childrenOf(pid: number): readonly number[] {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim();
  return children === '' ? [] : children.split(' ').map(Number);
}

function isAlive(pid: number): boolean {
  try {
    // One that has ended and was not waited for is none.
    return !/^\d+ \(.*\) Z/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}

export class SuddenEnds {
  readonly load: Load;
  readonly state: string;
  private readonly file: string;
  private readonly origin: string;
  private headers: Record<string, string> = {};
  private running: Watching | null = null;

  /** @param state folder of the state. @param folder of what is read: it is never lost */
  static async open(folder: string, state: string): Promise<SuddenEnds> {
    return new SuddenEnds(folder, state, await freePort(), await freePort());
  }

  private constructor(folder: string, state: string, udp: number, port: number) {
    this.state = state;
    this.origin = `http://127.0.0.1:${port}`;
    this.file = join(folder, 'strayflow.yaml');
    this.load = new Load(folder, udp, this.origin);
    const inputs = [
      { kind: 'follow', path: join(folder, 'a.csv') },
      { kind: 'push', name: 'cloud' },
      { kind: 'udp', listen: `127.0.0.1:${udp}` },
    ];
    const watch = { inputs, state, latenessSeconds: 1, statusSeconds: 1, checkpoint: { seconds: 0.2 } };
    const server = { listen: `127.0.0.1:${port}` };
    writeFileSync(this.file, JSON.stringify({ internal: ['10.0.0.0/16'], watch, server }));
  }

  get isListening(): boolean {
    return this.running?.stderr().includes('The service answers at ') === true;
  }

  begin(): void {
    this.running = start(['serve', '--config', this.file]);
  }

  async listening(): Promise<void> {
    await until(this.running!, () => this.isListening);
  }

  /** The first account, and a token with which the load begins. */
  async beginLoad(): Promise<void> {
    await this.listening();
    const ask = async (path: string, body: object) =>
      await fetch(`${this.origin}/api/v1${path}`, {
        method: 'POST',
        headers: { ...JSON_TYPE, ...this.headers },
        body: JSON.stringify(body),
      });
    const [, link] = /\/setup#(\S+)/.exec(this.running!.stderr())!;
    const made = await ask('/setup', { token: link, name: 'anna', password: 'correct horse battery' });
    const { csrf } = (await made.json()) as { csrf: string };
    this.headers = { cookie: made.headers.get('set-cookie')!.split(';')[0]!, 'x-csrf-token': csrf };
    const order = { name: 'logpush', role: 'viewer', scopes: ['push'], days: 1 };
    const { token } = (await (await ask('/tokens', order)).json()) as { token: string };
    this.load.begin(token);
  }

  /** Of the server, which the watch starts again. */
  killServer(): void {
    for (const child of childrenOf(this.running!.pid)) process.kill(child, 'SIGKILL');
  }

  /** The watch, and with it its server. */
  async kill(): Promise<void> {
    const served = this.running!;
    expect(served.child.exitCode, served.stderr()).toBeNull();
    const children = childrenOf(served.pid);
    served.child.kill('SIGKILL');
    expect(await served.ended).toBe('SIGKILL');
    await this.eventually('the server ends with its watch', () => !children.some(isAlive), 10_000);
  }

  async close(): Promise<void> {
    await this.load.end();
    this.running?.child.kill('SIGKILL');
    await this.running?.ended;
  }

  async eventually(what: string, holds: () => Promise<boolean> | boolean, ms = 60_000): Promise<void> {
    for (const end = Date.now() + ms; Date.now() < end; await pause(200)) if (await holds()) return;
    throw new Error(`not within ${ms} ms: ${what}\n${this.running?.stderr()}`);
  }

  /**
   * The service is begun a last time, told of one more scan, and has everything: every row of the log, every body whose taking was
   * acknowledged, whole; none in part, none that was refused, none twice. Databases and audit log are whole.
   *
   * @returns what was there, in a sentence
   */
  async expectKept(): Promise<string> {
    const { load } = this;
    this.begin();
    await this.listening();
    const scanned = load.scanners.length;
    await this.eventually('another scan', () => load.scanners.length > scanned);
    await load.end();
    const rows = load.logged - FIRST.log;
    const found: { records: readonly number[] } = { records: [] };
    await this.eventually('the whole log is there', async () => {
      found.records = await this.records();
      return found.records.filter((each) => each < FIRST.push).length >= rows;
    });
    const { records } = found;
    expect(new Set(records).size, 'each record once').toBe(records.length);
    const has = new Set(records);
    const log = Array.from({ length: rows }, (_, i) => FIRST.log + i);
    expect(
      log.filter((each) => !has.has(each)),
      'rows of the log',
    ).toEqual([]);
    const pushed = this.expectPushes(records, has);
    const datagrams = records.filter((each) => each >= FIRST.datagram).length;
    expect(datagrams).toBeGreaterThan(0);
    await this.expectWhole();
    return `${records.length} records, ${rows} of the log, ${pushed} of ${load.acknowledged.length} pushes acknowledged and ${load.unknown.length} unknown, ${datagrams} of datagrams`;
  }

  private expectPushes(records: readonly number[], has: ReadonlySet<number>): number {
    const { acknowledged, unknown } = this.load;
    const partsOf = (body: number) =>
      Array.from({ length: ROWS_OF_A_PUSH }, (_, i) => body + i).filter((each) => has.has(each)).length;
    expect(acknowledged.length).toBeGreaterThan(0);
    expect(
      acknowledged.filter((body) => partsOf(body) !== ROWS_OF_A_PUSH),
      'acknowledged',
    ).toEqual([]);
    // Nobody knows of these; but none is there in part, and nothing is there that was refused.
    expect(unknown.filter((body) => ![0, ROWS_OF_A_PUSH].includes(partsOf(body)))).toEqual([]);
    const bodies = new Set([...acknowledged, ...unknown]);
    const pushed = records.filter((each) => each >= FIRST.push && each < FIRST.datagram);
    const bodyOf = (each: number) => each - ((each - FIRST.push) % ROWS_OF_A_PUSH);
    expect(pushed.filter((each) => !bodies.has(bodyOf(each)))).toEqual([]);
    return pushed.length;
  }

  /** Numbers of the records that the service has, sorted; what moved meanwhile is read again. */
  private async records(): Promise<readonly number[]> {
    for (;;) {
      const span = `from=${Date.now() - 86_400_000}&to=${Date.now() + 3_600_000}`;
      const rows = (await this.lines(`/flows/export?format=ndjson&${span}`)) as {
        cut?: string;
        bytesSent: number;
      }[];
      if (rows.at(-1)?.cut === undefined) return rows.map((row) => row.bytesSent).sort((a, b) => a - b);
      await pause(500);
    }
  }

  private async lines(path: string): Promise<unknown[]> {
    const answer = await fetch(`${this.origin}/api/v1${path}`, { headers: this.headers });
    expect(answer.status).toBe(200);
    const lines = (await answer.text()).split('\n').slice(0, -1);
    return lines.map((each) => JSON.parse(each) as unknown);
  }

  /** Evidence of every scan, each piece once; the session holds; the databases and the audit log are whole. */
  private async expectWhole(): Promise<void> {
    const told = async () =>
      (await this.lines('/evidence/export?format=ndjson')) as { id: string; host: string }[];
    await this.eventually('each scan has its evidence', async () => {
      const hosts = new Set((await told()).map(({ host }) => host));
      return this.load.scanners.every((each) => hosts.has(each));
    });
    const ids = (await told()).map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect((await fetch(`${this.origin}/api/v1/session`, { headers: this.headers })).status).toBe(200);
    const served = this.running!;
    served.child.kill('SIGTERM');
    expect(await served.ended, served.stderr()).toBe(0);
    for (const name of ['state.db', 'ledger.db', 'accounts.db']) {
      const database = new Database(join(this.state, name), { readonly: true });
      expect(database.prepare('PRAGMA integrity_check').all(), name).toEqual([{ integrity_check: 'ok' }]);
      database.close();
    }
    const audit = await strayflow(['audit', 'verify', '--state', this.state]);
    expect(audit.stdout).toContain('is whole');
  }
}
