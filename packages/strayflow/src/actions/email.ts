/** E-mail by SMTP: one mail for all new decisions of a run, as text and as HTML with the risk plot inside. */
import { counted } from '../model/format.js';
import type { Action, ActionInput, ActionResult } from '../model/report.js';
import { type EmailOptions, emailOptionsSchema } from './email-options.js';
import { checkMail, deliverMail } from './email-transport.js';
import { composeLetter, type Letter } from './letter.js';
import { letterHtml, letterText } from './letter-parts.js';

const PICTURE_PATH = 'plots/risk.png';
const PICTURE_ID = 'risk@strayflow';
/** In bytes; mail servers often take 10 MB, and phones load this at once. */
const MAX_PICTURE = 2_000_000;

export const email: Action<EmailOptions> = {
  name: 'email',
  title: 'E-mail',
  options: emailOptionsSchema,

  async perform(input, options): Promise<ActionResult> {
    const letter = composeLetter(input, options.subjectPrefix);
    if (letter === null) return { outcome: 'nothing-to-do', detail: 'No new decision calls for a mail.' };
    const { failure } = await deliverMail(messageOf(letter, input), options);
    if (failure !== null) return failure;
    const hosts = counted(letter.sections.length + letter.omitted, 'host');
    return { outcome: 'done', detail: `Mail about ${hosts} sent to ${options.to.join(', ')}.` };
  },

  check: checkMail,
};

function messageOf(letter: Letter, input: ActionInput) {
  const plot = input.files.find((file) => file.path === PICTURE_PATH);
  const picture = plot !== undefined && plot.content.length <= MAX_PICTURE ? plot : null;
  const note =
    plot !== undefined && picture === null ? 'The risk plot is too large for a mail; see the report.' : null;
  return {
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
