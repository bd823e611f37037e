/** The columnar batch of flow records: what every source gives and every stage reads. */

/** What a record says of its flow. `complete` is a whole flow in one record, as flow logs give it. */
export const RecordKind = { start: 0, update: 1, end: 2, complete: 3 } as const;
export type RecordKind = (typeof RecordKind)[keyof typeof RecordKind];

/**
 * Connection state in Zeek's terms (Zeek manual, conn.log `conn_state`), 0 = unknown. For UDP and ICMP, S0 is
 * "only the initiator sent" and SF is "both sides sent", as in Zeek.
 */
export const ConnectionState = {
  unknown: 0,
  S0: 1,
  S1: 2,
  SF: 3,
  REJ: 4,
  S2: 5,
  S3: 6,
  RSTO: 7,
  RSTR: 8,
  RSTOS0: 9,
  RSTRH: 10,
  SH: 11,
  SHR: 12,
  OTH: 13,
} as const;
export type ConnectionState = (typeof ConnectionState)[keyof typeof ConnectionState];

export const CONNECTION_STATE_NAMES: readonly string[] = Object.keys(ConnectionState);

/** Both sides spoke: for TCP a completed handshake, for UDP an answer. Evidence against a forged source. */
export function isEstablished(state: number): boolean {
  return (
    state === ConnectionState.S1 ||
    state === ConnectionState.SF ||
    state === ConnectionState.S2 ||
    state === ConnectionState.S3 ||
    state === ConnectionState.RSTO ||
    state === ConnectionState.RSTR
  );
}

/** The initiator tried and got nothing, or a refusal. Unknown and mid-stream states are not failures. */
export function isFailed(state: number): boolean {
  return (
    state === ConnectionState.S0 ||
    state === ConnectionState.REJ ||
    state === ConnectionState.RSTOS0 ||
    state === ConnectionState.SH
  );
}

/** Strings of a column: one code per row into a dictionary of this batch. */
export interface StringColumn {
  readonly codes: Uint32Array;
  readonly dictionary: readonly string[];
}

/** Columns that may be unknown row by row, with a validity bitmap (Arrow's layout: bit i of byte i >> 3, 1 = known). */
export const NULLABLE_COLUMNS = [
  'durationMs',
  'sourcePort',
  'destinationPort',
  'protocol',
  'icmpType',
  'icmpCode',
  'tcpFlags',
  'state',
  'bytesSent',
  'bytesReceived',
  'packetsSent',
  'packetsReceived',
] as const;
export type NullableColumn = (typeof NULLABLE_COLUMNS)[number];

/**
 * `length` flow records of one site. A value under a cleared validity bit is 0 and means nothing: unknown is never
 * 0 and never "failed". "Sent" is by the initiator (`source`), "received" is the answer. Counters are those since
 * the last record of the same flow; `durationMs` is since the flow's start. Bytes are counted from the IP header on
 * where the source knows them.
 */
export interface FlowBatch {
  readonly site: string;
  readonly length: number;
  /** Index of the input in the run's table of inputs. */
  readonly input: Uint32Array;
  /** Where the record stands in its input: 1-based line, frame or record number. */
  readonly recordNumber: Float64Array;
  /** Unique within its input. */
  readonly flowId: Float64Array;
  readonly record: Uint8Array;
  /** Event time: when this record became true (Unix ms, fractional). Order and watermarks go by it. */
  readonly time: Float64Array;
  /** First packet of the flow (Unix ms, fractional). */
  readonly start: Float64Array;
  readonly durationMs: Float64Array;
  /** 16 bytes a row, IPv4 mapped into IPv6 (RFC 4291 section 2.5.5.2). */
  readonly source: Uint8Array;
  readonly destination: Uint8Array;
  readonly sourcePort: Uint16Array;
  readonly destinationPort: Uint16Array;
  /** IANA protocol number. */
  readonly protocol: Uint8Array;
  readonly icmpType: Uint8Array;
  readonly icmpCode: Uint8Array;
  /** Union of both directions' TCP flags seen so far, as in the header's low byte. */
  readonly tcpFlags: Uint8Array;
  readonly state: Uint8Array;
  /** 1 where the source saw who began; 0 for mid-stream flows. */
  readonly initiatorKnown: Uint8Array;
  readonly bytesSent: Float64Array;
  readonly bytesReceived: Float64Array;
  readonly packetsSent: Float64Array;
  readonly packetsReceived: Float64Array;
  /** Validity bitmaps; absent means that every row is known. */
  readonly validity: { readonly [column in NullableColumn]?: Uint8Array };
  /** Columns that a source may not have at all (null). In them 0, or the empty string, means unknown. */
  readonly ttl: Uint8Array | null;
  readonly vlan: Uint16Array | null;
  readonly interfaceIndex: Uint32Array | null;
  /** 1 = every packet. */
  readonly samplingRate: Uint32Array | null;
  /** Link-layer address of the initiator's side, 6 bytes a row. */
  readonly sourceMac: Uint8Array | null;
  readonly service: StringColumn | null;
  readonly uid: StringColumn | null;
  readonly identity: StringColumn | null;
  readonly exporter: StringColumn | null;
}

export function isKnown(bitmap: Uint8Array | undefined, row: number): boolean {
  return bitmap === undefined || (bitmap[row >> 3]! & (1 << (row & 7))) !== 0;
}

/** First record of a flow: what stages count when they count flows. */
export function opensFlow(record: number): boolean {
  return record === RecordKind.start || record === RecordKind.complete;
}

/** Last record of a flow. */
export function closesFlow(record: number): boolean {
  return record === RecordKind.end || record === RecordKind.complete;
}
