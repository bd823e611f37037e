/**
 * Peak resident memory while so many megabytes are read in one format: the lines of a file again and again, without a
 * file of that size. usage: node memory.mjs FOLDER JOB MEGABYTES; prints units of 2^20 bytes
 */
import { readFileSync } from 'node:fs';
import { pathOf } from './paths.mjs';
import { countingParser } from './read-file.mjs';

const [, , folder, job, megabytes] = process.argv;
const CHUNK_BYTES = 1 << 18;
const PCAP_HEADER_BYTES = 24;

const { counts, parser } = countingParser(job);
const file = new Uint8Array(readFileSync(pathOf(folder, job)));
const bodyAt = headBytes();
parser.push(file.subarray(0, bodyAt));
const later = job === 'capture' ? laterCapture : job === 'netflow' ? laterNetflow : () => {};
for (let left = Number(megabytes) * 1e6; left > 0; left -= file.length - bodyAt) {
  for (let at = bodyAt; at < file.length; at += CHUNK_BYTES) parser.push(file.subarray(at, at + CHUNK_BYTES));
  later();
}
parser.end();
const [, kilobytes] = /VmHWM:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'));
process.stdout.write(`${JSON.stringify({ peak: Number(kilobytes) / 1024, rows: counts.rows })}\n`);

/** What stands once, before the records. */
function headBytes() {
  if (job === 'capture') return PCAP_HEADER_BYTES;
  if (job === 'csv') return file.indexOf(10) + 1;
  let at = 0;
  while (file[at] === 35) at = file.indexOf(10, at) + 1;
  return at;
}

/** Time goes on: all packets of the next turn come an hour after these. */
function laterCapture() {
  const view = new DataView(file.buffer);
  for (let at = PCAP_HEADER_BYTES; at + 16 <= file.length; at += 16 + view.getUint32(at + 8, true)) {
    view.setUint32(at, view.getUint32(at, true) + 3600, true);
  }
}

/** The exporter's uptime, its clock and its sequence go on with its flows' times. */
function laterNetflow() {
  const view = new DataView(file.buffer);
  const records = 30;
  const messageBytes = 24 + 48 * records;
  const messages = file.length / messageBytes;
  for (let message = 0; message < messages; message++) {
    const at = message * messageBytes;
    view.setUint32(at + 8, view.getUint32(at + 8) + 36_000);
    view.setUint32(at + 16, view.getUint32(at + 16) + messages * records);
  }
}
