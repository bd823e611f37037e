/** `strayflow serve` under a load of which every record can be told from every other: a log that grows, pushes, datagrams. */
import { createSocket, type Socket } from 'node:dgram';
import { appendFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { v5 } from '../sources/netflow/messages.js';

const HEADER =
  'time,source,source_port,destination,destination_port,protocol,duration_s,bytes_out,bytes_in,packets_out,packets_in,state\n';
/** Each record has its number as the bytes that its client sent. */
export const FIRST = { log: 1_000_000, push: 100_000_000, datagram: 1_000_000_000 } as const;
const LOG_MS = 20;
const LOG_ROWS = 20;
const PUSH_MS = 200;
const PUSH_ROWS = 50;
const DATAGRAM_MS = 50;
const DATAGRAM_RECORDS = 24;
/** So many rows of the log after the last scan there is another. */
const SCAN_EVERY = 3_000;
const SCANNED = 300;

export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

function line(number: number): string {
  const at = (Date.now() - 200) / 1_000;
  const [client, server] = [1 + (number % 200), 1 + (number % 60)];
  const port = 1_024 + (number % 60_000);
  return `${at.toFixed(3)},10.0.0.${client},${port},192.0.2.${server},443,6,0.1,${number},2700,9,11,SF\n`;
}

export class Load {
  /** Of the log: all that stand in it. */
  logged = FIRST.log;
  readonly scanners: string[] = [];
  /** Bodies, by their first record, whose taking was acknowledged. */
  readonly acknowledged: number[] = [];
  /** Bodies of which no word came back. */
  readonly unknown: number[] = [];
  sentDatagrams = 0;
  private pushed = FIRST.push;
  private exported = FIRST.datagram;
  private scanAt = FIRST.log + SCAN_EVERY;
  private isPushing = false;
  private isEnded = false;
  private readonly timers: NodeJS.Timeout[] = [];
  private readonly socket: Socket = createSocket('udp4');
  private readonly log: string;
  private readonly port: number;
  private readonly address: string;
  private token = '';

  /**
   * @param udp port that datagrams are sent to
   * @param origin of the service
   */
  constructor(folder: string, udp: number, origin: string) {
    this.log = join(folder, 'a.csv');
    this.port = udp;
    this.address = `${origin}/push/cloud`;
    writeFileSync(this.log, HEADER);
    // What nobody listens to is lost, as on a real network.
    this.socket.on('error', () => undefined);
  }

  begin(token: string): void {
    this.token = token;
    this.timers.push(
      setInterval(() => this.grow(), LOG_MS),
      setInterval(() => void this.push(), PUSH_MS),
      setInterval(() => this.send(), DATAGRAM_MS),
    );
  }

  async end(): Promise<void> {
    if (this.isEnded) return;
    this.isEnded = true;
    for (const timer of this.timers) clearInterval(timer);
    while (this.isPushing) await new Promise((resolve) => setTimeout(resolve, 20));
    await new Promise<void>((resolve) => this.socket.close(() => resolve()));
  }

  private grow(): void {
    let text = '';
    for (let row = 0; row < LOG_ROWS; row++) text += line(this.logged++);
    if (this.logged >= this.scanAt) {
      this.scanAt += SCAN_EVERY;
      text += this.scan();
    }
    appendFileSync(this.log, text);
  }

  private scan(): string {
    const scanner = `198.51.100.${1 + this.scanners.length}`;
    this.scanners.push(scanner);
    let text = '';
    const at = (Date.now() - 200) / 1_000;
    for (let port = 1; port <= SCANNED; port++) {
      text += `${at.toFixed(3)},${scanner},${30_000 + port},10.0.0.5,${port},6,0,${this.logged++},0,1,0,S0\n`;
    }
    return text;
  }

  private async push(): Promise<void> {
    if (this.isPushing) return;
    this.isPushing = true;
    const first = this.pushed;
    this.pushed += PUSH_ROWS;
    const body = HEADER + Array.from({ length: PUSH_ROWS }, (_, i) => line(first + i)).join('');
    const headers = { authorization: `Bearer ${this.token}` };
    try {
      const signal = AbortSignal.timeout(10_000);
      const answer = await fetch(this.address, { method: 'POST', headers, body, signal });
      // What was refused was not taken, and its sender knows.
      if (answer.status === 204) this.acknowledged.push(first);
    } catch {
      this.unknown.push(first);
    } finally {
      this.isPushing = false;
    }
  }

  private send(): void {
    const records = Array.from({ length: DATAGRAM_RECORDS / 2 }, () => {
      const number = this.exported++;
      const client = { address: `10.0.1.${1 + (number % 200)}`, port: 1_024 + (number % 60_000) };
      const server = `203.0.113.${1 + (Math.floor(number / 60_000) % 200)}`;
      return [
        { from: client.address, to: server, sourcePort: client.port, octets: number },
        { from: server, to: client.address, sourcePort: 443, destinationPort: client.port },
      ];
    }).flat();
    this.sentDatagrams++;
    const sequence = (this.sentDatagrams - 1) * DATAGRAM_RECORDS;
    this.socket.send(v5({ time: Date.now(), sequence }, ...records), this.port, '127.0.0.1');
  }
}

export const ROWS_OF_A_PUSH = PUSH_ROWS;
