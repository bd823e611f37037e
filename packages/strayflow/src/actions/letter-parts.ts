/** The two forms of a letter: plain text, and HTML that needs nothing from outside. */

import { counted } from '../model/format.js';
import type { Letter, LetterSection } from './letter.js';
import { html } from './wording.js';

export function letterText(letter: Letter, pictureNote: string | null): string {
  const sections = letter.sections.map((section) =>
    [
      `${section.host}${section.where === null ? '' : ` (${section.where})`}`,
      `  ${section.action}: ${section.reason}`,
      ...section.evidence.flatMap(({ summary, details }) => [
        `  * ${summary}`,
        ...details.map((detail) => `      ${detail}`),
      ]),
      ...moreOf(section, letter).map((line) => `  ${line}`),
    ].join('\n'),
  );
  const notes = [...letter.footing, ...(pictureNote === null ? [] : [pictureNote])];
  return `${[letter.headline, ...sections, ...omittedOf(letter), notes.join('\n'), letter.signature].filter((part) => part !== '').join('\n\n')}\n`;
}

const FAINT = 'color:#6e7781';

/** `picture` is the source of the risk plot, as "cid:risk@strayflow"; null without one. */
export function letterHtml(letter: Letter, picture: string | null, pictureNote: string | null): string {
  const paragraphs = [...letter.footing, ...(pictureNote === null ? [] : [pictureNote]), letter.signature];
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="color-scheme" content="light dark"><title>${html(letter.subject)}</title></head>
<body style="font:15px/1.45 system-ui,sans-serif;max-width:44rem">
<h1 style="font-size:1.25rem">${html(letter.headline)}</h1>
${picture === null ? '' : `<p><img src="${html(picture)}" alt="Risk per host" width="640" style="max-width:100%;height:auto"></p>`}
${letter.sections.map((section) => sectionHtml(section, letter)).join('\n')}
${omittedOf(letter)
  .map((line) => `<p>${html(line)}</p>`)
  .join('')}
<hr>
${paragraphs.map((line) => `<p style="${FAINT};font-size:.85rem;margin:.3rem 0">${html(line)}</p>`).join('\n')}
</body>
</html>
`;
}

function sectionHtml(section: LetterSection, letter: Letter): string {
  const where = section.where === null ? '' : ` <small style="${FAINT}">${html(section.where)}</small>`;
  const evidence = section.evidence.map(
    ({ summary, details }) =>
      `<li>${html(summary)}<ul style="${FAINT}">${details.map((detail) => `<li>${html(detail)}</li>`).join('')}</ul></li>`,
  );
  return `<h2 style="font-size:1.05rem;margin-bottom:.2rem">${html(section.host)}${where}</h2>
<p style="margin:.2rem 0"><strong>${html(section.action)}</strong>: ${html(section.reason)}</p>
<ul>${evidence.join('')}</ul>
${moreOf(section, letter)
  .map((line) => `<p>${html(line)}</p>`)
  .join('')}`;
}

function moreOf({ moreEvidence, names }: LetterSection, { elsewhere }: Letter): string[] {
  return [
    ...(moreEvidence === 0 ? [] : [`${counted(moreEvidence, 'more sign')}${elsewhere}.`]),
    ...(names === null ? [] : [`${names}.`]),
  ];
}

function omittedOf({ omitted, noun, elsewhere }: Letter): string[] {
  return omitted === 0 ? [] : [`${counted(omitted, `more ${noun}`)}${elsewhere}.`];
}
