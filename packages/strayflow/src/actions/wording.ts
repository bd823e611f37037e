/** Text of other people made harmless for a mail. */

/** On one line of at most `length` characters; what acts or hides (controls, direction marks, lone surrogates) is "?". */
export function plain(text: string, length = 300): string {
  const characters = [...text.replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]+/gu, '?').trim()];
  return characters.length <= length ? characters.join('') : `${characters.slice(0, length - 1).join('')}…`;
}

/** For HTML text and quoted attributes. */
export function html(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
