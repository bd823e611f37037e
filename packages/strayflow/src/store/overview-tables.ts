/** The part of the state that overviews are made of: traffic and coverage by minute, hosts, and their risk over time. */
import type Database from 'libsql';
import { parsePrefix } from '../model/address.js';
import type { Family } from '../model/evidence.js';
import type { FamilyShare, HostRisk } from '../model/host-risk.js';
import type { KnownName } from '../model/known-names.js';
import type { Told } from './told.js';

/** Of rows that were judged; counters are of the records, by their event time. */
export interface TrafficMinute {
  /** Since 1970. */
  readonly minute: number;
  readonly flows: number;
  /** Of both directions. */
  readonly bytes: number;
  readonly packets: number;
}

/** What became of records: received = parsed + rejected + ignored; the others are rows. */
export interface CoverageCounts {
  readonly received: number;
  readonly parsed: number;
  readonly rejected: number;
  readonly ignored: number;
  /** Datagrams that never reached a parser. */
  readonly dropped: number;
  /** Too late to be judged, or of a time that cannot be. */
  readonly late: number;
  readonly scored: number;
}

export interface StoredPart extends Pick<FamilyShare, 'family' | 'share' | 'confidence'> {}

/** The highest risk of a step of five minutes. */
export interface RiskMoment {
  /** Since 1970. */
  readonly step: number;
  /** When it was (Unix ms). */
  readonly time: number;
  readonly risk: number;
  readonly parts: readonly StoredPart[];
}

export interface HostNews {
  readonly host: HostRisk;
  /** Event time of `parts` (Unix ms). */
  readonly time: number;
  readonly parts: readonly StoredPart[];
  /** Keeps hosts in order of risk as time passes. */
  readonly rank: number;
  /** Of its evidence (Unix ms). */
  readonly lastSeen: number;
  readonly names: readonly KnownName[];
  readonly moments: readonly RiskMoment[];
}

export interface OverviewEffects {
  readonly traffic: readonly TrafficMinute[];
  /** Null: nothing was received since. `minute` is of the wall's clock, since 1970. */
  readonly coverage: (CoverageCounts & { readonly minute: number }) | null;
  readonly hosts: readonly HostNews[];
}

export const NO_OVERVIEW: OverviewEffects = { traffic: [], coverage: null, hosts: [] };

const MINUTE_MS = 60_000;
/** What they are forgotten by, in units of so many ms, and how many rows there are at most, whatever `evidenceDays` says. */
const KEPT = [
  { table: 'traffic', order: 'minute', unit: MINUTE_MS, most: 600_000 },
  { table: 'coverage', order: 'minute', unit: MINUTE_MS, most: 600_000 },
  { table: 'traffic_hours', order: 'hour', unit: 60 * MINUTE_MS, most: 10_000 },
  { table: 'coverage_hours', order: 'hour', unit: 60 * MINUTE_MS, most: 10_000 },
  { table: 'hosts', order: 'last_seen', unit: 1, most: 250_000 },
  { table: 'risks', order: 'bucket', unit: 5 * MINUTE_MS, most: 2_000_000 },
] as const;

/** 32 digits by which addresses are in order; null for what is none. */
export function addressKey(host: string): string | null {
  const prefix = parsePrefix(host);
  return prefix === null ? null : Buffer.from(prefix.bytes).toString('hex');
}

const COVERAGE = ['received', 'parsed', 'rejected', 'ignored', 'dropped', 'late', 'scored'] as const;

