/** What can be written where the caret stands in a query. */
import { FIELDS, fieldOf, KEYWORDS, type QueryField, SIGNS } from './language.js';

export interface Proposal {
  /** What is shown of it. */
  readonly label: string;
  readonly says: string;
  /** Stands in the place of what is written from `start` to `end` of the query. */
  readonly text: string;
}

export interface Completion {
  readonly start: number;
  readonly end: number;
  readonly proposals: readonly Proposal[];
  /** Addresses that begin so would fit. */
  readonly address: string | null;
}

/** Values that the data have, by the name of the field. */
export type KnownValues = Readonly<Record<string, readonly string[]>>;

const MOST = 30;
const NONE: Completion = { start: 0, end: 0, proposals: [], address: null };

export function completionAt(query: string, caret: number, known: KnownValues = {}): Completion {
  const before = query.slice(0, caret);
  if ((before.split('"').length - 1) % 2 === 1) return NONE;
  const start = Math.max(before.lastIndexOf(' '), before.lastIndexOf('('), before.lastIndexOf('\t')) + 1;
  const end = caret + /^[^\s()]*/.exec(query.slice(caret))![0].length;
  const word = before.slice(start);
  const sign = /^([a-z]+)(>=|<=|>|<|:|=)/i.exec(word);
  const field = sign === null ? undefined : fieldOf(sign[1]!);
  if (sign === null || field === undefined) {
    const proposals = wordsLike(word, before.slice(0, start).trim() === '');
    return { start, end, proposals, address: /^[\d.:a-f/]{2,}$/i.test(word) ? word : null };
  }
  const from = start + Math.max(sign[0].length, word.lastIndexOf(',') + 1);
  const value = before.slice(from);
  const isAddress = field.kind === 'address' && value.length > 1;
  return {
    start: from,
    end,
    proposals: valuesLike(value, field, known).slice(0, MOST),
    address: isAddress ? value : null,
  };
}

/** Fields, their signs where one is written whole, and words that join terms. */
function wordsLike(word: string, isFirst: boolean): readonly Proposal[] {
  const wanted = word.toLowerCase();
  const whole = fieldOf(wanted);
  const signs =
    whole?.kind !== 'number'
      ? []
      : SIGNS.slice(1).map(([sign, says]) => ({
          label: `${whole.name}${sign}`,
          says,
          text: `${whole.name}${sign}`,
        }));
  const fields = FIELDS.filter(({ name }) => name.startsWith(wanted)).map(({ name, says }) => ({
    label: `${name}:`,
    says,
    text: `${name}:`,
  }));
  const keywords = KEYWORDS.filter(
    ([name]) => name.startsWith(wanted) && (!isFirst || (name === 'not' && wanted !== '')),
  ).map(([name, says]) => ({ label: name, says, text: `${name} ` }));
  return [...fields.slice(0, 1), ...signs, ...fields.slice(1), ...keywords];
}

function valuesLike(value: string, field: QueryField, known: KnownValues): readonly Proposal[] {
  const wanted = value.toLowerCase();
  const data = (known[field.name] ?? []).map((text) => [text, 'among these flows'] as const);
  const usual = field.values.filter(([text]) => !data.some(([other]) => other === text));
  return [...data, ...usual]
    .filter(([text]) => text.toLowerCase().startsWith(wanted) && text !== value)
    .map(([text, says]) => ({ label: text, says, text: `${quoted(text)} ` }));
}

/** As a value of text: in quotes where signs would mean something. A quote itself cannot be said: any text may stand there. */
export function quoted(value: string): string {
  const text = value.replaceAll('"', '*');
  return /[\s(),]/.test(text) ? `"${text}"` : text;
}
