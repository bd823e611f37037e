/** The fields of Zeek's conn.log that become a flow, and which log a set of fields is. */

/** Names with "_" for ".", since exporters write `id.orig_h` in both ways. */
export const CONNECTION_FIELDS = [
  'ts',
  'uid',
  'id_orig_h',
  'id_orig_p',
  'id_resp_h',
  'id_resp_p',
  'proto',
  'ip_proto',
  'service',
  'duration',
  'orig_bytes',
  'resp_bytes',
  'conn_state',
  'history',
  'orig_pkts',
  'orig_ip_bytes',
  'resp_pkts',
  'resp_ip_bytes',
  'vlan',
  'orig_l2_addr',
] as const;
export type ConnectionField = (typeof CONNECTION_FIELDS)[number];

export function plainName(name: string): string {
  return name.trim().replaceAll('.', '_');
}

/** conn.log's columns for files that lost their header: 20 before Zeek 2.4 (no `local_resp`), then 21 and more. */
export function fieldsWithoutHeader(count: number): readonly string[] {
  const first =
    'ts uid id_orig_h id_orig_p id_resp_h id_resp_p proto service duration orig_bytes resp_bytes conn_state';
  const last = 'missed_bytes history orig_pkts orig_ip_bytes resp_pkts resp_ip_bytes tunnel_parents';
  return `${first} local_orig${count <= 20 ? '' : ' local_resp'} ${last}`.split(' ');
}

/** Logs that repeat connections which conn.log holds, too. */
const REPEATS = new Set(['conn_long', 'conn_red']);

/** Whether records with these (plain) fields are whole connections. `path` is the log's name, or "" when it has none. */
export function isConnectionLog(path: string, has: (field: string) => boolean): boolean {
  if (REPEATS.has(path) || !has('id_orig_h') || !has('id_resp_h')) return false;
  return path === 'conn' || has('conn_state') || (has('orig_pkts') && has('resp_pkts'));
}

/** The reason under which records of another log are counted. */
export function otherLog(path: string): string {
  return /^[a-z][a-z0-9_-]{0,31}$/.test(path) ? `zeek-${path}` : 'zeek-other';
}

/** A field that only one log has, for JSON lines that do not name their log. */
const TELLING_FIELDS: readonly (readonly [string, string])[] = [
  ['qtype', 'dns'],
  ['query', 'dns'],
  ['uri', 'http'],
  ['user_agent', 'http'],
  ['cipher', 'ssl'],
  ['resumed', 'ssl'],
  ['certificate.version', 'x509'],
  ['certificate_version', 'x509'],
  ['assigned_addr', 'dhcp'],
  ['client_addr', 'dhcp'],
  ['operation', 'arp'],
  ['auth_success', 'ssh'],
  ['mailfrom', 'smtp'],
  ['helo', 'smtp'],
  ['software_type', 'software'],
  ['compile_ts', 'pe'],
  ['mime_type', 'files'],
  ['note', 'notice'],
];

/** The log that a record with these fields is a line of; "" when they do not tell. */
export function logOfFields(has: (field: string) => boolean): string {
  return TELLING_FIELDS.find(([field]) => has(field))?.[1] ?? '';
}
