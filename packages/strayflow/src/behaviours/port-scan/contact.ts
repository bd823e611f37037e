/** The first contact of a source with a port of a host, packed into one number: there are very many of them. */

/** What became of it. */
export const ContactStatus = {
  pending: 0,
  refused: 1,
  silent: 2,
  answered: 3,
  knocked: 4,
  unjudged: 5,
  excused: 6,
} as const;
export type ContactStatus = (typeof ContactStatus)[keyof typeof ContactStatus];

/** More flows than this are not counted. */
export const MOST_ATTEMPTS = 7;

/** Status in the lowest 3 bits, then attempts in 3, then seconds. */
export function packContact(status: ContactStatus, attempts: number, first: number): number {
  const seconds = Math.max(0, Math.floor(first / 1000));
  return (seconds * 8 + Math.min(MOST_ATTEMPTS, attempts)) * 8 + status;
}

export function statusOf(packed: number): ContactStatus {
  return (packed % 8) as ContactStatus;
}

export function attemptsOf(packed: number): number {
  return Math.floor(packed / 8) % 8;
}

export function firstOf(packed: number): number {
  return Math.floor(packed / 64) * 1000;
}

export function withStatus(packed: number, status: ContactStatus): number {
  return packed - (packed % 8) + status;
}
