/** E-mail about incidents: one mail a message; what is told later of an incident joins the thread of the first mail. */
import { StrayflowError } from '../model/errors.js';
import type { Message, Notifier } from '../model/notifier.js';
import { type EmailOptions, emailOptionsSchema, portOf } from './email-options.js';
import { checkMail, deliverMail } from './email-transport.js';
import { letterHtml, letterText } from './letter-parts.js';
import { cleanMessage } from './notices/clean.js';
import { composeNoticeLetter } from './notices/letter.js';

/** Where some recipients are refused again and again, so many messages are remembered. */
const MAX_REMEMBERED = 1_000;

/** Who has taken which message, for as long as a configuration lives: what is tried again goes to the others alone. */
const taken = new WeakMap<EmailOptions, Map<string, Set<string>>>();

export const emailNotice: Notifier<EmailOptions> = {
  name: 'email',
  title: 'E-mail',
  options: emailOptionsSchema,

  async send(message, options) {
    const mail = mailOf(message, options);
    const done = taken.get(options)?.get(message.id) ?? new Set();
    const to = options.to.filter((address) => !done.has(address.toLowerCase()));
    const { accepted, failure } = await deliverMail(mail, options, to);
    if (failure === null) {
      taken.get(options)?.delete(message.id);
      return;
    }
    if (accepted.length > 0) remember(options, message.id, [...done, ...accepted]);
    const { detail, hint, cause } = failure;
    throw new StrayflowError('notify-failed', detail, { hint, cause });
  },

  plan(message, options) {
    const { messageId, subject, text, references } = mailOf(message, options);
    return [
      `By ${options.host}:${portOf(options)} (${options.security})`,
      `From: Strayflow <${options.from}>`,
      `To: ${options.to.join(', ')}`,
      `Subject: ${subject}`,
      `Message-ID: ${messageId}`,
      ...(references === undefined ? [] : [`References: ${references}`]),
      '',
      text,
    ].join('\n');
  },

  check: checkMail,
};

function mailOf(unclean: Message, options: EmailOptions) {
  const message = cleanMessage(unclean);
  const letter = composeNoticeLetter(message, options.subjectPrefix);
  const { first, ...identity } = identityOf(message, options);
  return {
    ...identity,
    ...(first === null ? {} : { inReplyTo: first, references: first }),
    date: new Date(message.time),
    subject: first === null ? letter.subject : `Re: ${letter.subject}`,
    text: letterText(letter, null),
    html: letterHtml(letter, null, null),
    // RFC 3834: no out-of-office answers to a program.
    headers: { 'Auto-Submitted': 'auto-generated' },
  };
}

/**
 * The same however often a message is sent, so that servers and readers can tell a repetition. Made of digits that were
 * checked and of the sender's domain: nothing of the traffic.
 *
 * `first` is the mail that this one continues; null where it begins a thread or stands alone.
 */
function identityOf({ id, purpose, notices, omitted }: Message, { from }: EmailOptions) {
  const domain = from.slice(from.lastIndexOf('@') + 1);
  const [notice] = notices;
  if (purpose !== 'incident' || notices.length > 1 || omitted > 0 || notice === undefined) {
    return { messageId: `<strayflow.${purpose}.${id}@${domain}>`, first: null };
  }
  const first = `<strayflow.${notice.incident}@${domain}>`;
  return notice.revision === 0
    ? { messageId: first, first: null }
    : { messageId: `<strayflow.${notice.incident}.${notice.revision}@${domain}>`, first };
}

function remember(options: EmailOptions, id: string, addresses: readonly string[]): void {
  const byMessage = taken.get(options) ?? new Map<string, Set<string>>();
  taken.set(options, byMessage);
  byMessage.set(id, new Set(addresses.map((address) => address.toLowerCase())));
  for (const oldest of byMessage.keys()) {
    if (byMessage.size <= MAX_REMEMBERED) break;
    byMessage.delete(oldest);
  }
}
