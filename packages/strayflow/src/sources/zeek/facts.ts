/** The logs beside conn.log as facts. */
import { isIpv4 } from '../../model/address.js';
import { FactKind } from '../../model/fact-batch.js';
import type { FactBuilder } from '../../model/fact-builder.js';
import { LATEST_TIME } from '../record/latest-time.js';
import { readAddress } from '../text/address.js';
import { type Certificates, tellCertificate, tellTls } from './certificates.js';
import { FactRows, NOBODY } from './fact-rows.js';
import { Zeek } from './fields.js';
import { LOGIN_LOGS, tellHttpLogin, tellLogin } from './logins.js';
import { secondsAt, type ZeekRecord } from './record.js';
import type { Refusal } from './refusal.js';

/** Tells the facts of a record; null when it told some. */
type Teller = (rows: FactRows) => Refusal | null;

const encoder = new TextEncoder();

const TELLERS: ReadonlyMap<string, Teller> = new Map<string, Teller>([
  ['dns', tellDns],
  ['http', tellHttp],
  ['dhcp', tellDhcp],
  ['notice', tellNotice],
  ['arp', tellArp],
]);

export class ZeekFacts {
  private readonly rows: FactRows;
  private readonly certificates: Certificates;

  constructor(builder: FactBuilder, flushFull: () => void, certificates: Certificates) {
    this.rows = new FactRows(builder, flushFull);
    this.certificates = certificates;
  }

  /** Whether records of the log are read at all. */
  reads(log: string): boolean {
    return TELLERS.has(log) || LOGIN_LOGS.has(log) || log === 'ssl' || log === 'x509';
  }

  /** Null when facts were told. The log is one that `reads`. */
  read(log: string, record: ZeekRecord, recordNumber: number): Refusal | null {
    const { rows, certificates } = this;
    const refusal = rows.begin(record, recordNumber);
    if (refusal !== null) return refusal;
    if (log === 'ssl') return tellTls(rows, certificates);
    if (log === 'x509') return tellCertificate(rows, certificates);
    const teller = TELLERS.get(log);
    return teller === undefined ? tellLogin(rows, log) : teller(rows);
  }
}

/** One record holds the question and what was answered; an unanswered one has neither code nor answers. */
function tellDns(rows: FactRows): Refusal | null {
  const refusal = rows.readParties();
  if (refusal !== null) return refusal;
  const { client, server, record } = rows;
  const name = rows.said(Zeek.query);
  const type = rows.said(Zeek.queryTypeName);
  const asked = rows.add(FactKind.dnsQuery, client, server);
  rows.text('name', asked, name);
  rows.text('text', asked, type);
  rows.number(asked, rows.numberAt(Zeek.transaction));
  const answers = record.list(Zeek.answers);
  const code = rows.numberAt(Zeek.responseCode);
  if (answers.length === 0 && Number.isNaN(code)) return null;
  const answered = rows.time + secondsAt(record, Zeek.roundTrip);
  // Where it is not known, or beyond all dates, the answer stands with its question.
  const time = answered >= rows.time && answered <= LATEST_TIME ? answered : rows.time;
  const answer = rows.add(FactKind.dnsAnswer, client, server, time);
  rows.text('name', answer, name);
  rows.text('value', answer, answers[0] ?? '');
  rows.text('text', answer, type);
  rows.number(answer, code);
  const timesToLive = record.list(Zeek.timesToLive);
  const bytes = new Uint8Array(16);
  answers.forEach((data, i) => {
    const text = encoder.encode(data);
    if (!readAddress(text, 0, text.length, bytes, 0)) return;
    const row = rows.add(FactKind.dnsAddress, client, server, time);
    rows.text('name', row, name);
    rows.text('value', row, data);
    rows.text('text', row, isIpv4(bytes, 0) ? 'A' : 'AAAA');
    rows.number(row, Number(timesToLive[i]));
  });
  return null;
}

function tellHttp(rows: FactRows): Refusal | null {
  const refusal = rows.readParties();
  if (refusal !== null) return refusal;
  const row = rows.add(FactKind.httpRequest, rows.client, rows.server);
  rows.text('name', row, rows.said(Zeek.host));
  rows.text('value', row, rows.said(Zeek.target));
  rows.text('text', row, `${rows.said(Zeek.method)} ${rows.said(Zeek.agent)}`.trim());
  rows.number(row, rows.numberAt(Zeek.statusCode));
  tellHttpLogin(rows);
  return null;
}

const SERVER_MESSAGES: ReadonlySet<string> = new Set(['OFFER', 'ACK', 'NAK']);

/** A record holds a whole exchange: what the client asked for, and what it was given. */
function tellDhcp(rows: FactRows): Refusal | null {
  const { record } = rows;
  const messages = record.list(Zeek.messageTypes);
  const fromServer = messages.filter((message) => SERVER_MESSAGES.has(message));
  const fromClient = messages.filter((message) => !SERVER_MESSAGES.has(message));
  const server = rows.party(Zeek.serverAddress, Zeek.destination);
  const given = rows.party(Zeek.assignedAddress, Zeek.assignedIp);
  const offered = fromServer.length > 0 || given !== NOBODY;
  if (fromClient.length > 0 || !offered) {
    const client = rows.party(Zeek.requestedAddress, Zeek.clientAddress, Zeek.source);
    const row = rows.add(FactKind.dhcpRequest, client, server);
    rows.mac(row, Zeek.mac);
    rows.text('name', row, rows.said(Zeek.hostName));
    rows.text('text', row, (fromClient.at(-1) ?? '').toLowerCase());
  }
  if (!offered) return null;
  const row = rows.add(FactKind.dhcpOffer, given, server);
  rows.mac(row, Zeek.mac);
  rows.text('name', row, rows.said(Zeek.domain));
  rows.text('text', row, (fromServer.at(-1) ?? '').toLowerCase());
  rows.number(row, rows.numberAt(Zeek.leaseTime));
  return null;
}

/** What Zeek's own scripts noticed. Notices about the sensor itself name no address. */
function tellNotice(rows: FactRows): Refusal | null {
  const source = rows.party(Zeek.noticeSource, Zeek.source);
  if (source === NOBODY) return { reason: 'zeek-notice about no address', slot: null };
  const found = rows.party(Zeek.noticeDestination, Zeek.destination);
  const port = rows.numberAt(Zeek.noticePort) || rows.numberAt(Zeek.destinationPort);
  const note = rows.said(Zeek.note);
  const row = rows.add(FactKind.sensorAlert, source, {
    address: found.address,
    port: port >= 0 && port <= 65_535 ? port : 0,
  });
  rows.text('name', row, rows.said(Zeek.message) || note);
  rows.text('value', row, note.split('::')[0]!);
  rows.text('text', row, note);
  return null;
}

/** arp.log of the scripts that Slips adds to Zeek. */
function tellArp(rows: FactRows): Refusal | null {
  const sender = rows.party(Zeek.senderAddress);
  if (sender === NOBODY) return { reason: 'bad-source', slot: Zeek.senderAddress };
  // RFC 5227: who asks without an address claims none.
  if (sender.address.subarray(12).every((byte) => byte === 0)) {
    return { reason: 'zeek-arp probe', slot: null };
  }
  const target = rows.party(Zeek.targetAddress);
  const row = rows.add(FactKind.arpBinding, sender, target);
  rows.mac(row, Zeek.senderMac);
  const gratuitous = sender.address.every((byte, i) => byte === target.address[i]);
  rows.text('text', row, gratuitous ? 'gratuitous' : rows.said(Zeek.operation));
  return null;
}
