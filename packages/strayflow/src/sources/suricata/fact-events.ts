/** What Suricata's events say beside flows: names, certificates, leases, requests, alerts. */
import { ADDRESS_BYTES, isIpv4 } from '../../model/address.js';
import { FACT_TEXT_LIMIT, FactKind, type FactText } from '../../model/fact-batch.js';
import type { FactBuilder } from '../../model/fact-builder.js';
import { readMac } from '../text/address.js';
import { JsonKind, type JsonScanner } from '../text/json-scanner.js';
import { addressAt, numberAt, structureAt, timeAt, wholeAt } from '../text/json-values.js';
import { isAscii } from '../text/short-text.js';
import { Eve } from './fields.js';
import { flowIdEnd } from './flow-event.js';

const MOST_ANSWERS = 32;
const DNS_PORT = 53;
/** Response codes by name (IANA "DNS RCODEs"). */
const RESPONSE_CODES =
  'NOERROR FORMERR SERVFAIL NXDOMAIN NOTIMP REFUSED YXDOMAIN YXRRSET NXRRSET NOTAUTH NOTZONE'.split(' ');
const encoder = new TextEncoder();
const decoder = new TextDecoder();

type Reader = (facts: FactEvents) => boolean;

/** The event types that hold facts; each reader says whether it added one. */
const READERS: Readonly<Record<string, Reader>> = {
  dns: (facts) => facts.dns(),
  tls: (facts) => facts.tls(),
  http: (facts) => facts.http(),
  dhcp: (facts) => facts.dhcp(),
  alert: (facts) => facts.alert(),
  arp: (facts) => facts.arp(),
};

export class FactEvents {
  private readonly scanner: JsonScanner;
  private readonly facts: FactBuilder;
  private readonly flushFull: () => void;
  private line = 0;
  private time = 0;

  /** @param flushFull empties the builder; called before a row when it is full */
  constructor(scanner: JsonScanner, facts: FactBuilder, flushFull: () => void) {
    this.scanner = scanner;
    this.facts = facts;
    this.flushFull = flushFull;
  }

  /** Null for types without facts; else why the event gave none, or '' when it gave some. */
  read(eventType: string, lineNumber: number): 'bad-time' | 'bad-facts' | '' | null {
    const reader = Object.hasOwn(READERS, eventType) ? READERS[eventType] : undefined;
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
    this.span('uid', row, from, flowIdEnd(scanner));
    return row;
  }

  private span(column: FactText, row: number, from: number, to: number): void {
    const { bytes } = this.scanner;
    if (isAscii(bytes, from, to)) this.facts.ascii(column, row, bytes, from, to);
    else this.facts.text(column, row, decoder.decode(bytes.subarray(from, to)));
  }

  private text(column: FactText, row: number, slot: number): void {
    const { scanner } = this;
    const from = scanner.from[slot]!;
    const to = scanner.to[slot]!;
    const isPlain = scanner.kind[slot] === JsonKind.string && scanner.escaped[slot] === 0;
    if (isPlain && to - from <= FACT_TEXT_LIMIT) this.span(column, row, from, to);
    else this.facts.text(column, row, scanner.text(slot));
  }

  dns(): boolean {
    const { scanner, facts } = this;
    const fromServer = wholeAt(scanner, Eve.sourcePort, 65_535) === DNS_PORT;
    const flipped = fromServer && wholeAt(scanner, Eve.destinationPort, 65_535) !== DNS_PORT;
    const [client, server, port] = flipped
      ? [Eve.destination, Eve.source, Eve.sourcePort]
      : [Eve.source, Eve.destination, Eve.destinationPort];
    const kind = scanner.text(Eve.dnsType, 16);
    const asked = this.question();
    if (kind === 'query' || kind === 'request') {
      const row = this.row(FactKind.dnsQuery, client, server, port);
      if (row < 0) return false;
      facts.text('name', row, asked.name);
      facts.text('text', row, asked.type);
      facts.columns.number[row] = wholeAt(scanner, Eve.dnsId, 65_535) || 0;
      return true;
    }
    if (kind !== 'answer' && kind !== 'response') return false;
    const answers = this.answers(asked.name);
    const row = this.row(FactKind.dnsAnswer, client, server, port);
    if (row < 0) return false;
    facts.text('name', row, asked.name);
    facts.text('text', row, asked.type);
    facts.text('value', row, answers[0]?.data ?? '');
    const code = RESPONSE_CODES.indexOf(scanner.text(Eve.dnsCode, 16));
    facts.columns.number[row] = Math.max(0, code);
    for (const { name, type, data, ttl } of answers) {
      if (type !== 'A' && type !== 'AAAA') continue;
      const address = this.row(FactKind.dnsAddress, client, server, port);
      facts.text('name', address, name);
      facts.text('value', address, data);
      facts.text('text', address, type);
      facts.columns.number[address] = ttl;
    }
    return true;
  }

  /** Version 3 has a list of questions, of which there is one in practice (RFC 9619). */
  private question(): { readonly name: string; readonly type: string } {
    const { scanner } = this;
    const listed = list(structureAt(scanner, Eve.dnsQueries))[0];
    if (listed !== undefined) return { name: textOf(listed['rrname']), type: textOf(listed['rrtype']) };
    return { name: scanner.text(Eve.dnsName), type: scanner.text(Eve.dnsRecordType, 16) };
  }

  private answers(asked: string): { name: string; type: string; data: string; ttl: number }[] {
    const { scanner } = this;
    const listed = list(structureAt(scanner, Eve.dnsAnswers)).slice(0, MOST_ANSWERS);
    if (listed.length > 0) {
      return listed.map((answer) => ({
        name: textOf(answer['rrname']) || asked,
        type: textOf(answer['rrtype']),
        data: textOf(answer['rdata']),
        ttl: timeToLive(answer['ttl']),
      }));
    }
    // Version 1: an event for each record.
    const data = scanner.text(Eve.dnsData);
    if (data === '') return [];
    return [
      {
        name: asked,
        type: scanner.text(Eve.dnsRecordType, 16),
        data,
        ttl: timeToLive(numberAt(scanner, Eve.dnsTtl)),
      },
    ];
  }

  tls(): boolean {
    const { scanner, facts } = this;
    const client = this.row(FactKind.tlsClient, Eve.source, Eve.destination, Eve.destinationPort);
    if (client < 0) return false;
    this.text('name', client, Eve.tlsName);
    facts.text('value', client, scanner.text(Eve.tlsJa4, 64) || scanner.text(Eve.tlsJa3, 64));
    this.text('text', client, Eve.tlsVersion);
    if (scanner.text(Eve.tlsFingerprint, 1) === '' && scanner.text(Eve.tlsSubject, 1) === '') return true;
    const certificate = this.row(FactKind.tlsCertificate, Eve.destination, Eve.source, Eve.sourcePort);
    if (certificate < 0) return true;
    this.text('name', certificate, Eve.tlsSubject);
    facts.text('value', certificate, scanner.text(Eve.tlsFingerprint, 128).replaceAll(':', ''));
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
    const agent = scanner.text(Eve.httpAgent);
    facts.text('text', row, `${scanner.text(Eve.httpMethod, 32)} ${agent}`.trim());
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
    facts.text('text', row, `${numberAt(scanner, Eve.signatureId) || ''}`);
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
