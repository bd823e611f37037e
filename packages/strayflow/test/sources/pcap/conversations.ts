/** Small conversations as packets: the scripts that capture tests are written in. */
import {
  ACK,
  type CapturedPacket,
  CLIENT,
  CLIENT_MAC,
  ethernet,
  FIN,
  ipv4,
  PSH,
  SERVER,
  SERVER_MAC,
  SYN,
  tcp,
} from './capture-builder.js';

/** 2024-01-01T00:00:00Z. */
export const EPOCH = 1_704_067_200_000;

export interface Segment {
  /** Sent by the client, else by the server. */
  readonly client: boolean;
  readonly flags: number;
  /** Seconds after the epoch. */
  readonly at: number;
  readonly sequence?: number;
  readonly acknowledgement?: number;
  readonly data?: number;
}

export interface Peers {
  readonly client?: string;
  readonly server?: string;
  readonly clientPort?: number;
  readonly serverPort?: number;
}

export function tcpPackets(segments: readonly Segment[], peers: Peers = {}): CapturedPacket[] {
  const client = peers.client ?? CLIENT;
  const server = peers.server ?? SERVER;
  const clientPort = peers.clientPort ?? 40_000;
  const serverPort = peers.serverPort ?? 80;
  return segments.map((segment) => ({
    time: EPOCH + segment.at * 1000,
    bytes: ethernet(
      ipv4(
        tcp(
          {
            sourcePort: segment.client ? clientPort : serverPort,
            destinationPort: segment.client ? serverPort : clientPort,
            flags: segment.flags,
            sequence: segment.sequence ?? 0,
            acknowledgement: segment.acknowledgement ?? 0,
          },
          new Uint8Array(segment.data ?? 0),
        ),
        { source: segment.client ? client : server, destination: segment.client ? server : client },
      ),
      {
        source: segment.client ? CLIENT_MAC : SERVER_MAC,
        destination: segment.client ? SERVER_MAC : CLIENT_MAC,
      },
    ),
  }));
}

export const CLIENT_SEQUENCE = 1000;
export const SERVER_SEQUENCE = 0x90000000;

export const syn = (at: number, sequence = CLIENT_SEQUENCE): Segment => ({
  client: true,
  flags: SYN,
  at,
  sequence,
});
export const synAck = (at: number): Segment => ({
  client: false,
  flags: SYN | ACK,
  at,
  sequence: SERVER_SEQUENCE,
  acknowledgement: CLIENT_SEQUENCE + 1,
});
/** From the client: acknowledges the server's SYN and `received` bytes. */
export const fromClient = (at: number, flags = ACK, data = 0, received = 0): Segment => ({
  client: true,
  flags,
  at,
  sequence: CLIENT_SEQUENCE + 1,
  acknowledgement: SERVER_SEQUENCE + 1 + received,
  data,
});
export const fromServer = (at: number, flags = ACK, data = 0): Segment => ({
  client: false,
  flags,
  at,
  sequence: SERVER_SEQUENCE + 1,
  acknowledgement: CLIENT_SEQUENCE + 1,
  data,
});

/** SYN, SYN-ACK, ACK within 20 ms from `at` on. */
export function handshake(at: number): Segment[] {
  return [syn(at), synAck(at + 0.01), fromClient(at + 0.02)];
}

/** A whole connection of one second: a request of 100 bytes, an answer of 1000, closed by the client. */
export function wholeConnection(at: number): Segment[] {
  return [
    ...handshake(at),
    fromClient(at + 0.1, PSH | ACK, 100),
    fromServer(at + 0.2, PSH | ACK, 1000),
    fromClient(at + 0.9, FIN | ACK, 0, 1000),
    fromServer(at + 0.95, FIN | ACK),
    fromClient(at + 1, ACK, 0, 1001),
  ];
}
