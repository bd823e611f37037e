/**
 * Logins of one SSH connection: walks the client's part of the key exchange, which is in clear (RFC 4253), and tells
 * outcomes from what is encrypted after it by size alone. Segments that are missing or out of order end the reading.
 */
import { FactKind } from '../../../model/fact-batch.js';
import { u32 } from '../bytes.js';
import { type ContentFacts, End } from './content-facts.js';
import { openSshLogin, type SshLogin, serverSent } from './ssh-outcomes.js';
import type { Side } from './stream.js';
import { lineEnd, lineText, startsWith } from './text.js';

/** RFC 4253, section 4.2: 255 characters with the end of the line. */
const MAX_BANNER_BYTES = 255;
/** Length of the packet and of its padding, and the message's number. */
const HEAD_BYTES = 6;
/** Of a packet (RFC 4253, section 6.1), and the least with its padding. */
const MAX_PACKET_BYTES = 35_000;
const MIN_PACKET_BYTES = 12;
const NEWKEYS = 21;
/** Messages that only the server sends in the key exchange (RFC 4253, 4419, 5656). */
const SERVER_MESSAGES: ReadonlySet<number> = new Set([31, 33]);
/**
 * Failures are told as soon as so many are known that were not told: a person who mistypes twice has not failed. Who pads is
 * counted less exactly, and OpenSSH lets a person try three times.
 */
const PORTION = 3;
const PORTION_OF_PADDED = 4;
/** Fewer by a connection that ends may have been refusals of other methods. */
const LEAST_AT_END = 2;

export interface SshLoginsState {
  /** Sequence numbers that are expected, by side; null before the side's first segment. */
  readonly next: readonly [number | null, number | null];
  /** As the client names itself; empty before that. */
  readonly software: string;
  /** Bytes of a clear packet of the client that are to come. */
  readonly skip: number;
  /** From the client's NEWKEYS on. */
  readonly login: SshLogin | null;
  /** Failures that were told. */
  readonly told: number;
  readonly isDone: boolean;
}

export class SshLogins {
  isDone: boolean;
  private readonly facts: ContentFacts;
  private readonly client: Side;
  private readonly next: [number | null, number | null];
  private software: string;
  private skip: number;
  private login: SshLogin | null;
  private told: number;

  constructor(facts: ContentFacts, client: Side, state?: SshLoginsState) {
    this.facts = facts;
    this.client = client;
    this.next = [state?.next[0] ?? null, state?.next[1] ?? null];
    this.software = state?.software ?? '';
    this.skip = state?.skip ?? 0;
    this.login = state?.login ? { ...state.login } : null;
    this.told = state?.told ?? 0;
    this.isDone = state?.isDone ?? false;
  }

  get state(): SshLoginsState {
    const { next, software, skip, login, told, isDone } = this;
    return { next, software, skip, login, told, isDone };
  }

  /** A segment of `wireBytes`, of which `bytes[at, to)` were captured; the facts' sender is `side`. */
  add(side: Side, sequence: number, bytes: Uint8Array, at: number, to: number, wireBytes: number): void {
    if (this.isDone) return;
    const ahead = (sequence - (this.next[side] ?? sequence)) | 0;
    if (ahead > 0) this.isDone = true;
    if (this.isDone || -ahead >= wireBytes) return;
    this.next[side] = (sequence + wireBytes) | 0;
    const from = at - ahead;
    if (side === this.client) this.sentByClient(bytes, from, to, wireBytes + ahead);
    else if (this.login !== null) this.sentByServer(this.login, side, wireBytes + ahead);
  }

  /** The flow has ended, or the reading of it. */
  end(side: Side): void {
    const { login } = this;
    if (login === null || this.isDone) return;
    const more = login.failures - this.told;
    if (more >= LEAST_AT_END || (more > 0 && this.told > 0)) this.tell(side, 'failure', more);
    this.isDone = true;
  }

  private sentByClient(bytes: Uint8Array, from: number, to: number, length: number): void {
    if (this.login !== null) {
      this.login.request += length;
      return;
    }
    let at = from;
    if (this.software === '') {
      at = this.banner(bytes, from, to);
      if (at < 0) {
        this.isDone = true;
        return;
      }
    }
    this.walk(bytes, at, to, from + length);
  }

  /** Returns where the line has ended, -1 where it is none of SSH 2, or not whole. */
  private banner(bytes: Uint8Array, at: number, to: number): number {
    if (!startsWith(bytes, at, to, 'SSH-2.0-')) return -1;
    const feed = lineEnd(bytes, at, Math.min(to, at + MAX_BANNER_BYTES));
    this.software = lineText(bytes, at, feed);
    return feed < 0 ? -1 : feed + 1;
  }

  /** Clear packets from `at` on; what is behind `to`, up to `end`, was not captured. */
  private walk(bytes: Uint8Array, at: number, to: number, end: number): void {
    for (;;) {
      const skipped = Math.min(this.skip, end - at);
      this.skip -= skipped;
      const head = at + skipped;
      if (head === end) return;
      const length = head + HEAD_BYTES <= to ? u32(bytes, head) : 0;
      if (length < MIN_PACKET_BYTES || length > MAX_PACKET_BYTES) {
        this.isDone = true;
        return;
      }
      const message = bytes[head + HEAD_BYTES - 1]!;
      if (SERVER_MESSAGES.has(message)) this.isDone = true;
      at = head;
      this.skip = 4 + length;
      if (message !== NEWKEYS) continue;
      this.login = openSshLogin(this.software.startsWith('SSH-2.0-OpenSSH'));
      this.login.request = Math.max(0, end - head - this.skip);
      if (head + this.skip > end) this.isDone = true;
      return;
    }
  }

  private sentByServer(login: SshLogin, side: Side, length: number): void {
    serverSent(login, length);
    const more = login.failures - this.told;
    if (login.succeeded) this.tell(side, 'success', Math.max(0, more) + 1);
    else if (more >= (login.isPadding ? PORTION_OF_PADDED : PORTION)) {
      this.told = login.failures;
      this.tell(side, 'failure', more);
    }
    // Where it is over without success, it can no longer be followed.
    if (login.isOver) this.isDone = true;
  }

  private tell(side: Side, outcome: 'success' | 'failure', attempts: number): void {
    const { facts } = this;
    const row = facts.add(FactKind.login, side === this.client ? End.sender : End.receiver);
    facts.text('value', row, this.software);
    facts.text('text', row, outcome);
    facts.columns.number[row] = attempts;
  }
}
