/** What all operations share: words, pages of lists, problems. Times are Unix ms. */

export type Family = string;
export type HostRole = 'actor' | 'victim';
export type AccountRole = 'viewer' | 'analyst' | 'responder' | 'admin';
export type Action = 'ignore' | 'alert' | 'block' | 'quarantine';
export type Mode = 'observe' | 'alert' | 'enforce';

export interface Page<Item> {
  items: Item[];
  /** Cursor of the page behind; null on the last. */
  next: string | null;
}

export interface PageQuery {
  limit?: number;
  cursor?: string;
}

export interface SpanQuery {
  from?: number;
  to?: number;
}

/** A name that traffic gave an address: untrusted text. */
export interface KnownName {
  name: string;
  source: string;
}

export interface NamedAddress {
  address: string;
  names: KnownName[];
}

/** RFC 9457. */
export interface ProblemBody {
  type: string;
  title: string;
  status: number;
  detail: string;
  errors?: { at: string; message: string }[];
}
