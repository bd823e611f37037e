/** The fields of Zeek's logs that are read, each with its slot, and which log a set of fields is. */

/** Official names (Zeek manual, "Logs"); `certificate.subject` is also read as `certificate_subject` and nested. */
const NAMES = {
  ts: 'ts',
  uid: 'uid',
  uids: 'uids',
  source: 'id.orig_h',
  sourcePort: 'id.orig_p',
  destination: 'id.resp_h',
  destinationPort: 'id.resp_p',
  protocol: 'proto',
  protocolNumber: 'ip_proto',
  service: 'service',
  duration: 'duration',
  payloadSent: 'orig_bytes',
  payloadReceived: 'resp_bytes',
  state: 'conn_state',
  missedBytes: 'missed_bytes',
  history: 'history',
  packetsSent: 'orig_pkts',
  bytesSent: 'orig_ip_bytes',
  packetsReceived: 'resp_pkts',
  bytesReceived: 'resp_ip_bytes',
  vlan: 'vlan',
  sourceMac: 'orig_l2_addr',
  // dns
  query: 'query',
  queryType: 'qtype',
  queryTypeName: 'qtype_name',
  transaction: 'trans_id',
  roundTrip: 'rtt',
  responseCode: 'rcode',
  answers: 'answers',
  timesToLive: 'TTLs',
  // ssl, x509
  version: 'version',
  cipher: 'cipher',
  resumed: 'resumed',
  serverName: 'server_name',
  nextProtocol: 'next_protocol',
  ja3: 'ja3',
  ja3s: 'ja3s',
  ja4: 'ja4',
  ja4s: 'ja4s',
  chainFiles: 'cert_chain_fuids',
  chainFingerprints: 'cert_chain_fps',
  subject: 'subject',
  issuer: 'issuer',
  fileId: 'id',
  fingerprint: 'fingerprint',
  certificateVersion: 'certificate.version',
  certificateSubject: 'certificate.subject',
  certificateIssuer: 'certificate.issuer',
  certificateEnd: 'certificate.not_valid_after',
  // http
  method: 'method',
  host: 'host',
  target: 'uri',
  agent: 'user_agent',
  statusCode: 'status_code',
  username: 'username',
  // dhcp
  clientAddress: 'client_addr',
  serverAddress: 'server_addr',
  requestedAddress: 'requested_addr',
  assignedAddress: 'assigned_addr',
  assignedIp: 'assigned_ip',
  mac: 'mac',
  hostName: 'host_name',
  domain: 'domain',
  leaseTime: 'lease_time',
  messageTypes: 'msg_types',
  // logins: ssh, ftp, kerberos, ntlm, radius, mysql, ldap
  loginSuccess: 'auth_success',
  loginAttempts: 'auth_attempts',
  client: 'client',
  status: 'status',
  user: 'user',
  command: 'command',
  replyCode: 'reply_code',
  requestType: 'request_type',
  success: 'success',
  error: 'error_msg',
  result: 'result',
  databaseCommand: 'cmd',
  argument: 'arg',
  operationCode: 'opcode',
  object: 'object',
  // notice, arp
  note: 'note',
  message: 'msg',
  noticeSource: 'src',
  noticeDestination: 'dst',
  noticePort: 'p',
  operation: 'operation',
  senderAddress: 'orig_h',
  senderMac: 'orig_hw',
  targetAddress: 'resp_h',
  // What tells other logs when a line does not name its own.
  mailFrom: 'mailfrom',
  helo: 'helo',
  softwareType: 'software_type',
  compiled: 'compile_ts',
  mimeType: 'mime_type',
  path: '_path',
} as const;
export type ZeekField = keyof typeof NAMES;

const FIELDS = Object.keys(NAMES) as readonly ZeekField[];

/** The slot of each field. */
export const Zeek = Object.fromEntries(FIELDS.map((field, slot) => [field, slot])) as Record<
  ZeekField,
  number
>;

/** The name of the field in a slot, as Zeek gives it. */
export const SLOT_NAMES: readonly string[] = FIELDS.map((field) => NAMES[field]);

const SLOT_BY_PLAIN_NAME = new Map(SLOT_NAMES.map((name, slot) => [plainName(name), slot]));

/** With "_" for ".", since exporters write `id.orig_h` in both ways. */
function plainName(name: string): string {
  return name.trim().replaceAll('.', '_');
}

