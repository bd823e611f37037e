/** How mails reach a mail server: encrypted as the options say, within a time limit, and nothing else read or fetched. */
import { createTransport, type SendMailOptions } from 'nodemailer';
import type { ActionResult } from '../model/report.js';
import { mailFault, partlyRefused } from './email-faults.js';
import { type EmailOptions, portOf } from './email-options.js';
import { readAuthority, readLogin } from './password.js';

type Failed = Extract<ActionResult, { outcome: 'failed' }>;

export interface Delivery {
  readonly accepted: readonly string[];
  /** Null when everybody got it. */
  readonly failure: Failed | null;
}

/** A mail is given up after so many times the longest wait for one step. */
const STEPS = 5;

/** @param to who is to get it now, whomever the mail names */
export async function deliverMail(
  mail: SendMailOptions,
  options: EmailOptions,
  to: readonly string[] = options.to,
): Promise<Delivery> {
  try {
    const transport = transportOf(options);
    try {
      const sent = await transport.sendMail({
        from: { name: 'Strayflow', address: options.from },
        to: [...options.to],
        ...mail,
        envelope: { from: options.from, to: [...to] },
        signal: AbortSignal.timeout(STEPS * options.timeoutMs),
      });
      const { accepted, rejected } = sent;
      const failure =
        rejected.length === 0 ? null : partlyRefused(accepted, rejected, sent.rejectedErrors ?? []);
      return { accepted, failure };
    } finally {
      transport.close();
    }
  } catch (error) {
    return { accepted: [], failure: mailFault(error, { ...options, to: [...to] }) };
  }
}

/** For `doctor`: connects and logs in. */
export async function checkMail(options: EmailOptions): Promise<ActionResult> {
  try {
    const transport = transportOf(options);
    try {
      await transport.verify();
    } finally {
      transport.close();
    }
  } catch (error) {
    return mailFault(error, options);
  }
  const login = options.username === undefined ? 'without a login' : `as ${options.username}`;
  const detail = `Mail server ${options.host}:${portOf(options)} (${options.security}) takes mail ${login}.`;
  return { outcome: 'done', detail };
}

function transportOf(options: EmailOptions) {
  const login = readLogin(options);
  return createTransport({
    host: options.host,
    port: portOf(options),
    secure: options.security === 'tls',
    requireTLS: options.security === 'starttls',
    ignoreTLS: options.security === 'none',
    // A server that offers no login is not asked to relay without one.
    ...(login === null ? {} : { auth: login, forceAuth: true }),
    tls: {
      minVersion: 'TLSv1.2',
      ...(options.caFile === undefined ? {} : { ca: readAuthority(options.caFile, 'mail-failed') }),
    },
    connectionTimeout: options.timeoutMs,
    greetingTimeout: options.timeoutMs,
    socketTimeout: options.timeoutMs,
    dnsTimeout: options.timeoutMs,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
}
