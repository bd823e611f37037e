import { describe, expect, it } from 'vitest';
import { ACK, type CapturedPacket, ethernet, ipv4, PSH, pcap, udp } from './capture-builder.js';
import { type FlowRow, readCapture } from './capture-reading.js';
import { EPOCH, fromClient, handshake, tcpPackets, wholeConnection } from './conversations.js';

/** A datagram `at` seconds after the epoch from a client of its own. */
function datagram(at: number, client = 1, answer = false): CapturedPacket {
  const source = `10.0.${client >> 8}.${client & 255}`;
  const addresses = answer ? { source: '192.0.2.2', destination: source } : { source };
  const ports = answer ? udp(53, 5000) : udp(5000, 53);
  return { time: EPOCH + at * 1000, bytes: ethernet(ipv4(ports, { protocol: 17, ...addresses })) };
}

function told(rows: readonly FlowRow[]): unknown[] {
  return rows.map((row) => [row.record, row.flow, row.frame, (row.time - EPOCH) / 1000]);
}

describe('time-outs', () => {
  it('ends a flow when its silence falls due, not when that is noticed', () => {
    const { flows } = readCapture(pcap([datagram(0), datagram(1000, 2)]));
    expect(told(flows)).toEqual([
      ['start', 1, 1, 0],
      ['end', 1, 1, 60],
      ['start', 2, 2, 1000],
      ['end', 2, 2, 1000],
    ]);
  });

  it('takes a packet after the silence for a new flow', () => {
    const { flows } = readCapture(pcap([datagram(0), datagram(59.9), datagram(119.9)]));
    expect(told(flows)).toEqual([
      ['start', 1, 1, 0],
      ['update', 1, 2, 60],
      ['end', 1, 2, 119.9],
      ['start', 3, 3, 119.9],
      ['end', 3, 3, 119.9],
    ]);
  });

  it('waits longer for an established connection', () => {
    const packets = [
      ...tcpPackets([...handshake(0), fromClient(299, PSH | ACK, 5)]),
      datagram(400),
      datagram(700),
    ];
    const tcp = readCapture(pcap(packets)).flows.filter((row) => row.protocol === 6);
    expect(tcp.map((row) => [row.record, row.state, (row.time - EPOCH) / 1000])).toEqual([
      ['start', 'S0', 0],
      ['update', 'S1', 0.02],
      ['update', 'S1', 300.02],
      ['end', 'S1', 599],
    ]);
    expect(tcp.map((row) => row.durationMs)).toEqual([0, 20, 299_000, 299_000]);
  });

  it('reports a flow that goes on once a minute, with what came since', () => {
    const packets = Array.from({ length: 20 }, (_, index) => datagram(index * 10));
    const { flows } = readCapture(pcap(packets));
    expect(flows.map((row) => [row.record, (row.time - EPOCH) / 1000, row.packetsSent])).toEqual([
      ['start', 0, 1],
      ['update', 60, 5],
      ['update', 120, 6],
      ['update', 180, 6],
      ['end', 190, 2],
    ]);
  });

  it('ends a closed connection after the trailing packets', () => {
    const { flows } = readCapture(pcap([...tcpPackets(wholeConnection(0)), datagram(30)]));
    expect(told(flows).slice(2, 4)).toEqual([
      ['update', 1, 7, 0.95],
      ['end', 1, 8, 6],
    ]);
  });

  it('goes by the options', () => {
    const options = { idleTimeoutMs: 10_000, tcpTimeoutMs: 20_000, activeTimeoutMs: 5000, lingerMs: 1000 };
    const packets = [...tcpPackets(handshake(0)), datagram(0.5), datagram(100, 2)];
    const ends = readCapture(pcap(packets), options).flows.filter((row) => row.record === 'end');
    expect(ends.map((row) => [row.flow, (row.time - EPOCH) / 1000])).toEqual([
      [4, 10.5],
      [1, 20.02],
      [5, 100],
    ]);
  });

  it('emits records in order of time', () => {
    const packets = Array.from({ length: 3000 }, (_, index) =>
      datagram(index * 0.9, 1 + ((index * index) % 97), index % 3 === 0),
    );
    const { flows } = readCapture(pcap(packets));
    expect(flows.map((row) => row.time)).toEqual(flows.map((row) => row.time).sort((a, b) => a - b));
    const sum = flows.reduce((total, row) => total + row.packetsSent! + row.packetsReceived!, 0);
    expect(sum).toBe(packets.length);
  });
});

