/** One UDP socket whose datagrams are stored as they come, and nothing else. */
import { createSocket, type Socket } from 'node:dgram';
import { isIPv6 } from 'node:net';
import { ADDRESS_BYTES, parseAddress } from '../../../model/address.js';
import type { Board } from './board.js';
import { kernelDrops, ownSockets } from './kernel-drops.js';
import { type SegmentLimits, SegmentWriter } from './segment-writer.js';

export interface ListenOn extends SegmentLimits {
  /** As it was configured. */
  readonly name: string;
  readonly host: string;
  readonly port: number;
  /** What the socket's buffer should hold (bytes). */
  readonly receiveBufferBytes: number;
  /** Of its segments. */
  readonly folder: string;
  /** How far an earlier run has parsed its stream. */
  readonly parsed: number;
}

export interface ListenerClock {
  /** Unix ms. */
  wall(): number;
}

/** Senders whose address is kept as bytes. */
const MOST_SENDERS = 4_096;

export class Listener {
  private readonly on: ListenOn;
  private readonly board: Board;
  private readonly clock: ListenerClock;
  private readonly writer: SegmentWriter;
  private readonly say: (message: string) => void;
  private readonly senders = new Map<string, Uint8Array>();
  private socket: Socket | null = null;
  private inodes: ReadonlySet<string> = new Set();
  private drops = 0;
  private said = '';

  /** Throws the system's error when the folder cannot be written. @param say is told sentences for the operator */
  constructor(on: ListenOn, board: Board, clock: ListenerClock, say: (message: string) => void) {
    this.on = on;
    this.board = board;
    this.clock = clock;
    this.say = say;
    this.writer = new SegmentWriter(on.folder, on, board, on.parsed);
  }

  /** Rejects with the system's error when the address cannot be had. Gives the port. */
  async open(): Promise<number> {
    const { host, port, receiveBufferBytes } = this.on;
    const before = ownSockets();
    const socket = createSocket({
      type: isIPv6(host) ? 'udp6' : 'udp4',
      recvBufferSize: receiveBufferBytes,
    });
    await new Promise<void>((resolve, reject) => {
      socket.once('error', reject);
      socket.bind({ port, address: host, exclusive: true }, () => {
        socket.off('error', reject);
        resolve();
      });
    });
    this.inodes = new Set([...ownSockets()].filter((inode) => !before.has(inode)));
    this.socket = socket;
    this.drops = 0;
    const bound = socket.address().port;
    socket.on('message', (payload, sender) => this.take(payload, sender, bound));
    socket.on('error', (error) => this.say(`receiving: ${error.message}`));
    this.sayBuffer(socket.getRecvBufferSize());
    return bound;
  }

  private sayBuffer(size: number): void {
    const { receiveBufferBytes: wanted } = this.on;
    // Linux doubles what is asked for, for its own bookkeeping, and gives the doubled number back (man 7 socket).
    const given = process.platform === 'linux' ? size / 2 : size;
    this.board.set('buffer', given);
    if (given < wanted) {
      this.say(
        `the kernel gives ${given} bytes of receive buffer, not ${wanted}: in bursts it may drop datagrams. As root: sysctl -w net.core.rmem_max=${wanted}`,
      );
    }
  }

  private take(payload: Uint8Array, sender: { address: string; port: number }, localPort: number): void {
    this.board.add('received', 1);
    this.board.add('receivedBytes', payload.length);
    const address = this.addressOf(sender.address);
    this.guard(() =>
      this.writer.add({ time: this.clock.wall(), address, port: sender.port, localPort }, payload),
    );
  }

  private addressOf(text: string): Uint8Array {
    let address = this.senders.get(text);
    if (address === undefined) {
      address = new Uint8Array(ADDRESS_BYTES);
      // A link-local sender comes with its zone, which says nothing elsewhere.
      parseAddress(text.replace(/%.*$/, ''), address);
      if (this.senders.size >= MOST_SENDERS) this.senders.clear();
      this.senders.set(text, address);
    }
    return address;
  }

  private guard(work: () => void): void {
    try {
      work();
    } catch (error) {
      const message = `what was received cannot be stored and is dropped: ${error instanceof Error ? error.message : error}`;
      if (message !== this.said) this.say(message);
      this.said = message;
    }
  }

  /** Stores what has come. */
  store(): void {
    this.guard(() => this.writer.write());
  }

  /** Reads the kernel's count. */
  count(): void {
    const drops = kernelDrops(this.inodes);
    if (drops === null) return;
    this.board.add('kernelDrops', drops - this.drops);
    this.drops = drops;
  }

  release(offset: number): void {
    this.guard(() => this.writer.release(offset));
  }

  close(): void {
    this.count();
    this.socket?.close();
    this.socket = null;
    this.guard(() => this.writer.close());
  }
}
