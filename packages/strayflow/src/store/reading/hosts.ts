/** Hosts with evidence, as they are stored: lists, one of them, and its risk over time. */
import { type Prefix, parsePrefix } from '../../model/address.js';
import type { Family, Role } from '../../model/evidence.js';
import type { FamilyShare } from '../../model/host-risk.js';
import type { KnownName } from '../../model/known-names.js';
import { readParts, type StoredPart } from '../overview-tables.js';
import type { StateReader } from './state-reader.js';

export interface StoredHost {
  readonly id: number;
  readonly site: string;
  readonly host: string;
  readonly role: Role;
  readonly subject: 'network' | null;
  /** Event time (Unix ms) of `parts`. */
  readonly time: number;
  readonly parts: readonly StoredPart[];
  readonly rank: number;
  readonly peak: number;
  readonly peakTime: number;
  /** Of the peak. */
  readonly shares: readonly FamilyShare[];
  readonly families: readonly Family[];
  readonly names: readonly KnownName[];
  readonly lastSeen: number;
  /** Pieces that are kept. */
  readonly evidence: number;
}

interface HostRow
  extends Pick<
    StoredHost,
    'id' | 'site' | 'host' | 'role' | 'subject' | 'time' | 'rank' | 'peak' | 'evidence'
  > {
  readonly parts: string;
  readonly peak_time: number;
  readonly shares: string;
  readonly families: string;
  readonly names: string;
  readonly last_seen: number;
}

const COLUMNS = `id, site, host, role, subject, time, parts, rank, peak, peak_time, shares, families, names, last_seen,
  (SELECT count(*) FROM evidence WHERE evidence.site = hosts.site AND evidence.host = hosts.host AND evidence.role = hosts.role) AS evidence`;

function hostOf({ parts, peak_time, shares, families, names, last_seen, ...row }: HostRow): StoredHost {
  return {
    ...row,
    parts: readParts(parts),
    peakTime: peak_time,
    shares: JSON.parse(shares) as FamilyShare[],
    families: families.split(',').filter((family) => family !== '') as Family[],
    names: JSON.parse(names) as KnownName[],
    lastSeen: last_seen,
  };
}

/** The first and the last address of a prefix, as `addressKey` writes them. */
function keyRange({ bytes, length }: Prefix): readonly [string, string] {
  const last = Uint8Array.from(bytes, (byte, i) => byte | (0xff >> Math.min(8, Math.max(0, length - 8 * i))));
  return [Buffer.from(bytes).toString('hex'), Buffer.from(last).toString('hex')];
}

/** Text that is looked for as it is. */
function likeText(text: string): string {
  return `%${text.replace(/[\\%_]/g, '\\$&')}%`;
}

export type HostOrder = 'risk' | 'last';
export type HostKey = readonly [number, number];

/** What a page of the list goes on behind. */
export function hostKey({ rank, lastSeen, id }: StoredHost, order: HostOrder): HostKey {
  return [order === 'risk' ? rank : lastSeen, id];
}

export interface HostsWanted {
  readonly order: HostOrder;
  /** Part of an address or of a name, or a prefix. */
  readonly search?: string | undefined;
  readonly family?: Family | undefined;
  readonly role?: Role | undefined;
  readonly site?: string | undefined;
}

interface Condition {
  readonly sql: string;
  readonly values: readonly (string | number)[];
}

function searched(search: string): Condition {
  const prefix = search.includes('/') ? parsePrefix(search) : null;
  if (prefix !== null) return { sql: 'address BETWEEN ? AND ?', values: keyRange(prefix) };
  const like = likeText(search);
  const sql = `(host LIKE ? ESCAPE '\\' OR names LIKE ? ESCAPE '\\' AND EXISTS (
    SELECT 1 FROM json_each(names) WHERE json_extract(value, '$.name') LIKE ? ESCAPE '\\'))`;
  return { sql, values: [like, like, like] };
}

function conditionsOf({ search, family, role, site }: HostsWanted): readonly Condition[] {
  const wanted: Condition[] = [];
  if (search !== undefined) wanted.push(searched(search));
  if (family !== undefined) {
    wanted.push({ sql: "instr(',' || families || ',', ?) > 0", values: [`,${family},`] });
  }
  if (role !== undefined) wanted.push({ sql: 'role = ?', values: [role] });
  if (site !== undefined) wanted.push({ sql: 'site = ?', values: [site] });
  return wanted;
}

/** The riskiest first, or those seen last. */
export function listHosts(
  reader: StateReader,
  wanted: HostsWanted,
  after: HostKey | null,
  most: number,
): readonly StoredHost[] {
  const column = wanted.order === 'risk' ? 'rank' : 'last_seen';
  const behind: Condition[] = after === null ? [] : [{ sql: `(${column}, id) < (?, ?)`, values: after }];
  const all = [...conditionsOf(wanted), ...behind];
  const where = all.length === 0 ? '' : `WHERE ${all.map(({ sql }) => sql).join(' AND ')}`;
  return reader
    .rows<HostRow>(
      `SELECT ${COLUMNS} FROM hosts ${where} ORDER BY ${column} DESC, id DESC LIMIT ?`,
      ...all.flatMap(({ values }) => values),
      most,
    )
    .map(hostOf);
}

/** Actor and victim; none where it is not known. Of several sites, those of the one that was seen last. */
export function readHost(reader: StateReader, host: string, site: string | null): readonly StoredHost[] {
  const found = reader
    .rows<HostRow>(
      `SELECT ${COLUMNS} FROM hosts WHERE host = ? AND site = coalesce(?, site) ORDER BY last_seen DESC, role LIMIT 100`,
      ...[host, site],
    )
    .map(hostOf);
  return found.filter((each) => each.site === found[0]!.site).sort((a, b) => (a.role < b.role ? -1 : 1));
}

export interface StoredRisk {
  readonly time: number;
  readonly risk: number;
  readonly parts: readonly StoredPart[];
}

/** Oldest first: the highest of each step, and the one before `from`. */
export function readRisks(
  reader: StateReader,
  id: number,
  from: number,
  to: number,
  most: number,
): readonly StoredRisk[] {
  const before = reader.row<{ time: number | null }>(
    'SELECT max(time) AS time FROM risks WHERE host = ? AND time < ?',
    ...[id, from],
  );
  const rows = reader.rows<{ time: number; risk: number; parts: string }>(
    'SELECT time, risk, parts FROM risks WHERE host = ? AND time >= ? AND time < ? ORDER BY bucket LIMIT ?',
    ...[id, before?.time ?? from, to, most],
  );
  return rows.map(({ time, risk, parts }) => ({ time, risk, parts: readParts(parts) }));
}

export function hostSpan(reader: StateReader, site: string, host: string) {
  return reader.row<{ first: number | null; last: number | null; evidence: number }>(
    'SELECT min(first_seen) AS first, max(last_seen) AS last, count(*) AS evidence FROM evidence WHERE site = ? AND host = ?',
    ...[site, host],
  );
}
