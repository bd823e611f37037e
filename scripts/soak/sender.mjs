/**
 * Sends NetFlow v5 over loopback at an even pace, with a port scan every so often and a spike if asked for. Prints one JSON object a
 * line: `{"scan":"198.18.0.1","at":MS}` when the last record of a scan has gone, and at the end `{"sent":N,"failed":N,"records":N}`.
 * usage: node scripts/soak/sender.mjs '{"port":2055,"seconds":60,"rate":2000,"scanEvery":20,"spike":null}'
 */
import { createSocket } from 'node:dgram';

const { port, seconds, rate, scanEvery, spike } = JSON.parse(process.argv[2]);
const RECORDS = 24;
const HEADER = 24;
const RECORD = 48;
const UPTIME_MS = 86_400_000;
const TICK_MS = 2;
const SCANNED_PORTS = 60;
const SYN = 0x02;
const REFUSED = 0x14;
const WHOLE = 0x1b;
/** What clients of the site ask of servers of others, and how often. */
const SERVICES = [443, 443, 443, 443, 80, 993, 8443, 123];

const bytes = Buffer.alloc(HEADER + RECORDS * RECORD);
let filled = 0;
let records = 0;
let datagrams = 0;
let done = 0;
let failed = 0;
let state = 1;
const random = () => {
  state ^= state << 13;
  state ^= state >>> 17;
  state ^= state << 5;
  return state >>> 0;
};

const socket = createSocket('udp4');
await new Promise((resolve) => socket.connect(port, '127.0.0.1', resolve));

/** NetFlow version 5 (Cisco, NetFlow Export Datagram Formats). */
function flush() {
  if (filled === 0) return;
  const now = Date.now();
  bytes.writeUInt16BE(5, 0);
  bytes.writeUInt16BE(filled, 2);
  bytes.writeUInt32BE(UPTIME_MS, 4);
  bytes.writeUInt32BE(Math.floor(now / 1000), 8);
  bytes.writeUInt32BE((now % 1000) * 1_000_000, 12);
  bytes.writeUInt32BE(records >>> 0, 16);
  records += filled;
  datagrams++;
  // Over loopback a datagram is in the receiver's buffer, or dropped there, when it is sent.
  socket.send(Buffer.from(bytes.subarray(0, HEADER + filled * RECORD)), (error) => {
    done++;
    if (error) failed++;
  });
  filled = 0;
}

function add(source, destination, sourcePort, destinationPort, packets, octets, flags) {
  const at = HEADER + filled * RECORD;
  bytes.fill(0, at, at + RECORD);
  bytes.writeUInt32BE(source, at);
  bytes.writeUInt32BE(destination, at + 4);
  bytes.writeUInt32BE(packets, at + 16);
  bytes.writeUInt32BE(octets, at + 20);
  bytes.writeUInt32BE(UPTIME_MS - 900, at + 24);
  bytes.writeUInt32BE(UPTIME_MS - 100, at + 28);
  bytes.writeUInt16BE(sourcePort, at + 32);
  bytes.writeUInt16BE(destinationPort, at + 34);
  bytes[at + 37] = flags;
  bytes[at + 38] = 6;
  if (++filled === RECORDS) flush();
}

/** One connection: what the client sent, and what came back. */
function ordinary() {
  const client = 0x0a000000 + (random() % 4096);
  const server = 0xc0000200 + (random() % 256);
  const clientPort = 1024 + (random() % 60_000);
  const service = SERVICES[random() % SERVICES.length];
  const packets = 4 + (random() % 40);
  add(client, server, clientPort, service, packets, packets * 120, WHOLE);
  add(server, client, service, clientPort, 2 * packets, packets * 1_400, WHOLE);
}

let scans = 0;
/** Ports of one host, refused one by one; all of it at this moment. */
function scan() {
  const scanner = 0xc6120000 + ++scans;
  const target = 0x0a000000 + (random() % 4096);
  for (let each = 0; each < SCANNED_PORTS; each++) {
    const from = 40_000 + each;
    add(scanner, target, from, 1 + each * 17, 1, 44, SYN);
    add(target, scanner, 1 + each * 17, from, 1, 40, REFUSED);
  }
  flush();
  const text = [scanner >>> 24, (scanner >>> 16) & 255, (scanner >>> 8) & 255, scanner & 255].join('.');
  process.stdout.write(`${JSON.stringify({ scan: text, at: Date.now() })}\n`);
}

/** Records that are due when so much of the time has passed (s). */
function due(elapsed) {
  const extra =
    spike === null ? 0 : Math.min(Math.max(0, elapsed - spike.at), spike.seconds) * (spike.factor - 1);
  return Math.floor((elapsed + extra) * rate);
}

const started = performance.now();
let nextScan = scanEvery;
await new Promise((resolve) => {
  const timer = setInterval(() => {
    const elapsed = Math.min(seconds, (performance.now() - started) / 1000);
    for (const until = due(elapsed); records + filled < until; ) ordinary();
    if (elapsed >= nextScan && elapsed < seconds) {
      flush();
      scan();
      nextScan += scanEvery;
    }
    if (elapsed < seconds) return;
    flush();
    if (done < datagrams) return;
    clearInterval(timer);
    resolve();
  }, TICK_MS);
});
socket.close(() =>
  process.stdout.write(`${JSON.stringify({ sent: datagrams - failed, failed, records, scans })}\n`),
);
