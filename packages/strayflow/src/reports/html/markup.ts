/** HTML that cannot be injected into: a template whose values are escaped unless they are markup themselves. */
import { html } from '../escape.js';

export interface Markup {
  readonly markup: string;
}

export type MarkupValue = string | number | null | Markup | readonly Markup[];

function text(value: MarkupValue): string {
  if (value === null) return '';
  if (typeof value === 'string') return html(value);
  if (typeof value === 'number') return String(value);
  return 'markup' in value ? value.markup : value.map(({ markup: inner }) => inner).join('');
}

/** `markup\`<td>${text}</td>\``: values stand in text or in quoted attributes only. */
export function markup(parts: TemplateStringsArray, ...values: readonly MarkupValue[]): Markup {
  return { markup: parts.map((part, i) => (i < values.length ? part + text(values[i]!) : part)).join('') };
}

/** For markup that another part of the program made and vouches for. */
export function trusted(text: string): Markup {
  return { markup: text };
}

export interface Column {
  readonly title: string;
  /** Right-aligned, tabular figures. */
  readonly numeric?: boolean;
}

/** A table with a caption for screen readers, in a box that scrolls on narrow screens. */
export function table(
  caption: string,
  columns: readonly Column[],
  rows: readonly (readonly MarkupValue[])[],
): Markup {
  const cell = (value: MarkupValue, i: number) =>
    columns[i]?.numeric === true ? markup`<td class="n">${value}</td>` : markup`<td>${value}</td>`;
  const head = columns.map(({ title, numeric }) =>
    numeric === true
      ? markup`<th scope="col" class="n">${title}</th>`
      : markup`<th scope="col">${title}</th>`,
  );
  return markup`<div class="scroll" role="region" aria-label="${caption}" tabindex="0"><table>
<caption>${caption}</caption>
<thead><tr>${head}</tr></thead>
<tbody>
${rows.map(
  (row) => markup`<tr>${row.map(cell)}</tr>
`,
)}</tbody></table></div>`;
}

/** Links out of the report tell the other side nothing. */
export function link(url: string, label: string): Markup {
  return /^https:\/\//.test(url)
    ? markup`<a href="${url}" rel="noopener noreferrer">${label}</a>`
    : markup`${label}`;
}
