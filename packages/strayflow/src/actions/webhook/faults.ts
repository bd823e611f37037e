/** What goes wrong with the receiver of a webhook, in plain words, with what to do; its address and keys stay out. */
import { StrayflowError } from '../../model/errors.js';
import { visible } from '../../model/visible.js';
import { notifyFault } from '../notices/fault.js';
import type { Answer } from './exchange.js';
import type { WebhookOptions } from './options.js';
import { redacted } from './redacted.js';
import { pauseOf } from './retry-after.js';
import type { Target } from './target.js';
import { shownUrl } from './url.js';

const LONGEST_COMPLAINT = 200;

/** The exchange did not come to an end. */
export function connectionFault(cause: unknown, url: URL, { timeoutMs }: WebhookOptions): StrayflowError {
  if (cause instanceof StrayflowError) return cause;
  const { says, hint } = meaningOf(cause, timeoutMs);
  return notifyFault(`Webhook: ${shownUrl(url)} ${says}.`, hint, cause);
}

function meaningOf(cause: unknown, timeoutMs: number): { says: string; hint: string } {
  const { code = '', name = '' } = (cause ?? {}) as NodeJS.ErrnoException;
  const codes = codesOf(cause);
  if (name === 'AbortError' || name === 'TimeoutError') {
    return {
      says: 'did not answer in time',
      hint: `It may have taken the message: what is tried again has the same id. Raise notifiers.webhook.timeoutMs (now ${timeoutMs}) if it is slow.`,
    };
  }
  if (codes.includes('ECONNREFUSED')) {
    return { says: 'does not listen', hint: 'Is it running, and is the port right?' };
  }
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') {
    return {
      says: 'cannot be found: its name does not resolve',
      hint: 'Check the host in the address, and the name service.',
    };
  }
  if (/CERT|ALTNAME|SELF_SIGNED|UNABLE_TO|ISSUER/.test(code)) {
    return {
      says: `has a certificate that is not trusted (${visible(code)})`,
      hint: 'Name its authority with caFile, and the receiver as in its certificate; if neither is wrong, somebody stands between.',
    };
  }
  if (/SSL|TLS|EPROTO/.test(code)) {
    return { says: `made no TLS connection (${visible(code)})`, hint: 'Does it speak https at this port?' };
  }
  if (/^HPE_/.test(code)) {
    return { says: `gave no answer of HTTP (${visible(code)})`, hint: 'Does it speak HTTP at this port?' };
  }
  return {
    says: `broke off${code === '' ? '' : ` (${visible(code).slice(0, 60)})`}`,
    hint: 'It may have taken the message: what is tried again has the same id. See the log of the receiver.',
  };
}

/** The receiver answered, and did not take the message. */
export function refusal(answer: Answer, { url, routingKey }: Target): StrayflowError {
  const { status, body } = answer;
  const retryAfterMs = status === 429 || status === 503 ? pauseOf(answer.retryAfter, Date.now()) : null;
  const words = visible(redacted(body, url, routingKey)).trim();
  const said = words === '' ? '' : `: ${words.slice(0, LONGEST_COMPLAINT)}`;
  return new StrayflowError('notify-failed', `Webhook: ${shownUrl(url)} answered ${status}${said}.`, {
    hint: `${hintOf(status)}${retryAfterMs === null ? '' : ` It asks to wait ${Math.ceil(retryAfterMs / 1_000)} s.`}`,
    retryAfterMs,
  });
}

function hintOf(status: number): string {
  if (status >= 500) return 'The fault is at the receiver: it is tried again.';
  if (status === 429 || status === 408) return 'The receiver is asked too much: it is tried again, slower.';
  if (status >= 300 && status < 400) {
    return 'It points elsewhere, which is not followed: set the address that it points to, if you trust it.';
  }
  if (status === 401 || status === 403) {
    return 'Trying again does not help: check the address, and the secret or routing key.';
  }
  if (status === 404 || status === 410) {
    return 'Trying again does not help: the address is wrong, or no longer valid; make a new one at the service.';
  }
  return 'Trying again does not help: does notifiers.webhook.template fit this receiver?';
}

/** A name with several addresses fails with an error for each. */
function codesOf(cause: unknown): readonly string[] {
  const errors: readonly unknown[] = cause instanceof AggregateError ? [cause, ...cause.errors] : [cause];
  return errors.map((error) => (error as NodeJS.ErrnoException | null)?.code ?? '');
}