describe('a capture out of order', () => {
  it('keeps flows together through small disorder', () => {
    const { flows, notes } = readCapture(pcap([datagram(100), datagram(99), datagram(101)]));
    expect(flows.at(-1)).toMatchObject({ record: 'end', packetsSent: 2, durationMs: 1000 });
    expect(notes.join()).toContain('1 packet with a time before the first packet of the flow');
  });

  it('takes no record of a flow back in time, and counts packets from before its start', () => {
    const packets = tcpPackets(wholeConnection(100)).map((packet, index) => ({
      ...packet,
      time: packet.time - [0, 90_000, 95_000][Math.min(2, index)]!,
    }));
    const { flows, notes } = readCapture(pcap(packets));
    const start = packets[0]!.time;
    expect(flows.length).toBeGreaterThan(2);
    expect(flows.every((row) => row.start === start && row.time >= start)).toBe(true);
    expect(flows.map((row) => row.time)).toEqual(flows.map((row) => row.time).sort((a, b) => a - b));
    expect(notes.join()).toContain(`${packets.length - 1} packets with a time before the first packet`);
  });

  it('starts anew where the clock goes back, and says so', () => {
    const { flows, notes } = readCapture(pcap([datagram(10_000), datagram(0), datagram(1)]));
    expect(told(flows)).toEqual([
      ['start', 1, 1, 10_000],
      ['end', 1, 1, 10_000],
      ['start', 2, 2, 0],
      ['end', 2, 3, 1],
    ]);
    expect(notes.join()).toContain('goes back by more than five minutes in 1 place;');
  });
});

describe('a full flow table', () => {
  it('ends the idlest flow early, counts it, and loses no packet', () => {
    const packets = [datagram(0, 1), datagram(1, 2), datagram(2, 1), datagram(3, 3), datagram(4, 2)];
    const { flows, notes } = readCapture(pcap(packets), { maxFlows: 2 });
    expect(told(flows)).toEqual([
      ['start', 1, 1, 0],
      ['start', 2, 2, 1],
      ['end', 2, 2, 3],
      ['start', 4, 4, 3],
      ['end', 1, 3, 4],
      ['start', 5, 5, 4],
      ['end', 4, 4, 4],
      ['end', 5, 5, 4],
    ]);
    expect(notes.join()).toContain('2 flows ended early');
    expect(flows.reduce((sum, row) => sum + row.packetsSent!, 0)).toBe(packets.length);
  });

  it('gives up a closed connection first', () => {
    const packets = [datagram(0), ...tcpPackets(wholeConnection(1)), datagram(3, 2)];
    const { flows } = readCapture(pcap(packets), { maxFlows: 2 });
    expect(flows.find((row) => row.record === 'end')).toMatchObject({ protocol: 6, state: 'SF' });
  });

  it('grows to many flows, and finds each of them again', () => {
    const clients = Array.from({ length: 5000 }, (_, index) => index + 1);
    const packets = [
      ...clients.map((client) => datagram(client / 1000, client)),
      ...clients.map((client) => datagram(6 + client / 1000, client, true)),
    ];
    const { flows } = readCapture(pcap(packets));
    const ends = flows.filter((row) => row.record === 'end');
    expect(ends).toHaveLength(5000);
    expect(ends.every((row) => row.state === 'SF')).toBe(true);
  });
});
