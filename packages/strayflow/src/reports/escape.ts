/** Text of other people, made harmless for terminals, HTML, spreadsheets and JSON. */
import { INVISIBLE, visible } from '../model/visible.js';

/** `visible`, cut to `length` characters with an ellipsis. */
export function clipped(text: string, length: number): string {
  const characters = [...visible(text)];
  return characters.length <= length ? characters.join('') : `${characters.slice(0, length - 1).join('')}…`;
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** For HTML and SVG text and for attribute values in quotes. */
export function html(text: string): string {
  return visible(text).replace(/[&<>"']/g, (character) => ENTITIES[character]!);
}

export type Cell = string | number | boolean | null;

/** A cell that a spreadsheet shows and does not run (OWASP, CSV injection); quoted by RFC 4180 where needed. */
export function csvCell(value: Cell): string {
  if (value === null) return '';
  if (typeof value !== 'string') return String(value);
  const text = visible(value);
  const inert = /^\s*[=+\-@＝＋－＠]/.test(text) ? `'${text}` : text;
  return /[",;'\s]/.test(inert) ? `"${inert.replaceAll('"', '""')}"` : inert;
}

export function csvTable(columns: readonly string[], rows: readonly (readonly Cell[])[]): string {
  return [columns, ...rows].map((row) => `${row.map(csvCell).join(',')}\n`).join('');
}

/** JSON whose strings hold no raw control or invisible character; parsing gives back the original. */
export function safeJson(value: unknown, indent?: number): string {
  return JSON.stringify(value, null, indent).replace(
    // Line feeds outside of strings are JSON's own.
    INVISIBLE,
    (character) => (character === '\n' ? '\n' : unicodeEscape(character)),
  );
}

function unicodeEscape(character: string): string {
  let out = '';
  for (let i = 0; i < character.length; i++) {
    out += `\\u${character.charCodeAt(i).toString(16).padStart(4, '0')}`;
  }
  return out;
}
