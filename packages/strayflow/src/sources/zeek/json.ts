/** Zeek's JSON format: one object per line, with dotted, underscored or nested names. */
import { namedState } from '../record/connection-state.js';
import { type FlowDraft, Value } from '../record/flow-draft.js';
import { protocolNumber } from '../record/protocol-names.js';
import type { UnusableCells } from '../record/unusable-cells.js';
import { readAddress } from '../text/address.js';
import { printable } from '../text/printable.js';
import { readTime } from '../text/time.js';
import { type ConnectionFault, commitConnection } from './connection.js';
import { type ConnectionField, isConnectionLog, logOfFields, otherLog } from './fields.js';
import { readHistory } from './history.js';

export type JsonRecord = Readonly<Record<string, unknown>>;

const LONGEST_TEXT = 256;
const encoder = new TextEncoder();

/** The object that a line holds, or null. */
export function parseJsonRecord(line: string): JsonRecord | null {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as JsonRecord)
      : null;
  } catch {
    // Counted by the caller as "bad-json".
    return null;
  }
}

const DOTTED: Partial<Record<ConnectionField, string>> = {
  id_orig_h: 'id.orig_h',
  id_orig_p: 'id.orig_p',
  id_resp_h: 'id.resp_h',
  id_resp_p: 'id.resp_p',
};

function fieldOf(record: JsonRecord, field: string): unknown {
  const dotted = DOTTED[field as ConnectionField];
  const value = record[field] ?? (dotted === undefined ? undefined : record[dotted]);
  if (value !== undefined || dotted === undefined) return value;
  const id = record['id'];
  return typeof id === 'object' && id !== null ? (id as JsonRecord)[dotted.slice(3)] : undefined;
}

/** The log's own name for itself, as exporters add it. */
function pathOf(record: JsonRecord): string {
  const path = record['_path'] ?? record['@stream'];
  return typeof path === 'string' ? path : '';
}

/** Whether the object is a line of any Zeek log. */
export function isZeekRecord(record: JsonRecord): boolean {
  if (fieldOf(record, 'ts') === undefined) return false;
  const has = (field: string) => fieldOf(record, field) !== undefined;
  return pathOf(record) !== '' || has('uid') || has('id_orig_h') || logOfFields(has) !== '';
}

/** Null when it is a connection, else the reason under which it is counted. */
export function otherJsonLog(record: JsonRecord): string | null {
  const path = pathOf(record);
  const has = (field: string) => fieldOf(record, field) !== undefined;
  return isConnectionLog(path, has) ? null : otherLog(path === '' ? logOfFields(has) : path);
}

/** Microseconds are what Zeek measures in; a double of seconds is rounded to them. */
function timeOf(value: unknown): number {
  if (typeof value === 'number')
    return value >= 0 && value < 2.6e11 ? Math.round(value * 1e6) / 1e3 : Number.NaN;
  if (typeof value !== 'string') return Number.NaN;
  const bytes = encoder.encode(value);
  return readTime(bytes, 0, bytes.length, { kind: 'calendar', order: 'year-month-day' });
}

function isAddress(value: unknown, out: Uint8Array, offset: number): boolean {
  if (typeof value !== 'string') return false;
  const bytes = encoder.encode(value);
  return readAddress(bytes, 0, bytes.length, out, offset);
}

export class ZeekJson {
  private readonly draft: FlowDraft;
  private readonly unusable: UnusableCells;
  private detail = '';

  constructor(draft: FlowDraft, unusable: UnusableCells) {
    this.draft = draft;
    this.unusable = unusable;
  }

  /** A connection. Null when it is now a flow. */
  readRecord(record: JsonRecord, recordNumber: number): ConnectionFault | null {
    const { draft } = this;
    const fault = this.readKey(record);
    if (fault !== null) {
      draft.clear();
      return fault;
    }
    this.readNumbers(record);
    this.readTexts(record);
    const history = this.text(record, 'history');
    commitConnection(draft, recordNumber, history === '' ? null : readHistory(history));
    return null;
  }

  /** What was wrong with the last record, safe to show. */
  faultDetail(): string {
    return this.detail;
  }

  private fault(fault: ConnectionFault, record: JsonRecord, field: ConnectionField): ConnectionFault {
    this.detail = `${field} is ${printable(JSON.stringify(fieldOf(record, field)) ?? 'missing')}`;
    return fault;
  }

  private readKey(record: JsonRecord): ConnectionFault | null {
    const { draft } = this;
    const time = timeOf(fieldOf(record, 'ts'));
    if (Number.isNaN(time)) return this.fault('bad-time', record, 'ts');
    draft.values[Value.time] = time;
    if (!isAddress(fieldOf(record, 'id_orig_h'), draft.source, draft.addressOffset)) {
      return this.fault('bad-source', record, 'id_orig_h');
    }
    const known = isAddress(fieldOf(record, 'id_resp_h'), draft.destination, draft.addressOffset);
    return known ? null : this.fault('bad-destination', record, 'id_resp_h');
  }

  private number(record: JsonRecord, field: ConnectionField, largest: number): number {
    const value = fieldOf(record, field);
    if (value === undefined || value === null) return Number.NaN;
    const fits = typeof value === 'number' && value >= 0 && value <= largest;
    if (fits && (largest === Number.MAX_VALUE || Number.isInteger(value))) return value;
    this.unusable.add(field, JSON.stringify(value));
    return Number.NaN;
  }

  private text(record: JsonRecord, field: ConnectionField): string {
    const value = fieldOf(record, field);
    if (value === undefined || value === null) return '';
    if (typeof value === 'string' && value.length <= LONGEST_TEXT) return value;
    this.unusable.add(field, JSON.stringify(value));
    return '';
  }

  private readNumbers(record: JsonRecord): void {
    const { values } = this.draft;
    const counter = (field: ConnectionField) => this.number(record, field, Number.MAX_VALUE);
    values[Value.durationMs] = 1e3 * counter('duration');
    values[Value.sourcePort] = this.number(record, 'id_orig_p', 65_535);
    values[Value.destinationPort] = this.number(record, 'id_resp_p', 65_535);
    values[Value.packetsSent] = counter('orig_pkts');
    values[Value.packetsReceived] = counter('resp_pkts');
    const sent = counter('orig_ip_bytes');
    values[Value.bytesSent] = Number.isNaN(sent) ? counter('orig_bytes') : sent;
    const received = counter('resp_ip_bytes');
    values[Value.bytesReceived] = Number.isNaN(received) ? counter('resp_bytes') : received;
    const protocol = this.number(record, 'ip_proto', 255);
    values[Value.protocol] = Number.isNaN(protocol) ? protocolNumber(this.text(record, 'proto')) : protocol;
    values[Value.state] = namedState(this.text(record, 'conn_state'));
    values[Value.vlan] = this.number(record, 'vlan', 4095);
  }

  private readTexts(record: JsonRecord): void {
    this.draft.text('service', this.text(record, 'service'));
    this.draft.text('uid', this.text(record, 'uid'));
    const mac = encoder.encode(this.text(record, 'orig_l2_addr'));
    this.draft.mac(mac, 0, mac.length);
  }
}
