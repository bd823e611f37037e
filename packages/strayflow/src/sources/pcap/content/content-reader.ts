/** Reads what packets carry: names the service of their flow, and gives facts. */
import type { FactBuilder } from '../../../model/fact-builder.js';
import { type CaptureCounts, counted } from '../capture-counts.js';
import { Seen } from '../connection-state.js';
import { kindAt } from '../flow-key.js';
import { type FlowStore, KEY_WORDS } from '../flow-store.js';
import { FlowKind, FragmentPart, Outcome, Packet } from '../packet.js';
import { Reassembler, type ReassemblerState } from '../reassembler.js';
import { PROTOCOL_ICMPV6, PROTOCOL_TCP, PROTOCOL_UDP, readTransport } from '../transport-layer.js';
import { Connection, type ConnectionState, type ConnectionTools } from './connection.js';
import { ContentFacts } from './content-facts.js';
import { DatagramReader, isReadDatagramPort } from './datagrams.js';
import { DnsReader } from './dns.js';
import { type ContentName, MalformedContents } from './malformed.js';
import { isNeighbourMessage, readNeighbour } from './neighbour.js';
import { serviceNumber } from './services.js';
import { Fingerprints } from './tls-fingerprint.js';

/** `FlowStore.contents`: nothing read yet; being read; nothing left to read. */
export const Contents = { fresh: 0, open: 1, done: 2 } as const;

const MAX_CONNECTIONS = 16_384;
const MAX_HELD_BYTES = 32 * 1024 * 1024;

export interface ContentState {
  /** By flow, as the tracker's state numbers them, the longest known first. */
  readonly connections: readonly (readonly [flow: number, state: ConnectionState])[];
  readonly reassembler: ReassemblerState;
  readonly malformed: ReadonlyMap<ContentName, number>;
  readonly shortened: number;
  readonly abandoned: number;
}

export class ContentReader {
  private readonly store: FlowStore;
  private readonly facts: ContentFacts;
  private readonly tools: ConnectionTools;
  private readonly datagrams: DatagramReader;
  private readonly reassembler: Reassembler;
  private readonly whole = new Packet();
  /** By flow, the longest known first. */
  private readonly connections = new Map<number, Connection>();
  private heldBytes = 0;
  private abandoned: number;

  /** `whenFull` empties the builder. */
  constructor(store: FlowStore, builder: FactBuilder, whenFull: () => void, state?: ContentState) {
    this.store = store;
    this.facts = new ContentFacts(builder, whenFull);
    const malformed = new MalformedContents(state?.malformed);
    const dns = new DnsReader(this.facts);
    dns.shortened = state?.shortened ?? 0;
    this.reassembler = new Reassembler(state?.reassembler);
    this.abandoned = state?.abandoned ?? 0;
    this.tools = { facts: this.facts, dns, fingerprints: new Fingerprints(), malformed };
    this.datagrams = new DatagramReader(this.facts, dns, malformed);
    for (const [flow, each] of state?.connections ?? []) {
      const connection = new Connection(this.tools, each.client, each.serverPort, each);
      this.connections.set(flow, connection);
      this.heldBytes += connection.heldBytes;
    }
  }

  /** @param renumbered new number of each open flow, by its number */
  state(renumbered: Int32Array): ContentState {
    const { connections, reassembler, tools, abandoned } = this;
    return {
      connections: Array.from(connections, ([flow, { state }]) => [renumbered[flow]!, state] as const),
      reassembler: reassembler.state,
      malformed: tools.malformed.state,
      shortened: tools.dns.shortened,
      abandoned,
    };
  }

  /**
   * A packet of `flow` with a payload, at `time` (Unix ms) in frame number `frame`; `bySender`: the first address of
   * the flow's key sent it.
   */
  packet(
    flow: number,
    packet: Packet,
    bytes: Uint8Array,
    byFirst: boolean,
    time: number,
    frame: number,
  ): void {
    const { store } = this;
    if (packet.kind === FlowKind.ports) {
      if (packet.protocol === PROTOCOL_TCP) this.segment(flow, packet, bytes, byFirst, time, frame);
      else if (packet.protocol === PROTOCOL_UDP) this.datagram(flow, packet, bytes, time, frame);
      else store.contents[flow] = Contents.done;
      return;
    }
    const isNeighbour =
      packet.kind === FlowKind.message &&
      packet.protocol === PROTOCOL_ICMPV6 &&
      isNeighbourMessage(packet.icmpType, packet.ttl);
    if (!isNeighbour) {
      store.contents[flow] = Contents.done;
      return;
    }
    this.facts.between(packet.addresses, 0, false, 0, 0);
    this.facts.at(frame, time, store.flowIds[flow]!);
    const isWhole = packet.payloadEnd - packet.payloadAt >= packet.payloadBytes;
    const isRead = readNeighbour(this.facts, bytes, packet.payloadAt, packet.payloadEnd);
    if (!isRead && isWhole) this.tools.malformed.add('neighbour discovery message');
  }

  /** A fragment that was counted on `flow`: when it is the last one missing, the whole is read. `now`: ms. */
  fragment(
    flow: number,
    packet: Packet,
    bytes: Uint8Array,
    byFirst: boolean,
    time: number,
    frame: number,
    now: number,
  ): void {
    if (!this.isWorthJoining(flow, packet) || !this.reassembler.add(packet, bytes, now)) return;
    if (kindAt(this.store.keys, flow * KEY_WORDS) !== FlowKind.ports) return;
    const { whole, reassembler } = this;
    whole.addresses.set(packet.addresses);
    whole.fragment = FragmentPart.whole;
    whole.ipEnd = reassembler.length;
    const outcome = readTransport(whole, reassembler.bytes, 0, reassembler.length, packet.fragmentProtocol);
    if (outcome !== Outcome.flow || whole.payloadEnd <= whole.payloadAt) return;
    this.packet(flow, whole, reassembler.bytes, byFirst, time, frame);
  }

