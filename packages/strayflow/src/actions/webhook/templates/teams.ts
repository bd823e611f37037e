/** An Adaptive Card for Workflows of Microsoft Teams, of rich text blocks: these know no Markdown. */
import type { Message } from '../../../model/notifier.js';
import { asciiJson } from '../../notices/ascii-json.js';
import { fitted } from './fitted.js';
import { omittedWords, paragraphsOf, titleOf, withoutCalls } from './paragraphs.js';

/** Half of the 28 KB that Teams takes: whether it counts bytes of UTF-8 or of UTF-16, it fits. */
const MAX_BYTES = 14_000;
const MAX_NOTICES = 20;

/** How strong a colour is, by risk. */
const COLORS = [
  { risk: 0.75, color: 'attention' },
  { risk: 0.5, color: 'warning' },
] as const;

interface Style {
  readonly weight?: 'bolder';
  readonly size?: 'large' | 'small';
  readonly color?: string;
  readonly isSubtle?: true;
}

export function teamsBody(message: Message): string {
  return fitted(message, write, { maxBytes: MAX_BYTES, notices: MAX_NOTICES, isBrief: true });
}

function write(message: Message): string {
  const title = titleOf(message);
  const more = omittedWords(message);
  return asciiJson({
    type: 'message',
    summary: `Strayflow: ${title}`,
    attachments: [
      {
        contentType: 'application/vnd.microsoft.card.adaptive',
        contentUrl: null,
        content: {
          $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
          type: 'AdaptiveCard',
          version: '1.4',
          fallbackText: `Strayflow: ${title}`,
          msteams: { width: 'Full' },
          body: [
            text(title, { weight: 'bolder', size: 'large' }),
            ...message.notices.map(containerOf),
            ...(more === null ? [] : [text(more)]),
          ],
        },
      },
    ],
  });
}

function containerOf(notice: Message['notices'][number]) {
  const { headline, sentences, evidence, footing } = paragraphsOf(notice);
  const color = COLORS.find(({ risk }) => notice.kind !== 'closed' && notice.risk >= risk)?.color;
  return {
    type: 'Container',
    separator: true,
    items: [
      text(headline, { weight: 'bolder', ...(color === undefined ? {} : { color }) }),
      ...sentences.map((each) => text(each)),
      ...evidence.map((each) => text(`• ${each}`)),
      text(footing, { size: 'small', isSubtle: true }),
    ],
  };
}

function text(content: string, style: Style = {}) {
  return { type: 'RichTextBlock', inlines: [{ type: 'TextRun', text: withoutCalls(content), ...style }] };
}
