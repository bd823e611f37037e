/** What Suricata's events say beside flows: names, certificates, leases, requests, alerts. */
import { ADDRESS_BYTES, isIpv4 } from '../../model/address.js';
import { FactKind, type FactText } from '../../model/fact-batch.js';
import type { FactBuilder } from '../../model/fact-builder.js';
import { readMac } from '../text/address.js';
import { TextCache } from '../text/cache.js';
import { JsonKind, type JsonScanner } from '../text/json-scanner.js';
import { addressAt, numberAt, structureAt, timeAt, wholeAt } from '../text/json-values.js';
import { Answer, DnsAnswers } from './dns-answers.js';
import { FactTexts } from './fact-texts.js';
import { Eve } from './fields.js';
import { flowIdEnd } from './flow-event.js';

const LONGEST_WORD = 16;
const LONGEST_METHOD = 32;
const LONGEST_FINGERPRINT = 64;
const LONGEST_HASH = 128;
/** Beyond what a fact holds, which is cut there. */
const LONGEST_ANSWER = 4096;
const DNS_PORT = 53;
/** Response codes by name (IANA "DNS RCODEs"). */
const RESPONSE_CODES =
  'NOERROR FORMERR SERVFAIL NXDOMAIN NOTIMP REFUSED YXDOMAIN YXRRSET NXRRSET NOTAUTH NOTZONE'.split(' ');
const encoder = new TextEncoder();

type Reader = (facts: FactEvents) => boolean;

/** The event types that hold facts; each reader says whether it added one. */
const READERS: ReadonlyMap<string, Reader> = new Map([
  ['dns', (facts: FactEvents) => facts.dns()],
  ['tls', (facts: FactEvents) => facts.tls()],
  ['http', (facts: FactEvents) => facts.http()],
  ['dhcp', (facts: FactEvents) => facts.dhcp()],
  ['alert', (facts: FactEvents) => facts.alert()],
  ['arp', (facts: FactEvents) => facts.arp()],
]);

export class FactEvents {
  private readonly scanner: JsonScanner;
  private readonly facts: FactBuilder;
  private readonly flushFull: () => void;
  private readonly texts: FactTexts;
  private readonly answers: DnsAnswers;
  private readonly words = new TextCache((text) => text);
  private line = 0;
  private time = 0;

  /** @param flushFull empties the builder; called before a row when it is full */
  constructor(scanner: JsonScanner, facts: FactBuilder, flushFull: () => void) {
    this.scanner = scanner;
    this.facts = facts;
    this.flushFull = flushFull;
    this.texts = new FactTexts(facts);
    this.answers = new DnsAnswers(scanner);
  }

  /** Null for types without facts; else why the event gave none, or '' when it gave some. */
  read(eventType: string, lineNumber: number): 'bad-time' | 'bad-facts' | '' | null {
    const reader = READERS.get(eventType);
    if (reader === undefined) return null;
    this.line = lineNumber;
    this.time = timeAt(this.scanner, Eve.timestamp);
    if (Number.isNaN(this.time)) return 'bad-time';
    return reader(this) ? '' : 'bad-facts';
  }

  /** A row about `subject` with the other party as peer; -1 when the subject is no address. */
  private row(kind: FactKind, subject: number, peer: number, peerPort: number): number {
    if (this.facts.full) this.flushFull();
    const { scanner, facts } = this;
    const { address, peer: other } = facts.columns;
    const place = facts.length * ADDRESS_BYTES;
    if (!addressAt(scanner, subject, address, place)) {
      address.fill(0, place, place + ADDRESS_BYTES);
      return -1;
    }
    const row = facts.add(kind, this.line, this.time);
    if (!addressAt(scanner, peer, other, place)) other.fill(0, place, place + ADDRESS_BYTES);
    const port = wholeAt(scanner, peerPort, 65_535);
    if (port >= 0) facts.columns.peerPort[row] = port;
    const from = scanner.from[Eve.flowId]!;
    const to = flowIdEnd(scanner);
    if (to > from) this.texts.span('uid', row, scanner.bytes, from, to);
    return row;
  }

  private text(column: FactText, row: number, slot: number, limit?: number): void {
    this.texts.slot(column, row, this.scanner, slot, limit);
  }

