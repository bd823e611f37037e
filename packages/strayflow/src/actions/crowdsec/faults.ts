/** What goes wrong with CrowdSec's local API, in plain words, with what to do. */
import { StrayflowError } from '../../model/errors.js';
import { visible } from '../../model/visible.js';
import type { CrowdsecOptions } from './options.js';

const LONGEST_MESSAGE = 200;

export function crowdsecFault(detail: string, hint: string, cause?: unknown): StrayflowError {
  return new StrayflowError('enforce-failed', `CrowdSec: ${detail}`, { hint, cause });
}

/** The exchange did not come to an end. */
export function connectionFault(cause: unknown, { url, timeoutMs }: CrowdsecOptions): StrayflowError {
  if (cause instanceof StrayflowError) return cause;
  const { code = '', name } = cause as NodeJS.ErrnoException;
  if (name === 'AbortError' || name === 'TimeoutError') {
    return crowdsecFault(
      `${url} did not answer in time`,
      `What was done stays, the rest is tried again; raise enforcers.crowdsec.timeoutMs (now ${timeoutMs}) for many blocks.`,
      cause,
    );
  }
  if (code === 'ECONNREFUSED') {
    return crowdsecFault(
      `nothing listens at ${url}`,
      'Start CrowdSec (systemctl start crowdsec), or correct enforcers.crowdsec.url.',
      cause,
    );
  }
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') {
    return crowdsecFault(`the name in ${url} is not known`, 'Correct enforcers.crowdsec.url.', cause);
  }
  if (/CERT|SSL|TLS|SELF_SIGNED|ALTNAME|UNABLE_TO|EPROTO/.test(code)) {
    return crowdsecFault(
      `the certificate of ${url} is not trusted (${code})`,
      'Name its authority with enforcers.crowdsec.caFile, and the server by the name in the certificate.',
      cause,
    );
  }
  return crowdsecFault(
    `the exchange with ${url} broke off${code === '' ? '' : ` (${code})`}`,
    'See the log of CrowdSec.',
    cause,
  );
}

/** The server answered, and refused. */
export function refusal(status: number, body: string, { machine }: CrowdsecOptions): StrayflowError {
  const said = visible(messageOf(body)).slice(0, LONGEST_MESSAGE);
  if (status === 401 || status === 403) {
    return crowdsecFault(
      `machine ${machine} is not let in (${status}: ${said})`,
      `Check the password; cscli machines list shows whether ${machine} is there and validated (cscli machines add ${machine}).`,
    );
  }
  return crowdsecFault(
    `answered ${status}: ${said}`,
    status === 404
      ? 'Is this the local API of CrowdSec? Check enforcers.crowdsec.url.'
      : 'See the log of CrowdSec.',
  );
}

export function messageOf(body: string): string {
  try {
    const { message } = JSON.parse(body) as { message?: unknown };
    if (typeof message === 'string') return message;
  } catch {
    // Not every server answers in JSON; its text is shown as it is.
  }
  return body;
}
