/** What went wrong with a request, in words for whoever asked. */
import type { ProblemBody } from './contract/basics.js';

export class ApiFault extends Error {
  /** 0: the server did not answer. */
  readonly status: number;
  readonly errors: readonly { readonly at: string; readonly message: string }[];
  /** Asked to wait so long (s). */
  readonly retryAfter: number | null;

  /** @param message one sentence */
  constructor(
    status: number,
    message: string,
    {
      errors = [],
      retryAfter = null,
      cause,
    }: Partial<Pick<ApiFault, 'errors' | 'retryAfter'>> & ErrorOptions = {},
  ) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'ApiFault';
    this.status = status;
    this.errors = errors;
    this.retryAfter = retryAfter;
  }
}

const MOST_SHOWN = 500;

function isProblem(body: unknown): body is ProblemBody {
  return typeof body === 'object' && body !== null && 'detail' in body && typeof body.detail === 'string';
}

/** Of an answer that is no success; also of one that something between here and the server made. */
export function faultOf({ status, headers }: Response, body: unknown): ApiFault {
  const seconds = Number(headers.get('retry-after'));
  const retryAfter = Number.isFinite(seconds) && seconds > 0 ? seconds : null;
  if (!isProblem(body))
    return new ApiFault(status, `The server answered with status ${status}.`, { retryAfter });
  const errors = Array.isArray(body.errors) ? body.errors : [];
  return new ApiFault(status, body.detail.slice(0, MOST_SHOWN), { errors, retryAfter });
}

/** What to do about it; null: what it says is enough. */
export function adviceOn(error: unknown): string | null {
  if (error instanceof RangeError) return null;
  if (!(error instanceof ApiFault)) return 'Load the page again. If it happens again, report it.';
  if (error.retryAfter !== null) return `Try again in ${error.retryAfter} s.`;
  if (error.status === 0) return 'Look whether strayflow serve still runs, then try again.';
  if (error.status === 404 || error.status === 400 || error.status === 422) return null;
  if (error.status === 403) return 'Ask an admin for the role, or log in with another account.';
  if (error.status === 409) return 'Load it again to see how it is now.';
  return error.status >= 500 ? 'The log of strayflow serve says more.' : null;
}