  /** A string of at most 16 bytes that repeats; '' when there is none. */
  private word(scanner: JsonScanner, slot: number): string {
    if (scanner.kind[slot] !== JsonKind.string || scanner.escaped[slot] === 1)
      return scanner.text(slot, LONGEST_WORD);
    const from = scanner.from[slot]!;
    return this.words.read(scanner.bytes, from, Math.min(scanner.to[slot]!, from + LONGEST_WORD));
  }

  dns(): boolean {
    const { scanner, facts } = this;
    const fromServer = wholeAt(scanner, Eve.sourcePort, 65_535) === DNS_PORT;
    const flipped = fromServer && wholeAt(scanner, Eve.destinationPort, 65_535) !== DNS_PORT;
    const [client, server, port] = flipped
      ? [Eve.destination, Eve.source, Eve.sourcePort]
      : [Eve.source, Eve.destination, Eve.destinationPort];
    const kind = this.word(scanner, Eve.dnsType);
    const isQuery = kind === 'query' || kind === 'request';
    if (!isQuery && kind !== 'answer' && kind !== 'response') return false;
    const row = this.row(isQuery ? FactKind.dnsQuery : FactKind.dnsAnswer, client, server, port);
    if (row < 0) return false;
    this.question(row);
    if (isQuery) facts.columns.number[row] = wholeAt(scanner, Eve.dnsId, 65_535) || 0;
    else {
      facts.columns.number[row] = Math.max(0, RESPONSE_CODES.indexOf(this.word(scanner, Eve.dnsCode)));
      this.dnsAnswers(row, () => this.row(FactKind.dnsAddress, client, server, port));
    }
    return true;
  }

  private dnsAnswers(row: number, addRow: () => number): void {
    const { answers, texts, facts } = this;
    let count = 0;
    answers.start();
    while (answers.next()) {
      const { scanner } = answers;
      if (count++ === 0) texts.slot('value', row, scanner, Answer.data, LONGEST_ANSWER);
      const type = this.word(scanner, Answer.type);
      if (type !== 'A' && type !== 'AAAA') continue;
      const address = addRow();
      if (scanner.text(Answer.name, 1) !== '')
        texts.slot('name', address, scanner, Answer.name, LONGEST_ANSWER);
      else this.question(address);
      texts.slot('value', address, scanner, Answer.data, LONGEST_ANSWER);
      facts.text('text', address, type);
      const isNumber = scanner.kind[Answer.ttl] === JsonKind.number;
      facts.columns.number[address] = isNumber ? timeToLive(numberAt(scanner, Answer.ttl)) : 0;
    }
    if (count === 0) this.dnsRecord(row, addRow);
  }

  /** Version 1: an event for each record. */
  private dnsRecord(row: number, addRow: () => number): void {
    const { scanner, facts } = this;
    this.text('value', row, Eve.dnsData);
    const type = this.word(scanner, Eve.dnsRecordType);
    if (scanner.text(Eve.dnsData, 1) === '' || (type !== 'A' && type !== 'AAAA')) return;
    const address = addRow();
    this.question(address);
    this.text('value', address, Eve.dnsData);
    facts.text('text', address, type);
    facts.columns.number[address] = timeToLive(numberAt(scanner, Eve.dnsTtl));
  }

  /** Version 3 has a list of questions, of which there is one in practice (RFC 9619). */
  private question(row: number): void {
    const listed = list(structureAt(this.scanner, Eve.dnsQueries))[0];
    if (listed === undefined) {
      this.text('name', row, Eve.dnsName);
      this.text('text', row, Eve.dnsRecordType, LONGEST_WORD);
    } else {
      this.facts.text('name', row, textOf(listed['rrname']));
      this.facts.text('text', row, textOf(listed['rrtype']));
    }
  }

  tls(): boolean {
    const { scanner, facts } = this;
    const client = this.row(FactKind.tlsClient, Eve.source, Eve.destination, Eve.destinationPort);
    if (client < 0) return false;
    this.text('name', client, Eve.tlsName);
    const hasJa4 = scanner.text(Eve.tlsJa4, 1) !== '';
    this.text('value', client, hasJa4 ? Eve.tlsJa4 : Eve.tlsJa3, LONGEST_FINGERPRINT);
    this.text('text', client, Eve.tlsVersion);
    if (scanner.text(Eve.tlsFingerprint, 1) === '' && scanner.text(Eve.tlsSubject, 1) === '') return true;
    const certificate = this.row(FactKind.tlsCertificate, Eve.destination, Eve.source, Eve.sourcePort);
    if (certificate < 0) return true;
    this.text('name', certificate, Eve.tlsSubject);
    this.texts.withoutColons('value', certificate, scanner, Eve.tlsFingerprint, LONGEST_HASH);
    this.text('text', certificate, Eve.tlsIssuer);
    facts.columns.number[certificate] = timeAt(scanner, Eve.tlsNotAfter) || 0;
    return true;
  }