/** Inside a transaction, before what was told is stored: evidence counts once, where it was first seen last. */
export function writeOverview(
  database: Database.Database,
  { traffic, coverage, hosts }: OverviewEffects,
  told: readonly Told[],
): void {
  const minute = database.prepare(
    `INSERT INTO traffic (minute, flows, bytes, packets, evidence, decisions) VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT (minute) DO UPDATE SET flows = flows + excluded.flows, bytes = bytes + excluded.bytes,
       packets = packets + excluded.packets, evidence = evidence + excluded.evidence, decisions = decisions + excluded.decisions`,
  );
  for (const each of traffic) minute.run(each.minute, each.flows, each.bytes, each.packets, 0, 0);
  const known = database.prepare('SELECT 1 FROM evidence WHERE id = ?');
  for (const each of told) {
    const isEvidence = each.kind === 'evidence';
    if (isEvidence && known.get(each.evidence.id) !== undefined) continue;
    const time = isEvidence ? each.evidence.lastSeen : each.decision.time;
    minute.run(Math.floor(time / MINUTE_MS), 0, 0, 0, isEvidence ? 1 : 0, isEvidence ? 0 : 1);
  }
  if (coverage !== null) {
    const added = COVERAGE.map((column) => `${column} = ${column} + excluded.${column}`).join(', ');
    database
      .prepare(
        `INSERT INTO coverage (minute, ${COVERAGE.join(', ')}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
         ON CONFLICT (minute) DO UPDATE SET ${added}`,
      )
      .run(coverage.minute, ...COVERAGE.map((column) => coverage[column]));
  }
  writeHosts(database, hosts);
}

function writeHosts(database: Database.Database, hosts: readonly HostNews[]): void {
  if (hosts.length === 0) return;
  // A host that was forgotten and is seen again begins anew; what is kept of it stays.
  const host = database.prepare(
    `INSERT INTO hosts (site, host, role, subject, address, time, parts, rank, peak, peak_time, shares, families, names, last_seen)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (site, host, role) DO UPDATE SET time = excluded.time, parts = excluded.parts, rank = excluded.rank,
       subject = excluded.subject, address = excluded.address, families = excluded.families, names = excluded.names,
       last_seen = max(last_seen, excluded.last_seen),
       shares = CASE WHEN excluded.peak >= peak THEN excluded.shares ELSE shares END,
       peak_time = CASE WHEN excluded.peak >= peak THEN excluded.peak_time ELSE peak_time END, peak = max(peak, excluded.peak)
     RETURNING id`,
  );
  const moment = database.prepare(
    `INSERT INTO risks (host, bucket, time, risk, parts) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (host, bucket) DO UPDATE SET time = excluded.time, risk = excluded.risk, parts = excluded.parts
     WHERE excluded.risk >= risk`,
  );
  for (const each of hosts) {
    const { site, host: name, role, subject = null, risk, peakTime, shares } = each.host;
    const families = [...new Set([...each.parts, ...shares].map(({ family }) => family))].join(',');
    const { id } = host.get(
      ...[site, name, role, subject, addressKey(name), each.time, partsText(each.parts), each.rank],
      ...[risk, peakTime, JSON.stringify(shares), families, JSON.stringify(each.names), each.lastSeen],
    ) as { id: number };
    for (const at of each.moments) moment.run(id, at.step, at.time, at.risk, partsText(at.parts));
  }
}

function partsText(parts: readonly StoredPart[]): string {
  return JSON.stringify(parts.map(({ family, share, confidence }) => [family, share, confidence]));
}

/** The inverse of what is stored as `parts`. */
export function readParts(text: string): readonly StoredPart[] {
  const parts = JSON.parse(text) as readonly (readonly [Family, number, number])[];
  return parts.map(([family, share, confidence]) => ({ family, share, confidence }));
}

/** Inside a transaction: what is older than `before` (Unix ms) goes, and the oldest where there is too much. */
export function forgetOverview(database: Database.Database, before: number): void {
  const old = Number.isFinite(before) ? before : Number.MIN_SAFE_INTEGER;
  let hosts = 0;
  for (const { table, order, unit, most } of KEPT) {
    const gone = database.prepare(`DELETE FROM ${table} WHERE ${order} < ?`).run(Math.floor(old / unit));
    const { rows } = database.prepare(`SELECT count(*) AS rows FROM ${table}`).get() as { rows: number };
    if (table === 'hosts') hosts = gone.changes;
    if (rows <= most) continue;
    const newest = `SELECT ${order} FROM ${table} ORDER BY ${order} LIMIT 1 OFFSET ?`;
    const cut = database.prepare(`DELETE FROM ${table} WHERE ${order} <= (${newest})`).run(rows - most - 1);
    if (table === 'hosts') hosts += cut.changes;
  }
  if (hosts > 0) database.prepare('DELETE FROM risks WHERE host NOT IN (SELECT id FROM hosts)').run();
}
