/** Requests that change something must come from our own pages, or from no page at all. */
import { Problem } from '../problem.js';

const SAFE: ReadonlySet<string> = new Set(['GET', 'HEAD']);

export function isSafe({ method }: Request): boolean {
  return SAFE.has(method);
}

/** Throws Problem 403. Browsers set both headers themselves; no script can. */
export function refuseOtherSites(request: Request): void {
  if (isSafe(request)) return;
  const site = request.headers.get('sec-fetch-site');
  if (site !== null && site !== 'same-origin' && site !== 'none') {
    throw new Problem(403, 'This was sent by a page of another site.');
  }
  const origin = request.headers.get('origin');
  if (origin !== null && hostOf(origin) !== request.headers.get('host')?.toLowerCase()) {
    throw new Problem(403, 'This was sent by a page of another site.');
  }
}

function hostOf(origin: string): string | null {
  try {
    return new URL(origin).host;
  } catch {
    // "null" is what pages without an origin send.
    return null;
  }
}
