/** The words of the language that flows are asked for in (docs/flow-queries.md); the server alone says what they mean. */

export type FieldKind = 'address' | 'number' | 'text';

export interface QueryField {
  readonly name: string;
  readonly kind: FieldKind;
  readonly says: string;
  /** Values that are often asked for, with what they are. */
  readonly values: readonly (readonly [value: string, says: string])[];
}

const PORTS = [
  ['22', 'SSH'],
  ['23', 'Telnet'],
  ['25', 'SMTP'],
  ['53', 'DNS'],
  ['80', 'HTTP'],
  ['123', 'NTP'],
  ['443', 'HTTPS'],
  ['445', 'SMB'],
  ['1433', 'SQL Server'],
  ['3306', 'MySQL'],
  ['3389', 'remote desktop'],
  ['5432', 'PostgreSQL'],
  ['8000-8999', 'a range'],
] as const;
const PROTOCOLS = [
  ['tcp', ''],
  ['udp', ''],
  ['icmp', ''],
  ['icmp6', ''],
  ['gre', ''],
  ['esp', ''],
  ['sctp', ''],
] as const;
const STATES = [
  ['failed', 'no connection came of it: S0, REJ, RSTOS0, SH'],
  ['established', 'there was a connection'],
  ['SF', 'ended as it should'],
  ['S0', 'no answer'],
  ['REJ', 'refused'],
  ['S1', 'not ended'],
  ['S2', 'ended by the source alone'],
  ['S3', 'ended by the destination alone'],
  ['RSTO', 'broken off by the source'],
  ['RSTR', 'broken off by the destination'],
  ['RSTOS0', 'broken off by the source, no answer'],
  ['RSTRH', 'broken off by the destination, beginning not seen'],
  ['SH', 'ended by the source, no answer'],
  ['SHR', 'ended by the destination, beginning not seen'],
  ['OTH', 'its middle alone was seen'],
  ['unknown', 'its log does not say'],
] as const;
const BYTES = [
  ['1M', 'a million'],
  ['100M', ''],
  ['1G', ''],
] as const;

// biome-ignore format: a line each
export const FIELDS: readonly QueryField[] = [
  { name: 'host', kind: 'address', says: 'address or prefix of either side', values: [] },
  { name: 'src', kind: 'address', says: 'address or prefix that began it', values: [] },
  { name: 'dst', kind: 'address', says: 'address or prefix it went to', values: [] },
  { name: 'net', kind: 'address', says: 'as host', values: [] },
  { name: 'port', kind: 'number', says: 'port of either side', values: PORTS },
  { name: 'dport', kind: 'number', says: 'port it went to', values: PORTS },
  { name: 'sport', kind: 'number', says: 'port it came from', values: [] },
  { name: 'proto', kind: 'number', says: 'protocol, by name or number', values: PROTOCOLS },
  { name: 'service', kind: 'text', says: 'what was spoken, such as http', values: [] },
  { name: 'state', kind: 'text', says: 'how it ended', values: STATES },
  { name: 'bytes', kind: 'number', says: 'bytes of both directions', values: BYTES },
  { name: 'sent', kind: 'number', says: 'bytes of the source', values: BYTES },
  { name: 'received', kind: 'number', says: 'bytes of the destination', values: BYTES },
  { name: 'packets', kind: 'number', says: 'packets of both directions', values: [['1', ''], ['1000', '']] },
  { name: 'duration', kind: 'number', says: 'how long it went on', values: [['500ms', ''], ['10s', ''], ['5m', ''], ['1h', '']] },
  { name: 'user', kind: 'text', says: 'who it was, where a log says so', values: [] },
  { name: 'uid', kind: 'text', says: 'name of the record in its log', values: [] },
  { name: 'exporter', kind: 'text', says: 'device that told of it', values: [] },
  { name: 'mac', kind: 'text', says: 'hardware address of the source', values: [] },
  { name: 'vlan', kind: 'number', says: 'number of the VLAN', values: [] },
  { name: 'input', kind: 'number', says: 'number of the input', values: [] },
  { name: 'record', kind: 'number', says: 'number of the record in its input', values: [] },
];

export const KEYWORDS = [
  ['not', 'what comes next must not hold'],
  ['or', 'one of both must hold'],
  ['and', 'both must hold; may be left out'],
] as const;

/** Behind the name of a field. */
export const SIGNS = [
  [':', 'is'],
  ['>', 'more than'],
  ['>=', 'at least'],
  ['<', 'less than'],
  ['<=', 'at most'],
] as const;

export const EXAMPLES = [
  ['dport:22,3389 state:failed', 'failed tries to log in from afar'],
  ['src:10.0.0.0/8 bytes>100M', 'much data from within'],
  ['duration>1h not service:dns', 'connections that stay'],
  ['proto:icmp or (proto:udp dport:53 sent>1k)', 'what tunnels would look like'],
] as const;

export function fieldOf(name: string): QueryField | undefined {
  return FIELDS.find((field) => field.name === name.toLowerCase());
}
