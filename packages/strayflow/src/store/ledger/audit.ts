/** The audit log: entries that are only added to, each with the hash of all before it. */
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import type Database from 'libsql';
import { isoTime } from '../../model/format.js';

export const AUDIT_KINDS = [
  'block',
  'approval-asked',
  'approved',
  'held',
  'enforced',
  'enforce-failed',
  'ended',
  'excepted',
  'exception-ended',
  'blocking-off',
  'blocking-on',
  'acknowledged',
  'assigned',
  'incident-closed',
  'false-alarm',
  'muted',
  'mute-ended',
  'logged-in',
  'login-failed',
  'logged-out',
  'account-added',
  'account-changed',
  'account-removed',
  'password-changed',
  'token-added',
  'token-removed',
  'policy-changed',
  'policy-in-force',
  'model-promoted',
  'report-asked',
  'schedule-changed',
] as const;
export type AuditKind = (typeof AUDIT_KINDS)[number];

/** What is looked for in the log; null: all of it. */
export interface AuditWanted {
  readonly kind: AuditKind | null;
  /** Part of an entry, in any case. */
  readonly search: string | null;
}

export interface AuditEntry {
  readonly sequence: number;
  /** On the wall's clock, ISO 8601 in UTC. */
  readonly time: string;
  readonly kind: AuditKind;
  /** "policy", or who gave the command. */
  readonly by: string;
  /** What it is about: the block's id and prefix, a reason. */
  readonly about: Readonly<Record<string, unknown>>;
}

export interface AuditCheck {
  readonly entries: number;
  /** Hash of the last entry: kept elsewhere, it shows later that nothing was cut off at the end. */
  readonly head: string;
  /** The first entry that does not follow from those before it, or null. */
  readonly brokenAt: number | null;
}

const BEFORE_ALL = '0'.repeat(64);

interface AuditRow {
  readonly sequence: number;
  readonly entry: string;
  readonly hash: string;
}

function hashOf(previous: string, entry: string): string {
  return bytesToHex(sha256(utf8ToBytes(`${previous}\n${entry}`)));
}

/** To be called within a transaction that also states what the entry is about. */
export function addAudit(
  database: Database.Database,
  now: number,
  kind: AuditKind,
  by: string,
  about: Readonly<Record<string, unknown>>,
): void {
  const last = database.prepare('SELECT sequence, hash FROM audit ORDER BY sequence DESC LIMIT 1').get() as
    | AuditRow
    | undefined;
  const entry = JSON.stringify({ time: isoTime(now), kind, by, about });
  database
    .prepare('INSERT INTO audit (sequence, entry, hash) VALUES (?, ?, ?)')
    .run((last?.sequence ?? 0) + 1, entry, hashOf(last?.hash ?? BEFORE_ALL, entry));
}

/** In order; `after` is the last sequence that is known already. */
export function* readAudit(database: Database.Database, after = 0): Generator<AuditEntry> {
  const rows = database.prepare(
    'SELECT sequence, entry, hash FROM audit WHERE sequence > ? ORDER BY sequence',
  );
  for (const row of rows.iterate(after) as Iterable<AuditRow>) {
    yield entryOf(row);
  }
}

/** Newest first, before `before`; null: from the last. */
export function latestAudit(
  database: Database.Database,
  before: number | null,
  most: number,
  { kind, search }: AuditWanted = { kind: null, search: null },
): readonly AuditEntry[] {
  const rows = database
    .prepare(
      `SELECT sequence, entry, hash FROM audit WHERE sequence < coalesce(?1, sequence + 1)
        AND (?3 IS NULL OR (json_valid(entry) AND json_extract(entry, '$.kind') = ?3))
        AND (?4 IS NULL OR instr(lower(entry), lower(?4)) > 0)
        ORDER BY sequence DESC LIMIT ?2`,
    )
    .all(before, most, kind, search) as AuditRow[];
  return rows.map(entryOf);
}

/** The latest `most` about an incident, or one of these blocks, newest first. */
export function auditAbout(
  database: Database.Database,
  incident: string,
  blocks: readonly string[],
  most: number,
): readonly AuditEntry[] {
  const of = (column: string) =>
    database.prepare(`SELECT sequence, entry FROM audit WHERE ${column} = ? ORDER BY sequence DESC LIMIT ?`);
  const [ofIncident, ofBlock] = [of('incident'), of('block')];
  const rows = [ofIncident.all(incident, most), ...blocks.map((id) => ofBlock.all(id, most))].flat();
  return (rows as AuditRow[])
    .sort((a, b) => b.sequence - a.sequence)
    .slice(0, most)
    .map(entryOf);
}

/** Number of the last entry; 0 before the first. */
export function lastAudit(database: Database.Database): number {
  const row = database.prepare('SELECT max(sequence) AS last FROM audit').get() as { last: number | null };
  return row.last ?? 0;
}

/** Incidents that entries behind `after` are about, at most `most`. */
export function incidentsSince(database: Database.Database, after: number, most: number): readonly string[] {
  const rows = database
    .prepare('SELECT DISTINCT incident FROM audit WHERE sequence > ? AND incident IS NOT NULL LIMIT ?')
    .all(after, most) as { incident: string }[];
  return rows.map(({ incident }) => incident);
}

function entryOf({ sequence, entry }: AuditRow): AuditEntry {
  return { sequence, ...(JSON.parse(entry) as Omit<AuditEntry, 'sequence'>) };
}

/** Reads the whole chain. */
export function checkAudit(database: Database.Database): AuditCheck {
  let head = BEFORE_ALL;
  let entries = 0;
  const rows = database
    .prepare('SELECT sequence, entry, hash FROM audit ORDER BY sequence')
    .iterate() as Iterable<AuditRow>;
  for (const { sequence, entry, hash } of rows) {
    entries++;
    if (sequence !== entries || hash !== hashOf(head, entry)) return { entries, head, brokenAt: entries };
    head = hash;
  }
  return { entries, head, brokenAt: null };
}
