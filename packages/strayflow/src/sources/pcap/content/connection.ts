/** The connections whose contents are being read: recognised by their first bytes, forgotten as soon as nothing is left. */

import { u16 } from '../bytes.js';
import { type BannerState, BannerStream } from './banner-stream.js';
import type { ContentFacts } from './content-facts.js';
import type { DnsReader } from './dns.js';
import { DnsStream, type DnsStreamState } from './dns-stream.js';
import { type HttpState, HttpStream } from './http-stream.js';
import type { MalformedContents } from './malformed.js';
import { recogniseTcp, type ServiceName } from './services.js';
import { SshLogins, type SshLoginsState } from './ssh-logins.js';
import { type Side, type StreamReader, StreamSide, type StreamSideState } from './stream.js';
import type { Fingerprints } from './tls-fingerprint.js';
import { type TlsState, TlsStream } from './tls-stream.js';

const DNS_PORT = 53;
/** What every service that is told by its bytes has said by then. */
const ENOUGH_BYTES = 16;
/** A connection counts as one of an unknown service after four looks at enough bytes, or 32 at too few. */
const MAX_LOOKED = 32;
const COST_OF_ENOUGH = 8;

/** What readers of all connections share. */
export interface ConnectionTools {
  readonly facts: ContentFacts;
  readonly dns: DnsReader;
  readonly fingerprints: Fingerprints;
  readonly malformed: MalformedContents;
}

export interface ConnectionState {
  readonly client: Side;
  readonly serverPort: number;
  readonly service: ServiceName;
  readonly sides: readonly [StreamSideState, StreamSideState];
  /** Of the service's reader; null where it has none. */
  readonly reader: object | null;
  readonly logins: SshLoginsState | null;
  readonly looked: number;
  readonly lookedAt: number;
  readonly isOver: boolean;
}

export class Connection implements StreamReader {
  service: ServiceName;
  private readonly tools: ConnectionTools;
  private readonly client: Side;
  private readonly serverPort: number;
  private readonly sides: readonly [StreamSide, StreamSide];
  private reader: StreamReader | null;
  /** Of SSH: what its reader does not read, by sizes alone. */
  private logins: SshLogins | null;
  private looked: number;
  private lookedAt: number;
  private isOver: boolean;

  constructor(tools: ConnectionTools, client: Side, serverPort: number, state?: ConnectionState) {
    this.tools = tools;
    this.client = client;
    this.serverPort = serverPort;
    this.service = state?.service ?? '';
    this.sides = [new StreamSide(state?.sides[0]), new StreamSide(state?.sides[1])];
    this.looked = state?.looked ?? 0;
    this.lookedAt = state?.lookedAt ?? 0;
    this.isOver = state?.isOver ?? false;
    this.logins = state?.logins ? new SshLogins(tools.facts, client, state.logins) : null;
    this.reader = state?.reader ? this.readerOf(state.service, state.reader) : null;
  }

  get state(): ConnectionState {
    const { client, serverPort, service, sides, reader, logins, looked, lookedAt, isOver } = this;
    const [first, second] = sides;
    return {
      client,
      serverPort,
      service,
      sides: [first.state, second.state],
      reader: reader?.state ?? null,
      logins: logins?.state ?? null,
      looked,
      lookedAt,
      isOver,
    };
  }

  /** Nothing more is to be read. */
  get isFinished(): boolean {
    return this.isOver;
  }

  get heldBytes(): number {
    return this.sides[0].heldBytes + this.sides[1].heldBytes;
  }

  /** Where the data of a side begins, by its SYN. */
  start(side: Side, sequence: number): void {
    this.sides[side].start(sequence);
  }

  /** A segment with data, of which `bytes[at, to)` were captured. */
  add(side: Side, sequence: number, bytes: Uint8Array, at: number, to: number, wireBytes: number): void {
    const stream = this.sides[side];
    if (!stream.isDone) stream.add(this, side, sequence, bytes, at, to, wireBytes);
    if (this.logins !== null) {
      this.logins.add(side, sequence, bytes, at, to, wireBytes);
      if (!this.logins.isDone) return;
      this.logins = null;
    }
    const isOver = (each: Side) => this.sides[each].isDone || this.isDone(each);
    if (isOver(0) && isOver(1)) this.isOver = true;
  }

  get mayJoinLate(): boolean {
    return this.reader?.mayJoinLate ?? false;
  }

  isDone(side: Side): boolean {
    return this.isOver || (this.reader?.isDone(side) ?? false);
  }

  end(side: Side): void {
    this.reader?.end(side);
    this.logins?.end(side);
    this.isOver = true;
  }

  read(side: Side, bytes: Uint8Array, at: number, to: number): number {
    if (this.reader !== null) return this.reader.read(side, bytes, at, to);
    const name = this.isDns(bytes, at, to) ? 'dns' : recogniseTcp(bytes, at, to, this.serverPort);
    if (name === '') return this.unknown(side, to - at);
    this.service = name;
    this.reader = this.readerOf(name);
    if (name === 'ssh') this.logins = new SshLogins(this.tools.facts, this.client);
    if (this.reader !== null) return this.reader.read(side, bytes, at, to);
    this.isOver = true;
    return to - at;
  }

  readCut(side: Side, bytes: Uint8Array, at: number, to: number): void {
    this.reader?.readCut(side, bytes, at, to);
  }

  /** These bytes name no service: the next ones may, or those of the other side. */
  private unknown(side: Side, length: number): number {
    const isEnough = length >= ENOUGH_BYTES;
    this.looked += isEnough ? COST_OF_ENOUGH : 1;
    if (isEnough) this.lookedAt |= 1 << side;
    if (this.lookedAt === 3 || this.looked >= MAX_LOOKED) this.isOver = true;
    return isEnough ? length : 0;
  }

  private isDns(bytes: Uint8Array, at: number, to: number): boolean {
    return (
      this.serverPort === DNS_PORT &&
      to - at > 2 &&
      u16(bytes, at) >= 12 &&
      this.tools.dns.isLikely(bytes, at + 2, to)
    );
  }

  /** @param state what `state` of such a reader was */
  private readerOf(name: ServiceName, state?: object): StreamReader | null {
    const { facts, dns, fingerprints, malformed } = this.tools;
    switch (name) {
      case 'tls':
        return new TlsStream(facts, fingerprints, malformed, state as TlsState | undefined);
      case 'http':
        return new HttpStream(facts, state as HttpState | undefined);
      case 'dns':
        return new DnsStream(dns, malformed, state as DnsStreamState | undefined);
      case 'ssh':
      case 'ftp':
      case 'smtp':
      case 'pop3':
      case 'imap':
        return new BannerStream(facts, name, this.client, state as BannerState | undefined);
      default:
        return null;
    }
  }
}
