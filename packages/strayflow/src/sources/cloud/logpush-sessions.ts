/** Logpush `zero_trust_network_sessions`: sessions of known users through Cloudflare's gateway. */
import { ADDRESS_BYTES } from '../../model/address.js';
import { FactKind } from '../../model/fact-batch.js';
import type { FactBuilder } from '../../model/fact-builder.js';
import { ConnectionState } from '../../model/flow-batch.js';
import { stateOfCounters } from '../record/connection-state.js';
import { type FlowDraft, Value } from '../record/flow-draft.js';
import { Protocol, protocolNumber } from '../record/protocol-names.js';
import type { UnusableCells } from '../record/unusable-cells.js';
import type { JsonScanner } from '../text/json-scanner.js';
import { addressAt, countedWholeAt } from '../text/json-values.js';
import { Field, type LogpushField } from './logpush-fields.js';
import { faultOf, type LogpushFault, logpushTime } from './logpush-record.js';

const LONGEST_TEXT = 256;

/** States by why the connection was closed; it is made between client and gateway, and then to the origin. */
const CLOSED: Readonly<Record<string, ConnectionState>> = {
  CLIENT_CLOSED: ConnectionState.SF,
  ORIGIN_CLOSED: ConnectionState.SF,
  CLIENT_IDLE_TIMEOUT: ConnectionState.S1,
  ORIGIN_UNREACHABLE: ConnectionState.S0,
  ORIGIN_UNROUTABLE: ConnectionState.S0,
  PROXY_CONN_REFUSED: ConnectionState.REJ,
};

export class LogpushSessions {
  private readonly scanner: JsonScanner;
  private readonly draft: FlowDraft;
  private readonly facts: FactBuilder;
  private readonly unusable: UnusableCells;

  /** @param facts has room for a row at every `read` */
  constructor(scanner: JsonScanner, draft: FlowDraft, facts: FactBuilder, unusable: UnusableCells) {
    this.scanner = scanner;
    this.draft = draft;
    this.facts = facts;
    this.unusable = unusable;
  }

  private whole(field: LogpushField, largest: number): number {
    return countedWholeAt(this.scanner, Field[field], largest, this.unusable, field);
  }

  read(recordNumber: number): LogpushFault | null {
    const { scanner, draft } = this;
    const source = new Uint8Array(ADDRESS_BYTES);
    const destination = new Uint8Array(ADDRESS_BYTES);
    if (!addressAt(scanner, Field.SourceIP, source, 0)) return faultOf(scanner, 'bad-source', 'SourceIP');
    if (!addressAt(scanner, Field.OriginIP, destination, 0)) {
      return faultOf(scanner, 'bad-destination', 'OriginIP');
    }
    const said = logpushTime(scanner, 'SessionStartTime');
    const end = logpushTime(scanner, 'SessionEndTime');
    const start = Number.isNaN(said) ? end : said;
    if (Number.isNaN(start)) return faultOf(scanner, 'bad-time', 'SessionStartTime');
    draft.source.set(source, draft.addressOffset);
    draft.destination.set(destination, draft.addressOffset);
    const { values } = draft;
    values[Value.time] = start;
    values[Value.durationMs] = end >= start ? end - start : Number.NaN;
    values[Value.sourcePort] = this.whole('SourcePort', 65_535);
    values[Value.destinationPort] = this.whole('OriginPort', 65_535);
    values[Value.protocol] = protocolNumber(scanner.text(Field.Protocol, 16));
    values[Value.bytesSent] = this.whole('BytesSent', Number.MAX_SAFE_INTEGER);
    values[Value.bytesReceived] = this.whole('BytesReceived', Number.MAX_SAFE_INTEGER);
    values[Value.state] = this.state();
    this.tell(recordNumber, start, source, destination);
    draft.text('service', scanner.text(Field.DetectedProtocol, 64).toLowerCase());
    draft.text('uid', scanner.text(Field.SessionID, 64));
    draft.text(
      'identity',
      scanner.text(Field.Email, LONGEST_TEXT) || scanner.text(Field.UserID, LONGEST_TEXT),
    );
    draft.commit(recordNumber, end >= start ? end : start);
    return null;
  }

  private state(): number {
    const { values } = this.draft;
    const protocol = values[Value.protocol]!;
    const reason = this.scanner.text(Field.ConnectionCloseReason, 48);
    if (protocol === Protocol.tcp) return Object.hasOwn(CLOSED, reason) ? CLOSED[reason]! : Number.NaN;
    const spoke = (bytes: number) => Math.sign(bytes);
    return stateOfCounters(protocol, {
      sent: spoke(values[Value.bytesSent]!),
      received: spoke(values[Value.bytesReceived]!),
    });
  }

  /** The name that the client asked the origin for. */
  private tell(recordNumber: number, time: number, source: Uint8Array, destination: Uint8Array): void {
    const { scanner, facts, draft } = this;
    const name = scanner.text(Field.SNI);
    if (name === '') return;
    const row = facts.add(FactKind.tlsClient, recordNumber, time);
    facts.columns.address.set(source, row * ADDRESS_BYTES);
    facts.columns.peer.set(destination, row * ADDRESS_BYTES);
    facts.columns.peerPort[row] = draft.values[Value.destinationPort]! || 0;
    facts.text('name', row, name);
    facts.text('text', row, scanner.text(Field.ClientTLSVersion, 16));
    facts.text('uid', row, scanner.text(Field.SessionID, 64));
  }
}
