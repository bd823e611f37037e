import { describe, expect, it } from 'vitest';
import { ACK, FIN, PSH, pcap, RST, SYN } from './capture-builder.js';
import { type FlowRow, readCapture } from './capture-reading.js';
import {
  EPOCH,
  fromClient,
  fromServer,
  handshake,
  SERVER_SEQUENCE,
  type Segment,
  syn,
  synAck,
  tcpPackets,
  wholeConnection,
} from './conversations.js';

function rows(segments: readonly Segment[]): readonly FlowRow[] {
  return readCapture(pcap(tcpPackets(segments))).flows;
}

/** State of the last record of the one flow. */
function finalState(segments: readonly Segment[]): string {
  const flows = rows(segments);
  expect(new Set(flows.map((row) => row.flow)).size).toBe(1);
  expect(flows.at(-1)!.record).toBe('end');
  return flows.at(-1)!.state;
}

const serverReset: Segment = { client: false, flags: RST | ACK, at: 2 };
const clientReset: Segment = { client: true, flags: RST, at: 2 };

describe('connection states', () => {
  it.each<[string, string, Segment[]]>([
    ['S0', 'a SYN without answer', [syn(0)]],
    ['S0', 'a SYN sent three times', [syn(0), syn(1), syn(3)]],
    ['S0', 'a SYN-ACK that the initiator never acknowledged', [syn(0), synAck(0.1), synAck(1)]],
    ['S1', 'a handshake', handshake(0)],
    ['S1', 'data both ways', [...handshake(0), fromClient(1, PSH | ACK, 10), fromServer(1.1)]],
    ['SF', 'a connection from SYN to both FINs', wholeConnection(0)],
    ['SF', 'both FINs and a reset behind them', [...wholeConnection(0), clientReset]],
    ['REJ', 'a SYN answered by a reset', [syn(0), serverReset]],
    ['S2', 'a FIN of the initiator alone', [...handshake(0), fromClient(1, FIN | ACK), fromServer(1.1)]],
    ['S3', 'a FIN of the responder alone', [...handshake(0), fromServer(1, FIN | ACK), fromClient(1.1)]],
    ['RSTO', 'a handshake reset by the initiator', [...handshake(0), clientReset]],
    ['RSTR', 'a handshake reset by the responder', [...handshake(0), serverReset]],
    ['RSTOS0', 'a SYN and a reset of its sender', [syn(0), clientReset]],
    ['RSTOS0', 'a half-open scan of an open port', [syn(0), synAck(0.1), clientReset]],
    ['RSTRH', 'a SYN-ACK and a reset of its sender', [synAck(0), serverReset]],
    ['SH', 'a SYN and a FIN of its sender', [syn(0), { client: true, flags: FIN, at: 1 }]],
    ['SH', 'SYN and FIN in one packet', [{ client: true, flags: SYN | FIN, at: 0 }]],
    ['SHR', 'a SYN-ACK and a FIN of its sender', [synAck(0), fromServer(1, FIN | ACK)]],
    ['OTH', 'a SYN-ACK alone', [synAck(0)]],
    ['OTH', 'a SYN-ACK that its receiver resets, as victims of reflection do', [synAck(0), clientReset]],
    ['OTH', 'only the middle of a connection', [fromClient(0), fromServer(0.1)]],
    ['OTH', 'the end of a connection', [fromClient(0, FIN | ACK), fromServer(0.1, FIN | ACK)]],
    ['OTH', 'a reset alone', [serverReset]],
    ['OTH', 'one direction of a connection', [syn(0), fromClient(0.1), fromClient(0.2, PSH | ACK, 50)]],
    ['S1', 'a SYN-ACK and its acknowledgement', [synAck(0), fromClient(0.1)]],
    ['S1', 'a SYN seen after its SYN-ACK', [synAck(0), syn(0), fromClient(0.1)]],
    ['S1', 'a handshake whose SYN-ACK was lost to the capture', [syn(0), fromServer(0.1), fromClient(0.2)]],
  ])('%s: %s', (state, _name, segments) => {
    expect(finalState(segments)).toBe(state);
  });

  it('does not take a guessed acknowledgement for a handshake', () => {
    const guess = { ...fromClient(0.2), acknowledgement: SERVER_SEQUENCE - 5 };
    expect(finalState([syn(0), synAck(0.1), guess])).toBe('S0');
    expect(finalState([syn(0), synAck(0.1), { ...guess, acknowledgement: 12_345 }])).toBe('S0');
  });

  it('takes a handshake across the wrap of the sequence numbers', () => {
    const wrapping = { ...synAck(0.1), sequence: 0xffffffff };
    expect(finalState([syn(0), wrapping, { ...fromClient(0.2), acknowledgement: 0 }])).toBe('S1');
  });

  it('knows the initiator by its SYN, and turns a flow that began with a SYN-ACK', () => {
    expect(rows(wholeConnection(0))[0]).toMatchObject({ initiatorKnown: true, destinationPort: 80 });
    expect(rows([synAck(0)])[0]).toMatchObject({
      initiatorKnown: false,
      destinationPort: 80,
      packetsSent: 0,
      packetsReceived: 1,
      ttl: 0,
      sourceMac: '00:00:00:00:00:00',
    });
    expect(rows([fromServer(0)])[0]).toMatchObject({
      initiatorKnown: false,
      sourcePort: 80,
      packetsSent: 1,
    });
  });

  it('reports the start, every change that matters, and the end, with what came since', () => {
    const flows = rows(wholeConnection(0));
    const told = flows.map((row) => [row.record, row.state, row.frame, (row.time - EPOCH) / 1000]);
    expect(told).toEqual([
      ['start', 'S0', 1, 0],
      ['update', 'S1', 3, 0.02],
      ['update', 'SF', 7, 0.95],
      ['end', 'SF', 8, 1],
    ]);
    expect(flows.map((row) => [row.packetsSent, row.packetsReceived])).toEqual([
      [1, 0],
      [1, 1],
      [2, 2],
      [1, 0],
    ]);
    expect(flows.map((row) => [row.bytesSent, row.bytesReceived])).toEqual([
      [40, 0],
      [40, 40],
      [180, 1080],
      [40, 0],
    ]);
    expect(flows.map((row) => row.durationMs)).toEqual([0, 20, 950, 1000]);
    expect(flows.at(-1)!.tcpFlags).toBe(SYN | ACK | PSH | FIN);
  });
});

