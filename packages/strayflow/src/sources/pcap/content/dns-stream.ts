/** DNS over TCP (RFC 7766): messages behind their length. */
import { u16 } from '../bytes.js';
import type { DnsReader } from './dns.js';
import type { MalformedContents } from './malformed.js';
import type { Side, StreamReader } from './stream.js';

/** A zone transfer has thousands of messages: its beginning says what it is. */
const MAX_MESSAGES = 64;

export interface DnsStreamState {
  /** Read so far, by side. */
  readonly messages: [number, number];
}

export class DnsStream implements StreamReader {
  readonly mayJoinLate = false;
  private readonly reader: DnsReader;
  private readonly malformed: MalformedContents;
  private readonly messages: [number, number];

  constructor(reader: DnsReader, malformed: MalformedContents, state?: DnsStreamState) {
    this.reader = reader;
    this.malformed = malformed;
    this.messages = state?.messages ?? [0, 0];
  }

  get state(): DnsStreamState {
    return { messages: this.messages };
  }

  isDone(side: Side): boolean {
    return this.messages[side] >= MAX_MESSAGES;
  }

  end(): void {}

  readCut(): void {}

  read(side: Side, bytes: Uint8Array, at: number, to: number): number {
    const start = at;
    while (to - at >= 2 && to - at >= 2 + u16(bytes, at) && !this.isDone(side)) {
      const end = at + 2 + u16(bytes, at);
      const outcome = this.reader.read(bytes, at + 2, end);
      this.messages[side]++;
      if (outcome === 'malformed') {
        this.malformed.add('DNS message');
        this.messages[side] = MAX_MESSAGES;
      }
      at = end;
    }
    return at - start;
  }
}
