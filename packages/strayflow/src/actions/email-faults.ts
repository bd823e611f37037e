/** What failures of mail servers mean, in a sentence, and what to do about each. */
import { StrayflowError } from '../model/errors.js';
import type { ActionResult } from '../model/report.js';
import { type EmailOptions, portOf } from './email-options.js';
import { plain } from './wording.js';

type Failed = Extract<ActionResult, { outcome: 'failed' }>;

/** The fields that nodemailer sets on its errors, where they are there. */
interface MailFault {
  readonly code: string;
  readonly originalCode: string;
  readonly command: string;
  readonly response: string;
  readonly message: string;
  readonly rejectedErrors: readonly unknown[];
}

export function mailFault(error: unknown, options: EmailOptions): Failed {
  if (error instanceof StrayflowError) {
    return { outcome: 'failed', detail: error.message, hint: error.hint, cause: error };
  }
  const fault = faultOf(error);
  const { says, hint } = meaningOf(fault, options);
  const detail = `Mail server ${options.host}:${portOf(options)} ${says}.`;
  return { outcome: 'failed', detail, hint, cause: error };
}

/** Some got the mail and some did not: nodemailer calls that a success. */
export function partlyRefused(
  accepted: readonly string[],
  rejected: readonly string[],
  errors: readonly unknown[],
): Failed {
  return {
    outcome: 'failed',
    detail: `The mail went to ${accepted.join(', ')}, but the server refused ${refusals(rejected, errors)}.`,
    hint: 'Check the refused addresses, and whether this login may send to them.',
    cause: errors[0] ?? new Error(`refused: ${rejected.join(', ')}`),
  };
}

/** "b@example.org (550 no such user)" */
function refusals(rejected: readonly string[], errors: readonly unknown[]): string {
  return rejected
    .map((address, i) => {
      const { response } = faultOf(errors[i]);
      return response === '' ? plain(address) : `${plain(address)} (${response})`;
    })
    .join(', ');
}

function meaningOf(fault: MailFault, options: EmailOptions): { says: string; hint: string } {
  const answer = fault.response === '' ? '' : ` (${fault.response})`;
  switch (fault.code) {
    case 'EAUTH':
      return {
        says: `refused the login of ${plain(options.username ?? '')}${answer}`,
        hint: 'Check username and password. Some providers want a password made for programs.',
      };
    case 'EENVELOPE': {
      const list =
        fault.rejectedErrors.length === 0 ? answer : `: ${refusals(options.to, fault.rejectedErrors)}`;
      return fault.command === 'MAIL FROM'
        ? {
            says: `refused the sender ${options.from}${answer}`,
            hint: 'Use a from address that this login may send as.',
          }
        : {
            says: `refused every recipient${list}`,
            hint: 'Check the addresses in to, and whether the server wants a login first.',
          };
    }
    case 'EMESSAGE':
      return { says: `refused the mail itself${answer}`, hint: 'Does the server limit size or content?' };
    case 'ETIMEDOUT':
    case 'EABORT':
      return {
        says: 'did not answer in time',
        hint: `Is host and port right (${options.security})? Does a firewall drop it? Raise timeoutMs if it is slow.`,
      };
    case 'EDNS':
      return { says: 'cannot be found: its name does not resolve', hint: 'Check host and the name service.' };
    default:
      return connectionMeaning(fault, options, answer);
  }
}

function connectionMeaning(
  fault: MailFault,
  options: EmailOptions,
  answer: string,
): { says: string; hint: string } {
  if (fault.originalCode === 'ECONNREFUSED' || /ECONNREFUSED/.test(fault.message)) {
    return { says: 'does not listen', hint: 'Is it running, and are host and port right?' };
  }
  if (
    /certificate|altname|self.signed|unable to (?:get|verify)/i.test(`${fault.originalCode} ${fault.message}`)
  ) {
    return {
      says: `has a certificate that is not trusted (${plain(fault.message, 200)})`,
      hint: 'Name the file of the authority that signed it with caFile, and the server as in its certificate with host.',
    };
  }
  if (fault.command === 'STARTTLS') {
    return {
      says: `does not encrypt with STARTTLS${answer}; nothing was sent`,
      hint: 'Use a port that offers STARTTLS (587), or security: tls (465).',
    };
  }
  if (fault.code === 'ETLS' || /ssl|tls|wrong version/i.test(fault.message)) {
    return {
      says: `made no TLS connection (${plain(fault.message, 200)})`,
      hint: 'security: tls is for port 465, starttls for 587.',
    };
  }
  return {
    says: `failed${answer === '' ? ` (${plain(fault.message, 200)})` : answer}`,
    hint: `Check host, port and security (${options.security}), and the log of the mail server.`,
  };
}

function faultOf(error: unknown): MailFault {
  const fields: Readonly<Record<string, unknown>> = error instanceof Error ? { ...error } : {};
  const text = (name: string) => {
    const value = fields[name];
    return typeof value === 'string' ? plain(value, 200) : '';
  };
  const { rejectedErrors } = fields;
  return {
    code: text('code'),
    originalCode: text('originalCode'),
    command: text('command'),
    response: text('response'),
    message: error instanceof Error ? error.message : String(error),
    rejectedErrors: Array.isArray(rejectedErrors) ? rejectedErrors : [],
  };
}
