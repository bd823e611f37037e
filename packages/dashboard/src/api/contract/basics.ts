/** What all operations share: words, pages of lists, problems. Times are Unix ms. */
import type { Query, Schema } from './answers.js';

export type Family = Schema<'HostRow'>['families'][number];
export type HostRole = Schema<'HostRow'>['role'];
export type AccountRole = Schema<'Account'>['role'];
export type Action = Schema<'Incident'>['action'];
export type Mode = Schema<'Overview'>['blocks']['mode'];
export type SpanQuery = Query<'/api/v1/overview'>;
export type PageQuery = Query<'/api/v1/mutes'>;
/** A name that traffic gave an address: untrusted text. */
export type KnownName = Schema<'HostDetail'>['names'][number];
export type NamedAddress = NonNullable<Schema<'EvidenceRow'>['peer']>;
/** RFC 9457. */
export type ProblemBody = Schema<'Problem'>;

export interface Page<Item> {
  items: Item[];
  /** Cursor of the page behind; null on the last. */
  next: string | null;
}
