/** E-mail by SMTP: one mail for all new decisions of a run, as text and as HTML with the risk plot inside. */
import { createTransport } from 'nodemailer';
import { counted } from '../model/format.js';
import type { Action, ActionInput, ActionResult } from '../model/report.js';
import { mailFault, partlyRefused } from './email-faults.js';
import { type EmailOptions, emailOptionsSchema, portOf } from './email-options.js';
import { composeLetter, type Letter } from './letter.js';
import { letterHtml, letterText } from './letter-parts.js';
import { readAuthority, readLogin } from './password.js';

const PICTURE_PATH = 'plots/risk.png';
const PICTURE_ID = 'risk@strayflow';
/** In bytes; mail servers often take 10 MB, and phones load this at once. */
const MAX_PICTURE = 2_000_000;
/** A mail is given up after so many times the longest wait for one step. */
const STEPS = 5;

export const email: Action<EmailOptions> = {
  name: 'email',
  title: 'E-mail',
  options: emailOptionsSchema,

  async perform(input, options): Promise<ActionResult> {
    const letter = composeLetter(input, options.subjectPrefix);
    if (letter === null) return { outcome: 'nothing-to-do', detail: 'No new decision calls for a mail.' };
    try {
      const transport = transportOf(options);
      try {
        const sent = await transport.sendMail({
          ...messageOf(letter, input, options),
          signal: AbortSignal.timeout(STEPS * options.timeoutMs),
        });
        if (sent.rejected.length > 0) {
          return partlyRefused(sent.accepted, sent.rejected, sent.rejectedErrors ?? []);
        }
      } finally {
        transport.close();
      }
    } catch (error) {
      return mailFault(error, options);
    }
    const hosts = counted(letter.sections.length + letter.omitted, 'host');
    return { outcome: 'done', detail: `Mail about ${hosts} sent to ${options.to.join(', ')}.` };
  },

  async check(options): Promise<ActionResult> {
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
  },
};

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

function messageOf(letter: Letter, input: ActionInput, options: EmailOptions) {
  const plot = input.files.find((file) => file.path === PICTURE_PATH);
  const picture = plot !== undefined && plot.content.length <= MAX_PICTURE ? plot : null;
  const note =
    plot !== undefined && picture === null ? 'The risk plot is too large for a mail; see the report.' : null;
  return {
    from: { name: 'Strayflow', address: options.from },
    to: [...options.to],
    subject: letter.subject,
    text: letterText(letter, note),
    html: letterHtml(letter, picture === null ? null : `cid:${PICTURE_ID}`, note),
    // RFC 3834: no out-of-office answers to a program.
    headers: { 'Auto-Submitted': 'auto-generated' },
    attachments:
      picture === null
        ? []
        : [
            {
              filename: 'risk.png',
              cid: PICTURE_ID,
              content: Buffer.from(picture.content),
              contentType: 'image/png',
              contentDisposition: 'inline' as const,
            },
          ],
  };
}
