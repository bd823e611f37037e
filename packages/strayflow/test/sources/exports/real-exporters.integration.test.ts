/** softflowd and pmacctd replay a capture and export it over loopback: our totals are those of the capture. */
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SourceFormat } from '../../../src/model/source.js';
import { Board } from '../../../src/shell/live/udp/board.js';
import { Receiver, type ReceiverMessage } from '../../../src/shell/live/udp/receiver.js';
import { MAGIC_BYTES, segmentsOf } from '../../../src/shell/live/udp/segment-folder.js';
import { flowDatagramsFormat } from '../../../src/sources/flow-datagrams.js';
import { type CapturedPacket, ethernet, icmp, ipv4, pcap, udp } from '../pcap/capture-builder.js';
import { readCapture } from '../pcap/capture-reading.js';
import { EPOCH, tcpPackets, wholeConnection } from '../pcap/conversations.js';
import { readText } from '../text/reading.js';

const SOFTFLOWD = '/usr/sbin/softflowd';
const PMACCTD = '/usr/sbin/pmacctd';
const EXPORT_TIMEOUT_MS = 60_000;

/** A second's worth of traffic of many hosts: small, as a replay at full speed loses what a socket cannot hold. */
function traffic(): Uint8Array {
  const packets: CapturedPacket[] = [];
  for (let host = 1; host <= 40; host++) {
    const [client, server] = [`10.1.0.${host}`, `192.0.2.${1 + (host % 3)}`];
    packets.push(...tcpPackets(wholeConnection(0.01 * host), { client, server, clientPort: 40_000 + host }));
    const send = (from: string, to: string, protocol: number, payload: Uint8Array) =>
      packets.push({
        time: EPOCH + 10 * host + packets.length,
        bytes: ethernet(ipv4(payload, { source: from, destination: to, protocol })),
      });
    send(client, server, 17, udp(5000 + host, 53, new Uint8Array(20 + host)));
    send(server, client, 17, udp(53, 5000 + host, new Uint8Array(200 + host)));
    send(client, server, 17, udp(9000, 514, new Uint8Array(300)));
    send(client, server, 1, icmp(8, 0, host, new Uint8Array(56)));
    send(server, client, 1, icmp(0, 0, host, new Uint8Array(56)));
  }
  return pcap(packets.sort((one, other) => one.time - other.time));
}

interface Counted {
  readonly source: string;
  readonly destination: string;
  readonly protocol: number | null;
  readonly packetsSent: number | null;
  readonly packetsReceived: number | null;
  readonly bytesSent: number | null;
  readonly bytesReceived: number | null;
}

/** "from to protocol" -> packets and bytes in that direction. */
function totals(flows: readonly Counted[]): Record<string, string> {
  const sums = new Map<string, [number, number]>();
  const add = (key: string, packets: number | null, bytes: number | null) => {
    if ((packets ?? 0) === 0) return;
    const [before, bytesBefore] = sums.get(key) ?? [0, 0];
    sums.set(key, [before + packets!, bytesBefore + bytes!]);
  };
  for (const flow of flows) {
    add(`${flow.source} ${flow.destination} ${flow.protocol}`, flow.packetsSent, flow.bytesSent);
    add(`${flow.destination} ${flow.source} ${flow.protocol}`, flow.packetsReceived, flow.bytesReceived);
  }
  return Object.fromEntries([...sums].sort().map(([key, [packets, bytes]]) => [key, `${packets} ${bytes}`]));
}