  /** The flow is over at `time` (Unix ms), with frame number `frame` as its last. */
  ended(flow: number, time: number, frame: number): void {
    if (this.store.contents[flow] !== Contents.open) return;
    const connection = this.connections.get(flow);
    if (connection !== undefined) this.close(flow, connection, time, frame);
  }

  note(counts: CaptureCounts): void {
    const { whole, overlapping, abandoned } = this.reassembler.counts;
    const { malformed, dns } = this.tools;
    malformed.note(counts);
    if (dns.shortened > 0)
      counts.note(`Of ${counted(dns.shortened, 'long DNS message')} only the first part was read.`);
    if (whole > 0) counts.note(`${counted(whole, 'fragmented packet')} put together and read.`);
    if (overlapping > 0) {
      counts.note(`${counted(overlapping, 'fragmented packet')} with overlapping fragments left unread.`);
    }
    if (abandoned > 0)
      counts.note(`${counted(abandoned, 'fragmented packet')} left unread: too much was missing.`);
    if (this.abandoned > 0) {
      counts.note(
        `${counted(this.abandoned, 'connection')} no longer read inside: too many were open at once.`,
      );
    }
  }

  private datagram(flow: number, packet: Packet, bytes: Uint8Array, time: number, frame: number): void {
    const { store, facts } = this;
    facts.between(packet.addresses, 0, false, packet.sourcePort, packet.destinationPort);
    facts.at(frame, time, store.flowIds[flow]!);
    const service = this.datagrams.read(packet, bytes);
    if (service !== '') store.services[flow] = serviceNumber(service);
    if (isReadDatagramPort(packet)) return;
    const isFirst = store.contents[flow] === Contents.fresh;
    store.contents[flow] = isFirst && service === '' ? Contents.open : Contents.done;
  }

  private segment(
    flow: number,
    packet: Packet,
    bytes: Uint8Array,
    byFirst: boolean,
    time: number,
    frame: number,
  ): void {
    const { store } = this;
    const connection = store.contents[flow] === Contents.open ? this.connections.get(flow)! : this.open(flow);
    const held = connection.heldBytes;
    this.facts.between(packet.addresses, 0, false, packet.sourcePort, packet.destinationPort);
    this.facts.at(frame, time, store.flowIds[flow]!);
    const { sequence, payloadAt, payloadEnd, payloadBytes } = packet;
    connection.add(byFirst ? 0 : 1, sequence, bytes, payloadAt, payloadEnd, payloadBytes);
    store.services[flow] = serviceNumber(connection.service);
    this.heldBytes += connection.heldBytes - held;
    if (connection.isFinished) this.forget(flow, connection);
    while (this.heldBytes > MAX_HELD_BYTES) this.abandonOldest();
  }

  private open(flow: number): Connection {
    if (this.connections.size >= MAX_CONNECTIONS) this.abandonOldest();
    const { store } = this;
    const initiatorFirst = store.initiatorFirst[flow] === 1;
    const ports = store.keys[flow * KEY_WORDS + 8]!;
    const connection = new Connection(
      this.tools,
      initiatorFirst ? 0 : 1,
      initiatorFirst ? ports & 0xffff : ports >>> 16,
    );
    const seen = store.seen[flow]!;
    if ((seen & Seen.syn) !== 0) connection.start(initiatorFirst ? 0 : 1, store.initiatorSequence[flow]! + 1);
    if ((seen & Seen.synAck) !== 0) connection.start(initiatorFirst ? 1 : 0, store.responderNext[flow]!);
    this.connections.set(flow, connection);
    store.contents[flow] = Contents.open;
    return connection;
  }

  private abandonOldest(): void {
    for (const [flow, connection] of this.connections) {
      this.abandoned++;
      this.close(flow, connection, this.store.lasts[flow]!, this.store.lastFrames[flow]!);
      return;
    }
  }

  /** What it still knows is told as of `time`. */
  private close(flow: number, connection: Connection, time: number, frame: number): void {
    const { store } = this;
    const at = flow * KEY_WORDS;
    const ports = store.keys[at + 8]!;
    this.facts.between(store.keys, at, false, ports >>> 16, ports & 0xffff);
    this.facts.at(frame, time, store.flowIds[flow]!);
    connection.end(0);
    this.forget(flow, connection);
  }

  private forget(flow: number, connection: Connection): void {
    this.heldBytes -= connection.heldBytes;
    this.connections.delete(flow);
    this.store.contents[flow] = Contents.done;
  }

  /** Only UDP to ports that are read, and TCP that is not read to its end; not what is unknown as yet. */
  private isWorthJoining(flow: number, packet: Packet): boolean {
    const protocol = packet.fragmentProtocol;
    if (protocol !== PROTOCOL_UDP && protocol !== PROTOCOL_TCP) return false;
    const { store } = this;
    const at = flow * KEY_WORDS;
    if (kindAt(store.keys, at) !== FlowKind.ports) return true;
    if (store.contents[flow] === Contents.done) return false;
    const ports = store.keys[at + 8]!;
    return (
      protocol === PROTOCOL_TCP ||
      isReadDatagramPort({ sourcePort: ports >>> 16, destinationPort: ports & 0xffff })
    );
  }
}
