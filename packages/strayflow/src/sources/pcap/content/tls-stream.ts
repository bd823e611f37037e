/** The unencrypted part of a TLS connection: both hellos, and up to TLS 1.2 the server's certificate. */
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { FactKind } from '../../../model/fact-batch.js';
import { u16 } from '../bytes.js';
import { readCertificate } from './certificate.js';
import { type ContentFacts, End } from './content-facts.js';
import type { MalformedContents } from './malformed.js';
import { NO_BYTES, type Side, type StreamReader } from './stream.js';
import { textOf } from './text.js';
import type { Fingerprints } from './tls-fingerprint.js';
import { readHello, versionName } from './tls-hello.js';

const RecordType = { changeCipherSpec: 20, handshake: 22 } as const;
const Message = { clientHello: 1, serverHello: 2, certificate: 11, serverHelloDone: 14 } as const;
const RECORD_HEADER_BYTES = 5;
const MESSAGE_HEADER_BYTES = 4;
const MAX_RECORD_BYTES = 16_384 + 2048;
const MAX_MESSAGE_BYTES = 24_576;
const TLS_1_3 = 0x0304;

interface SideState {
  isDone: boolean;
  isAskedAgain: boolean;
  /** The beginning of a message that goes on in the next record. */
  rest: Uint8Array;
}

export interface TlsState {
  readonly sides: readonly [SideState, SideState];
}

export class TlsStream implements StreamReader {
  readonly mayJoinLate = false;
  private readonly facts: ContentFacts;
  private readonly fingerprints: Fingerprints;
  private readonly malformed: MalformedContents;
  private readonly sides: readonly [SideState, SideState];

  constructor(
    facts: ContentFacts,
    fingerprints: Fingerprints,
    malformed: MalformedContents,
    state?: TlsState,
  ) {
    this.facts = facts;
    this.fingerprints = fingerprints;
    this.malformed = malformed;
    this.sides = state?.sides ?? [newSide(), newSide()];
  }

  get state(): TlsState {
    return { sides: this.sides };
  }

  isDone(side: Side): boolean {
    return this.sides[side].isDone;
  }

  end(): void {}

  readCut(): void {}

  read(side: Side, bytes: Uint8Array, at: number, to: number): number {
    const state = this.sides[side];
    const start = at;
    while (!state.isDone && to - at >= RECORD_HEADER_BYTES) {
      const type = bytes[at]!;
      const length = u16(bytes, at + 3);
      const end = at + RECORD_HEADER_BYTES + length;
      if (type === RecordType.handshake && bytes[at + 1] === 3 && length <= MAX_RECORD_BYTES) {
        if (end > to) break;
        this.messages(state, bytes, at + RECORD_HEADER_BYTES, end);
      } else if (type !== RecordType.changeCipherSpec || !state.isAskedAgain) state.isDone = true;
      at = end;
    }
    return Math.min(at, to) - start;
  }

  /** The contents of one record: messages, the first and last of which may be in part in other records. */
  private messages(state: SideState, bytes: Uint8Array, at: number, to: number): void {
    if (state.rest.length > 0) {
      const joined = new Uint8Array(state.rest.length + to - at);
      joined.set(state.rest);
      joined.set(bytes.subarray(at, to), state.rest.length);
      bytes = joined;
      at = 0;
      to = joined.length;
    }
    while (!state.isDone && to - at >= MESSAGE_HEADER_BYTES) {
      const length = (bytes[at + 1]! << 16) | u16(bytes, at + 2);
      const body = at + MESSAGE_HEADER_BYTES;
      if (length > MAX_MESSAGE_BYTES) state.isDone = true;
      if (state.isDone || body + length > to) break;
      this.message(state, bytes[at]!, bytes, body, body + length);
      at = body + length;
    }
    state.rest = at === to ? NO_BYTES : bytes.slice(at, to);
    if (state.rest.length > MAX_MESSAGE_BYTES) state.isDone = true;
  }

  private message(state: SideState, type: number, bytes: Uint8Array, at: number, to: number): void {
    switch (type) {
      case Message.clientHello:
        this.clientHello(bytes, at, to);
        state.isDone = true;
        return;
      case Message.serverHello:
        this.serverHello(state, bytes, at, to);
        return;
      case Message.certificate:
        this.certificate(bytes, at, to);
        state.isDone = true;
        return;
      case Message.serverHelloDone:
        state.isDone = true;
        return;
    }
  }

  private clientHello(bytes: Uint8Array, at: number, to: number): void {
    const hello = readHello(bytes, at, to, true);
    if (hello === null) {
      this.malformed.add('TLS hello');
      return;
    }
    const { facts } = this;
    const row = facts.add(FactKind.tlsClient, End.sender);
    facts.text('name', row, hello.serverName);
    facts.text('value', row, this.fingerprints.ja4(hello));
    // Beyond its highest real version a client may offer ones that mean nothing (RFC 8701).
    const offered = hello.supportedVersions.filter((version) => version >>> 8 === 3);
    facts.text('text', row, versionName(offered.length > 0 ? Math.max(...offered) : hello.version));
  }

  private serverHello(state: SideState, bytes: Uint8Array, at: number, to: number): void {
    const hello = readHello(bytes, at, to, false);
    if (hello === null) {
      this.malformed.add('TLS hello');
      state.isDone = true;
      return;
    }
    state.isAskedAgain = hello.isRetry;
    if (hello.isRetry) return;
    const version = hello.supportedVersions[0] ?? hello.version;
    const { facts } = this;
    const row = facts.add(FactKind.tlsServer, End.sender);
    facts.text('name', row, textOf(hello.protocol, 0, hello.protocol.length));
    facts.text('value', row, this.fingerprints.ja3s(hello));
    facts.text('text', row, versionName(version));
    facts.columns.number[row] = hello.ciphers[0] ?? 0;
    // From here on everything is encrypted.
    if (version >= TLS_1_3) state.isDone = true;
  }

  private certificate(bytes: Uint8Array, at: number, to: number): void {
    const from = at + 6;
    const length = to >= from ? (bytes[at + 3]! << 16) | u16(bytes, at + 4) : -1;
    // A client that has none sends an empty list.
    if (length < 0 && to - at === 3) return;
    const certificate =
      length > 0 && from + length <= to ? readCertificate(bytes, from, from + length) : null;
    if (certificate === null) {
      this.malformed.add('certificate');
      return;
    }
    const { facts } = this;
    const row = facts.add(FactKind.tlsCertificate, End.sender);
    facts.text('name', row, certificate.subject);
    facts.text('value', row, bytesToHex(sha256(bytes.subarray(from, from + length))));
    facts.text('text', row, certificate.issuer);
    facts.columns.number[row] = certificate.notAfter;
  }
}

function newSide(): SideState {
  return { isDone: false, isAskedAgain: false, rest: NO_BYTES };
}
