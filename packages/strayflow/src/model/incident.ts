/** What one actor does, as one thing to look at: opened once, updated, and closed when it has been quiet. */
import type { Family, Role } from './evidence.js';

export type IncidentStatus = 'open' | 'closed';

export interface Incident {
  /** Hash of site, host, role and the time it was opened: 16 hexadecimal digits. */
  readonly id: string;
  /** Grows by one with each change worth telling. */
  readonly revision: number;
  readonly status: IncidentStatus;
  readonly site: string;
  readonly host: string;
  /** Learned or declared name of the host, not to be trusted; the empty string where none is known. */
  readonly name: string;
  readonly role: Role;
  /** Event times (Unix ms). */
  readonly opened: number;
  readonly updated: number;
  /** Risk now and its highest, 0..1. */
  readonly risk: number;
  readonly peak: number;
  /** Strongest first. */
  readonly families: readonly Family[];
  /** Plain sentences of the evidence, strongest first; at most ten. */
  readonly summaries: readonly string[];
  readonly evidenceIds: readonly string[];
  /** What was decided last, and in what words: "blocked until …", "not blocked: …". */
  readonly decision: string;
  /** The campaign that it belongs to, or null. */
  readonly campaign: string | null;
}
