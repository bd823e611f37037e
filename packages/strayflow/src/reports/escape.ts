/** Text of other people, made harmless for terminals, HTML, spreadsheets and JSON. */

/**
 * Controls (C0, DEL, C1), line separators, bidirectional overrides (Unicode TR 36), zero-width and tag characters, and
 * surrogates without a partner: what a terminal obeys or a reader cannot see.
 */
const INVISIBLE =
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]|[\u{e0000}-\u{e007f}]|\p{Surrogate}/gu;

const NAMED: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/** The text on one line, with everything that acts or hides spelled out: ESC becomes `\u{1b}`. */
export function visible(text: string): string {
  return text.replace(
    INVISIBLE,
    (character) => NAMED[character] ?? `\\u{${character.codePointAt(0)!.toString(16)}}`,
  );
}

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