let folder = '';
let capture = '';
let expected: Record<string, string> = {};
beforeAll(() => {
  for (const [program, name] of [
    [SOFTFLOWD, 'softflowd'],
    [PMACCTD, 'pmacct'],
  ] as const) {
    if (!existsSync(program)) throw new Error(`${program} is missing: apt-get install ${name}`);
  }
  folder = mkdtempSync(join(tmpdir(), 'strayflow-exporters-'));
  capture = join(folder, 'traffic.pcap');
  const bytes = traffic();
  writeFileSync(capture, bytes);
  expected = totals(readCapture(bytes).flows);
  expect(Object.keys(expected).length).toBe(40 * 6);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Our receiver at a free port while `exporter` runs; gives all that it stored, as one file. */
async function received(name: string, exporter: (port: number) => Promise<void>): Promise<Uint8Array> {
  const board = new Board();
  const stored = join(folder, name);
  const listeners = [
    {
      name,
      host: '127.0.0.1',
      port: 0,
      receiveBufferBytes: 1 << 20,
      folder: stored,
      parsed: MAGIC_BYTES,
      storedBytes: 1 << 26,
      segmentBytes: 1 << 22,
    },
  ];
  const clock = {
    wall: () => Date.now(),
    every: (ms: number, call: () => void) => {
      const timer = setInterval(call, ms);
      return () => clearInterval(timer);
    },
  };
  const heard: ReceiverMessage[] = [];
  const receiver = new Receiver(
    { listeners, boards: [board.memory as SharedArrayBuffer] },
    clock,
    (message) => heard.push(message),
  );
  try {
    await receiver.open();
    const listening = heard.find((message) => message.kind === 'listening');
    if (listening?.kind !== 'listening')
      throw new Error(`expected a listener, received ${JSON.stringify(heard)}`);
    await exporter(listening.port);
    await quiet(board);
    expect(board.get('kernelDrops') + board.get('overloadDrops')).toBe(0);
  } finally {
    receiver.take({ kind: 'close' });
  }
  const parts = segmentsOf(stored).map(({ path }, index) =>
    new Uint8Array(readFileSync(path)).subarray(index === 0 ? 0 : MAGIC_BYTES),
  );
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}

/** Until nothing more has come for a while: an exporter that ended may have datagrams on their way. */
async function quiet(board: Board): Promise<void> {
  for (let before = -1; before !== board.get('received'); ) {
    before = board.get('received');
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

function ended(program: string, args: readonly string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'], timeout: EXPORT_TIMEOUT_MS });
    let said = '';
    child.stdout.on('data', (chunk) => {
      said += chunk;
    });
    child.stderr.on('data', (chunk) => {
      said += chunk;
    });
    child.on('error', reject);
    child.on('close', (_, signal) =>
      signal === null ? resolve() : reject(new Error(`${program} was ended by ${signal}: ${said}`)),
    );
  });
}

function expectTotals(datagrams: Uint8Array, version: number): void {
  const reading = readText(flowDatagramsFormat as SourceFormat, datagrams);
  expect(reading.rejected).toEqual({});
  expect({ version, totals: totals(reading.rows) }).toEqual({ version, totals: expected });
}

describe.each([5, 9, 10])('version %i', (version) => {
  it('of softflowd comes to the totals of the capture', async () => {
    const stored = await received(`softflowd-${version}`, (port) =>
      // With a control socket (-c) it would wait for someone to ask there.
      ended(SOFTFLOWD, ['-r', capture, '-n', `127.0.0.1:${port}`, '-v', String(version), '-d']),
    );
    expectTotals(stored, version);
  });

  it('of pmacctd comes to the totals of the capture', async () => {
    const stored = await received(`pmacctd-${version}`, (port) => {
      const configuration = join(folder, `pmacctd-${version}.conf`);
      writeFileSync(configuration, pmacctdConfiguration(port, version));
      return ended(PMACCTD, ['-f', configuration]);
    });
    expectTotals(stored, version);
  });
});

function pmacctdConfiguration(port: number, version: number): string {
  return [
    'daemonize: false',
    `pcap_savefile: ${capture}`,
    'aggregate: src_host, dst_host, src_port, dst_port, proto, tos, tcpflags',
    'plugins: nfprobe[x]',
    `nfprobe_receiver[x]: 127.0.0.1:${port}`,
    `nfprobe_version[x]: ${version}`,
    'plugin_pipe_size[x]: 10240000',
    'plugin_buffer_size[x]: 10240',
    '',
  ].join('\n');
}
