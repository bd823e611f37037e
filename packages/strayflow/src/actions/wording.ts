/** Text of other people made harmless for a mail, and numbers as people read them. */

/** On one line of at most `length` characters; what acts or hides (controls, direction marks, lone surrogates) is "?". */
export function plain(text: string, length = 300): string {
  const characters = [...text.replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]+/gu, '?').trim()];
  return characters.length <= length ? characters.join('') : `${characters.slice(0, length - 1).join('')}…`;
}

/** For HTML text and quoted attributes. */
export function html(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** "1,234" or "0.0214": whole from a thousand on, else four significant digits. */
export function quantity(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  const rounded = Math.abs(value) >= 1_000 ? Math.round(value) : Number(value.toPrecision(4));
  const [whole = '', fraction] = String(rounded).split('.');
  const grouped = /^-?\d+$/.test(whole) ? whole.replace(/\B(?=(\d{3})+$)/g, ',') : whole;
  return fraction === undefined ? grouped : `${grouped}.${fraction}`;
}

export function counted(value: number, noun: string): string {
  return `${quantity(value)} ${noun}${value === 1 ? '' : 's'}`;
}

/** "0.868": never rounded up over a line that the risk did not reach. */
export function riskText(risk: number): string {
  return (Math.floor(risk * 1_000 + 1e-9) / 1_000).toFixed(3).replace(/0$/, '');
}

/** "2026-03-03 18:40:11 UTC" */
export function utc(time: number): string {
  if (!Number.isFinite(time) || Math.abs(time) > 8.64e15) return 'unknown time';
  return `${new Date(time).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}
