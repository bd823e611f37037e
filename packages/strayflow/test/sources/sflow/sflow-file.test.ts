import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sniffFormat } from '../../../src/sources/index.js';
import { sflowFormat } from '../../../src/sources/sflow.js';
import { be32, bytesOf, CLIENT, ethernet, ipv4, SERVER, udp } from '../pcap/capture-builder.js';
import { readText } from '../text/reading.js';
import { flowSample, item, rawHeader, sflow } from './sflow-datagrams.js';

const packet = (port: number) =>
  rawHeader(ethernet(ipv4(udp(port, 53, new Uint8Array(port % 7)), { protocol: 17 })));
const DATAGRAMS = [
  sflow([flowSample([packet(1001)], { rate: 100 })], 1),
  sflow(
    [item(2, new Uint8Array(36)), flowSample([packet(1002), packet(1002)]), flowSample([packet(1003)])],
    2,
  ),
  sflow([], 3),
  sflow([flowSample([packet(1004)], { expanded: true })], 4),
];
const FILE = bytesOf(...DATAGRAMS);
const read = (bytes: Uint8Array, cuts: readonly number[] = [], restartAfter?: number) =>
  readText(sflowFormat, bytes, sflowFormat.options.parse({}), cuts, restartAfter);

describe('sFlow datagrams in a file', () => {
  it('are told from other formats', () => {
    expect(sniffFormat(FILE)?.name).toBe('sflow');
    expect(sniffFormat(FILE.subarray(0, 40))?.name).toBe('sflow');
    expect(sniffFormat(bytesOf(be32(5), be32(3), new Uint8Array(60)))?.name).not.toBe('sflow');
  });

  it('are read one after the other', () => {
    const { rows, rejected, ignored } = read(FILE);
    expect(rows).toHaveLength(4);
    expect(rejected).toEqual({});
    expect(ignored).toEqual({ 'sflow counter sample': 1 });
    expect(JSON.stringify(rows)).toContain(CLIENT);
    expect(JSON.stringify(rows)).toContain(SERVER);
  });

  it('give the same however the file is cut, and continued from a snapshot', () => {
    const whole = read(FILE);
    fc.assert(
      fc.property(
        fc.array(fc.nat(FILE.length), { maxLength: 9 }),
        fc.option(fc.nat(8), { nil: undefined }),
        (cuts, restartAfter) => {
          const sorted = cuts.toSorted((a, b) => a - b);
          expect(read(FILE, sorted, restartAfter)).toEqual(whole);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('keep what stands before a place that is no datagram, and say where it is', () => {
    const { rows, rejected, notes } = read(bytesOf(DATAGRAMS[0]!, new Uint8Array(100).fill(0xff)));
    expect(rows).toHaveLength(1);
    expect(rejected).toEqual({ 'corrupt-input': [2] });
    expect(notes.join()).toContain(`at byte ${DATAGRAMS[0]!.length}`);
  });

  it('read what is there of a datagram that is cut off', () => {
    const two = sflow([flowSample([packet(1)]), flowSample([packet(2)])]);
    const { rows, rejected } = read(two.subarray(0, two.length - 9));
    expect(rows).toHaveLength(1);
    expect(JSON.stringify(rejected)).toContain('sflow-truncated');
  });

  it('refuse a length that no datagram has', () => {
    const claim = sflow([bytesOf(be32(1), be32(0xffff_fff0), new Uint8Array(8))]);
    const { notes } = read(bytesOf(DATAGRAMS[0]!, claim));
    expect(notes.join()).toContain('claims more than 65535 bytes');
  });
});