  http(): boolean {
    const { scanner, facts } = this;
    const row = this.row(FactKind.httpRequest, Eve.source, Eve.destination, Eve.destinationPort);
    if (row < 0) return false;
    this.text('name', row, Eve.httpHost);
    this.text('value', row, Eve.httpTarget);
    this.texts.pair('text', row, scanner, Eve.httpMethod, LONGEST_METHOD, Eve.httpAgent);
    facts.columns.number[row] = wholeAt(scanner, Eve.httpStatus, 999) || 0;
    return true;
  }

  dhcp(): boolean {
    const { scanner, facts } = this;
    const request = scanner.text(Eve.dhcpType, 16) === 'request';
    const kind = request ? FactKind.dhcpRequest : FactKind.dhcpOffer;
    const server = request ? Eve.destination : Eve.source;
    const row = this.row(kind, server, server, request ? Eve.destinationPort : Eve.sourcePort);
    if (row < 0) return false;
    const { address, mac, number } = facts.columns;
    const given = request ? [Eve.dhcpRequested, Eve.dhcpClient] : [Eve.dhcpAssigned, Eve.dhcpClient];
    if (!given.some((slot) => addressAt(scanner, slot, address, row * 16))) {
      address.fill(0, row * 16, row * 16 + 16);
    }
    const text = encoder.encode(scanner.text(Eve.dhcpMac, 32));
    readMac(text, 0, text.length, mac, row * 6);
    this.text('text', row, Eve.dhcpMessage);
    if (request) {
      this.text('name', row, Eve.dhcpHostname);
      facts.text('value', row, words(structureAt(scanner, Eve.dhcpParameters)));
    } else {
      const offered = [
        ['router', words(structureAt(scanner, Eve.dhcpRouters))],
        ['resolver', words(structureAt(scanner, Eve.dhcpResolvers))],
      ].filter(([, said]) => said !== '');
      facts.text('value', row, offered.map(([what, said]) => `${what} ${said}`).join('; '));
      number[row] = wholeAt(scanner, Eve.dhcpLease, 0xffff_ffff) || 0;
    }
    return true;
  }

  alert(): boolean {
    const { scanner, facts } = this;
    const row = this.row(FactKind.sensorAlert, Eve.source, Eve.destination, Eve.destinationPort);
    if (row < 0) return false;
    this.text('name', row, Eve.signature);
    this.text('value', row, Eve.category);
    const id = Eve.signatureId;
    // A whole number is written as it stands.
    if (scanner.kind[id] === JsonKind.number && scanner.whole[id]! > 0)
      facts.ascii('text', row, scanner.bytes, scanner.from[id]!, scanner.to[id]!);
    else facts.text('text', row, `${numberAt(scanner, id) || ''}`);
    facts.columns.number[row] = wholeAt(scanner, Eve.severity, 255) || 0;
    return true;
  }

  arp(): boolean {
    const { scanner, facts } = this;
    const row = this.row(FactKind.arpBinding, Eve.arpSource, Eve.arpTarget, Eve.destinationPort);
    if (row < 0) return false;
    const text = encoder.encode(scanner.text(Eve.arpSourceMac, 32));
    readMac(text, 0, text.length, facts.columns.mac, row * 6);
    const { address, peer } = facts.columns;
    let gratuitous = isIpv4(address, row * 16);
    for (let i = 0; i < 16; i++) if (address[row * 16 + i] !== peer[row * 16 + i]) gratuitous = false;
    facts.text('text', row, gratuitous ? 'gratuitous' : scanner.text(Eve.arpOperation, 16));
    return true;
  }
}

function list(built: unknown): readonly Readonly<Record<string, unknown>>[] {
  if (!Array.isArray(built)) return [];
  return built.filter((each): each is Record<string, unknown> => typeof each === 'object' && each !== null);
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function words(built: unknown): string {
  return Array.isArray(built) ? built.filter((each) => typeof each === 'string').join(',') : '';
}

/** Seconds; 0 for what is none. */
function timeToLive(value: unknown): number {
  return typeof value === 'number' && value >= 0 && value <= 0xffff_ffff ? value : 0;
}
