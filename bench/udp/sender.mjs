/**
 * Sends NetFlow v5 datagrams of 24 records over loopback at an even pace, and prints how many were sent.
 * usage: node bench/udp/sender.mjs PORT SECONDS DATAGRAMS_A_SECOND
 */
import { createSocket } from 'node:dgram';

const [port, seconds, pace] = process.argv.slice(2).map(Number);
const RECORDS = 24;
const HEADER = 24;
const RECORD = 48;
const UPTIME_MS = 86_400_000;
const TICK_MS = 2;

const bytes = Buffer.alloc(HEADER + RECORDS * RECORD);
let flows = 0;
let state = 1;
const random = () => {
  state ^= state << 13;
  state ^= state >>> 17;
  state ^= state << 5;
  return state >>> 0;
};

/** NetFlow version 5 (Cisco, NetFlow Export Datagram Formats): every second record is the answer to the one before. */
function fill() {
  const now = Date.now();
  bytes.writeUInt16BE(5, 0);
  bytes.writeUInt16BE(RECORDS, 2);
  bytes.writeUInt32BE(UPTIME_MS, 4);
  bytes.writeUInt32BE(Math.floor(now / 1000), 8);
  bytes.writeUInt32BE((now % 1000) * 1_000_000, 12);
  bytes.writeUInt32BE(flows >>> 0, 16);
  for (let i = 0; i < RECORDS; i += 2) {
    const client = 0x0a000000 + (random() % 4096);
    const server = 0xc0000200 + (random() % 256);
    const clientPort = 1024 + (random() % 60_000);
    const packets = 1 + (random() % 40);
    record(HEADER + i * RECORD, client, server, clientPort, 443, packets);
    record(HEADER + (i + 1) * RECORD, server, client, 443, clientPort, 2 * packets);
  }
  flows += RECORDS;
}

function record(at, source, destination, sourcePort, destinationPort, packets) {
  bytes.fill(0, at, at + RECORD);
  bytes.writeUInt32BE(source, at);
  bytes.writeUInt32BE(destination, at + 4);
  bytes.writeUInt32BE(packets, at + 16);
  bytes.writeUInt32BE(packets * 700, at + 20);
  bytes.writeUInt32BE(UPTIME_MS - 3_000, at + 24);
  bytes.writeUInt32BE(UPTIME_MS - 1_000, at + 28);
  bytes.writeUInt16BE(sourcePort, at + 32);
  bytes.writeUInt16BE(destinationPort, at + 34);
  bytes[at + 37] = 0x1b;
  bytes[at + 38] = 6;
}

const socket = createSocket('udp4');
await new Promise((resolve) => socket.connect(port, '127.0.0.1', resolve));
let given = 0;
let done = 0;
let failed = 0;
const started = performance.now();
await new Promise((resolve) => {
  const timer = setInterval(() => {
    const elapsed = Math.min(seconds, (performance.now() - started) / 1000);
    for (const due = Math.floor(elapsed * pace); given < due; given++) {
      fill();
      // Over loopback a datagram is in the receiver's buffer, or dropped there, when it is sent.
      socket.send(Buffer.from(bytes), (error) => {
        done++;
        if (error) failed++;
      });
    }
    if (elapsed < seconds || done < given) return;
    clearInterval(timer);
    resolve();
  }, TICK_MS);
});
socket.close(() => process.stdout.write(`${JSON.stringify({ sent: done - failed, failed })}\n`));
