/** Text of unknown origin, with everything that a terminal obeys or a reader cannot see spelled out. */

/**
 * Controls (C0, DEL, C1), line separators, bidirectional overrides (Unicode TR 36), zero-width and tag characters, and
 * surrogates without a partner: what a terminal obeys or a reader cannot see.
 */
export const INVISIBLE =
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]|[\u{e0000}-\u{e007f}]|\p{Surrogate}/gu;

const NAMED: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/** The text on one line, with everything that acts or hides spelled out: ESC becomes `\u{1b}`. */
export function visible(text: string): string {
  return text.replace(
    INVISIBLE,
    (character) => NAMED[character] ?? `\\u{${character.codePointAt(0)!.toString(16)}}`,
  );
}