describe('the same addresses and ports again', () => {
  const flowsOf = (segments: readonly Segment[]) =>
    rows(segments)
      .filter((row) => row.record === 'end')
      .map((row) => [row.flow, row.state]);

  it('opens a new flow for a new SYN after the close', () => {
    const second = wholeConnection(2).map((s) => (s.flags === SYN ? { ...s, sequence: 77_000 } : s));
    expect(flowsOf([...wholeConnection(0), ...second])).toEqual([
      [1, 'SF'],
      [9, 'SF'],
    ]);
    expect(flowsOf([syn(0), { ...serverReset, at: 0.1 }, syn(0.2, 5555), serverReset])).toEqual([
      [1, 'REJ'],
      [3, 'REJ'],
    ]);
  });

  it('counts a repeated SYN on its flow, even behind the refusal', () => {
    expect(flowsOf([syn(0), syn(0.5), serverReset])).toEqual([[1, 'REJ']]);
    expect(flowsOf([syn(0), { ...serverReset, at: 0.1 }, syn(0.5), serverReset])).toEqual([[1, 'REJ']]);
  });

  it('opens a new flow for a SYN of the other side after the close', () => {
    const back: Segment = { client: false, flags: SYN, at: 2, sequence: 1000 };
    expect(flowsOf([...wholeConnection(0), back])).toEqual([
      [1, 'SF'],
      [9, 'S0'],
    ]);
  });

  it('opens a new flow for a SYN behind the middle of an older connection', () => {
    expect(flowsOf([fromClient(0), fromServer(0.1), ...handshake(1)])).toEqual([
      [1, 'OTH'],
      [3, 'S1'],
    ]);
  });

  it('counts trailing packets on the closed flow, and later ones on a new one', () => {
    const late: Segment = { ...fromServer(5.5), flags: ACK };
    const flows = rows([...wholeConnection(0), late, { ...late, at: 30 }]);
    const ends = flows.filter((row) => row.record === 'end');
    expect(ends.map((row) => [row.flow, row.state, row.packetsReceived])).toEqual([
      [1, 'SF', 1],
      [10, 'OTH', 0],
    ]);
  });
});
