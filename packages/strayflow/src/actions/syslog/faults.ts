/** What goes wrong with a syslog receiver, in plain words, with what to do. */
import { StrayflowError } from '../../model/errors.js';
import { visible } from '../../model/visible.js';
import { notifyFault } from '../notices/fault.js';
import { portOf, type SyslogOptions } from './options.js';

/** The time for one delivery was over. */
export class TooLate extends Error {}

export function receiverOf(options: SyslogOptions): string {
  return `${options.host}:${portOf(options)} (${options.transport})`;
}

export function syslogFault(cause: unknown, options: SyslogOptions): StrayflowError {
  if (cause instanceof StrayflowError) return cause;
  const { says, hint } = meaningOf(cause, options);
  return notifyFault(`Syslog receiver ${receiverOf(options)} ${says}.`, hint, cause);
}

function meaningOf(cause: unknown, { transport, timeoutMs }: SyslogOptions): { says: string; hint: string } {
  if (cause instanceof TooLate) {
    return {
      says: 'did not take all in time',
      hint: `Are host, port and transport right, and does no firewall drop it? Raise notifiers.syslog.timeoutMs (now ${timeoutMs}) if it is slow.`,
    };
  }
  const { code = '', message = '' } = cause instanceof Error ? (cause as NodeJS.ErrnoException) : {};
  const detail = visible(code === '' ? message : code).slice(0, 100);
  if (codesOf(cause).includes('ECONNREFUSED')) {
    return { says: 'does not listen', hint: 'Is it running, and are host, port and transport right?' };
  }
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') {
    return { says: 'cannot be found: its name does not resolve', hint: 'Check host and the name service.' };
  }
  if (/^ERR_SSL_.*ALERT/.test(code)) {
    return {
      says: `refused the connection (${detail})`,
      hint: 'Does it want a certificate of this machine? Name one with certificateFile and keyFile.',
    };
  }
  if (transport === 'tls' && /CERT|ALTNAME|SELF_SIGNED|UNABLE_TO|ISSUER/.test(code)) {
    return {
      says: `has a certificate that is not trusted (${detail})`,
      hint: 'Name the file of the authority that signed it with caFile, and the receiver as in its certificate with host.',
    };
  }
  if (/^ERR_(?:SSL|TLS|OSSL)|EPROTO/.test(code)) {
    return {
      says: `made no TLS connection (${detail})`,
      hint: 'Does it speak TLS at this port? 6514 is usual. Are certificateFile and keyFile a pair?',
    };
  }
  if (code === 'EMSGSIZE') {
    return {
      says: 'cannot be sent messages as long as that',
      hint: 'Lower notifiers.syslog.maxBytes, or use tcp or tls.',
    };
  }
  return {
    says: `broke off (${detail})`,
    hint: 'See the log of the receiver: does it take this transport, with octet counting?',
  };
}

/** A name with several addresses fails with an error for each. */
function codesOf(cause: unknown): readonly string[] {
  const errors: readonly unknown[] = cause instanceof AggregateError ? [cause, ...cause.errors] : [cause];
  return errors.map((error) => (error as NodeJS.ErrnoException | null)?.code ?? '');
}
