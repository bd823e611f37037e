/** A message for incoming webhooks of Slack, as blocks of plain text: nothing in it is formatted, linked or called. */
import type { Message } from '../../../model/notifier.js';
import { asciiJson } from '../../notices/ascii-json.js';
import { plain } from '../../wording.js';
import { fitted } from './fitted.js';
import { type NoticeParagraphs, omittedWords, paragraphsOf, titleOf, withoutCalls } from './paragraphs.js';

/** docs.slack.dev/reference/block-kit/blocks: 50 blocks, 150 characters in a header, 3000 in a text. */
const MAX_HEADER = 150;
const MAX_TEXT = 3_000;
/** Two blocks each, and three for the whole. */
const MAX_NOTICES = 20;
/** Slack names no limit for all of it; more is nothing that one reads in a chat. */
const MAX_BYTES = 64 << 10;

export function slackBody(message: Message): string {
  return fitted(message, write, { maxBytes: MAX_BYTES, notices: MAX_NOTICES, isBrief: true });
}

function write(message: Message): string {
  const title = titleOf(message);
  const told = message.notices.map(paragraphsOf);
  const more = omittedWords(message);
  return asciiJson({
    // Shown in notifications, and by receivers that know no blocks.
    text: escaped([title, ...told.map(({ headline }) => headline)].join('\n'), MAX_TEXT),
    mrkdwn: false,
    parse: 'none',
    link_names: false,
    unfurl_links: false,
    unfurl_media: false,
    blocks: [
      { type: 'header', text: text(title, MAX_HEADER) },
      ...told.flatMap((each) => [
        { type: 'section', text: text(sectionOf(each), MAX_TEXT) },
        { type: 'context', elements: [text(each.footing, MAX_TEXT)] },
      ]),
      ...(more === null ? [] : [{ type: 'section', text: text(more, MAX_TEXT) }]),
    ],
  });
}

function sectionOf({ headline, sentences, evidence }: NoticeParagraphs): string {
  return [headline, ...sentences, ...evidence.map((each) => `• ${each}`)].join('\n');
}

function text(content: string, length: number) {
  return { type: 'plain_text', text: escaped(content, length), emoji: false };
}

/** docs.slack.dev/messaging/formatting-message-text: three characters, in every text object. */
function escaped(content: string, length: number): string {
  const lines = withoutCalls(content)
    .split('\n')
    .map((line) => plain(line, length));
  const entities = (line: string) =>
    line.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  let whole = '';
  for (const line of lines) {
    const next = whole === '' ? entities(line) : `${whole}\n${entities(line)}`;
    if (next.length > length - 2) return whole === '' ? '…' : `${whole}\n…`;
    whole = next;
  }
  return whole;
}