/** The slot of a column of Zeek's text format; -1 when it is not read. */
export function slotOfColumn(name: string): number {
  return SLOT_BY_PLAIN_NAME.get(plainName(name)) ?? -1;
}

/** Every way in which JSON exporters write each field. */
export const JSON_FIELDS: readonly { readonly path: readonly string[]; readonly slot: number }[] = [
  ...SLOT_NAMES.flatMap((name, slot) => {
    if (!name.includes('.')) return [{ path: [name], slot }];
    return [[name], [plainName(name)], name.split('.')].map((path) => ({ path, slot }));
  }),
  { path: ['@stream'], slot: Zeek.path },
];

const CONNECTION_FIELDS: readonly ZeekField[] = [
  ...FIELDS.slice(0, FIELDS.indexOf('query')).filter((field) => field !== 'uids'),
];
const CONNECTION_SLOTS: ReadonlySet<number> = new Set(CONNECTION_FIELDS.map((field) => Zeek[field]));

/** Whether a log's own reader asks for the field. */
export function isReadOf(log: string, slot: number): boolean {
  return log !== 'conn' || CONNECTION_SLOTS.has(slot);
}

/** conn.log's columns for files that lost their header: 20 before Zeek 2.4 (no `local_resp`), then 21 and more. */
export function fieldsWithoutHeader(count: number): readonly string[] {
  const first =
    'ts uid id.orig_h id.orig_p id.resp_h id.resp_p proto service duration orig_bytes resp_bytes conn_state';
  const last = 'missed_bytes history orig_pkts orig_ip_bytes resp_pkts resp_ip_bytes tunnel_parents';
  return `${first} local_orig${count <= 20 ? '' : ' local_resp'} ${last}`.split(' ');
}

/** A field that only one log has, in the order in which they are asked for. */
const TELLING_FIELDS: readonly (readonly [ZeekField, string])[] = [
  ['queryType', 'dns'],
  ['query', 'dns'],
  ['target', 'http'],
  ['agent', 'http'],
  ['cipher', 'ssl'],
  ['resumed', 'ssl'],
  ['certificateVersion', 'x509'],
  ['assignedAddress', 'dhcp'],
  ['messageTypes', 'dhcp'],
  ['operation', 'arp'],
  ['loginSuccess', 'ssh'],
  ['loginAttempts', 'ssh'],
  ['requestType', 'kerberos'],
  ['replyCode', 'ftp'],
  ['databaseCommand', 'mysql'],
  ['mailFrom', 'smtp'],
  ['helo', 'smtp'],
  ['softwareType', 'software'],
  ['compiled', 'pe'],
  ['mimeType', 'files'],
  ['note', 'notice'],
];

/** Logs that repeat connections which conn.log holds, too. */
const REPEATS: ReadonlySet<string> = new Set(['conn_long', 'conn_red']);

/**
 * The log whose records have these fields: "conn" for whole connections, else its name; "" when nothing tells.
 * `path` is its own name for itself, or "".
 */
export function logOf(path: string, has: (slot: number) => boolean): string {
  if (path === 'conn' && hasParties(has)) return 'conn';
  if (path === '' || !isLogName(path)) {
    if (isConnection(has) || (hasParties(has) && ONLY_OF_CONNECTIONS.some(has))) return 'conn';
    return TELLING_FIELDS.find(([field]) => has(Zeek[field]))?.[1] ?? '';
  }
  return !REPEATS.has(path) && isConnection(has) ? 'conn' : path;
}

/** What no other log says of two parties; a record need not have all: Zeek leaves out what it does not know. */
const ONLY_OF_CONNECTIONS: readonly number[] = [
  ...[Zeek.state, Zeek.history, Zeek.missedBytes, Zeek.payloadSent, Zeek.payloadReceived],
  ...[Zeek.packetsSent, Zeek.packetsReceived, Zeek.bytesSent, Zeek.bytesReceived],
];

function hasParties(has: (slot: number) => boolean): boolean {
  return has(Zeek.source) && has(Zeek.destination);
}

function isConnection(has: (slot: number) => boolean): boolean {
  if (!hasParties(has)) return false;
  return has(Zeek.state) || (has(Zeek.packetsSent) && has(Zeek.packetsReceived));
}

function isLogName(path: string): boolean {
  return /^[a-z][a-z0-9_-]{0,31}$/.test(path);
}

/** The reason under which records of a log that is not read are counted. */
export function otherLog(log: string): string {
  return isLogName(log) ? `zeek-${log}` : 'zeek-other';
}
