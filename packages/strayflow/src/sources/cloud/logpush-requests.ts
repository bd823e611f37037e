/** Logpush `http_requests`: each request as a flow from its client, and as facts. */
import { ADDRESS_BYTES } from '../../model/address.js';
import { FactKind } from '../../model/fact-batch.js';
import type { FactBuilder } from '../../model/fact-builder.js';
import { ConnectionState } from '../../model/flow-batch.js';
import { type FlowDraft, Value } from '../record/flow-draft.js';
import { Protocol } from '../record/protocol-names.js';
import type { UnusableCells } from '../record/unusable-cells.js';
import type { JsonScanner } from '../text/json-scanner.js';
import { addressAt, countedWholeAt, wholeAt } from '../text/json-values.js';
import { Field, type LogpushField } from './logpush-fields.js';
import { faultOf, type LogpushFault, logpushTime } from './logpush-record.js';

const LONGEST_ID = 64;

export class LogpushRequests {
  private readonly scanner: JsonScanner;
  private readonly draft: FlowDraft;
  private readonly facts: FactBuilder;
  private readonly unusable: UnusableCells;
  private readonly client = new Uint8Array(ADDRESS_BYTES);
  private readonly origin = new Uint8Array(ADDRESS_BYTES);
  /** Requests of which the log names no origin. */
  withoutOrigin: number;

  /** @param facts has room for two rows at every `read` */
  constructor(
    scanner: JsonScanner,
    draft: FlowDraft,
    facts: FactBuilder,
    unusable: UnusableCells,
    withoutOrigin: number,
  ) {
    this.scanner = scanner;
    this.draft = draft;
    this.facts = facts;
    this.unusable = unusable;
    this.withoutOrigin = withoutOrigin;
  }

  read(recordNumber: number): LogpushFault | null {
    const { scanner, draft } = this;
    if (!addressAt(scanner, Field.ClientIP, this.client, 0))
      return faultOf(scanner, 'bad-source', 'ClientIP');
    const said = logpushTime(scanner, 'EdgeStartTimestamp');
    const end = logpushTime(scanner, 'EdgeEndTimestamp');
    const start = Number.isNaN(said) ? end : said;
    if (Number.isNaN(start)) return faultOf(scanner, 'bad-time', 'EdgeStartTimestamp');
    // The edge's own address, to which the client connects, is not logged.
    if (!addressAt(scanner, Field.OriginIP, this.origin, 0)) {
      this.origin.fill(0);
      this.withoutOrigin++;
    }
    draft.source.set(this.client, draft.addressOffset);
    draft.destination.set(this.origin, draft.addressOffset);
    this.readValues(start, end);
    const port = draft.values[Value.destinationPort]!;
    const id = scanner.text(Field.RayID, LONGEST_ID);
    draft.text('uid', id);
    draft.text('service', 'http');
    draft.commit(recordNumber, end >= start ? end : start);
    this.tell(recordNumber, start, port, id);
    return null;
  }

  private whole(field: LogpushField, largest: number): number {
    return countedWholeAt(this.scanner, Field[field], largest, this.unusable, field);
  }

  private readValues(start: number, end: number): void {
    const { values } = this.draft;
    values[Value.time] = start;
    values[Value.durationMs] = end >= start ? end - start : Number.NaN;
    values[Value.sourcePort] = this.whole('ClientSrcPort', 65_535);
    values[Value.destinationPort] = this.portAsked();
    values[Value.protocol] = this.protocol();
    values[Value.bytesSent] = this.whole('ClientRequestBytes', Number.MAX_SAFE_INTEGER);
    values[Value.bytesReceived] = this.whole('EdgeResponseBytes', Number.MAX_SAFE_INTEGER);
    // A request that was answered needed a connection.
    if (this.whole('EdgeResponseStatus', 999) > 0) values[Value.state] = ConnectionState.SF;
  }

  /** HTTP/3 is carried by UDP (RFC 9114 section 3), all before it by TCP. */
  private protocol(): number {
    const version = this.scanner.text(Field.ClientRequestProtocol, 16);
    if (version === '') return Number.NaN;
    return version.startsWith('HTTP/3') ? Protocol.udp : Protocol.tcp;
  }

  /** The host field names a port that is not its scheme's (RFC 9110 section 7.2). */
  private portAsked(): number {
    const { scanner } = this;
    const said = /:(\d{1,5})$/.exec(scanner.text(Field.ClientRequestHost, 300))?.[1];
    if (said !== undefined && Number(said) <= 65_535) return Number(said);
    const scheme = scanner.text(Field.ClientRequestScheme, 8);
    if (scheme === 'https') return 443;
    if (scheme === 'http') return 80;
    const tls = scanner.text(Field.ClientSSLProtocol, 16);
    return tls === '' ? Number.NaN : tls === 'none' ? 80 : 443;
  }

  private tell(recordNumber: number, time: number, port: number, id: string): void {
    const { scanner, facts } = this;
    const request = this.fact(FactKind.httpRequest, recordNumber, time, port, id);
    const target = scanner.text(Field.ClientRequestURI) || scanner.text(Field.ClientRequestPath);
    facts.text('name', request, scanner.text(Field.ClientRequestHost));
    facts.text('value', request, target);
    const agent = scanner.text(Field.ClientRequestUserAgent);
    facts.text('text', request, `${scanner.text(Field.ClientRequestMethod, 32)} ${agent}`.trim());
    facts.columns.number[request] = wholeAt(scanner, Field.EdgeResponseStatus, 999) || 0;
    const fingerprint = scanner.text(Field.JA4, 64) || scanner.text(Field.JA3Hash, 64);
    if (fingerprint === '') return;
    const client = this.fact(FactKind.tlsClient, recordNumber, time, port, id);
    facts.text('value', client, fingerprint);
    facts.text('text', client, scanner.text(Field.ClientSSLProtocol, 16));
  }

  private fact(kind: FactKind, recordNumber: number, time: number, port: number, id: string): number {
    const { facts } = this;
    const row = facts.add(kind, recordNumber, time);
    facts.columns.address.set(this.client, row * ADDRESS_BYTES);
    facts.columns.peer.set(this.origin, row * ADDRESS_BYTES);
    facts.columns.peerPort[row] = port || 0;
    facts.text('uid', row, id);
    return row;
  }
}
