/** A query as words: parentheses, and what stands between spaces. */
export interface Token {
  readonly kind: '(' | ')' | 'word';
  /** As it was written, quotes taken off. */
  readonly text: string;
  /** In the query, from 0. */
  readonly at: number;
  /** From here on it was in quotes, where signs mean nothing; the length without. */
  readonly quotedFrom: number;
}

/** Thrown for what is no query; shown to whoever wrote it. */
export class QueryFault extends Error {
  /** Where, from 0. */
  readonly at: number;

  constructor(at: number, message: string) {
    super(message);
    this.name = 'QueryFault';
    this.at = at;
  }
}

export const MOST_CHARACTERS = 2_000;

/** Throws QueryFault. */
export function tokensOf(query: string): readonly Token[] {
  if (query.length > MOST_CHARACTERS) {
    throw new QueryFault(MOST_CHARACTERS, `A query has ${MOST_CHARACTERS} characters at most.`);
  }
  const tokens: Token[] = [];
  for (let at = 0; at < query.length; ) {
    const character = query[at]!;
    if (/\s/.test(character)) at++;
    else if (character === '(' || character === ')') {
      tokens.push({ kind: character, text: character, at, quotedFrom: 1 });
      at++;
    } else at = word(query, at, tokens);
  }
  return tokens;
}

/** Up to a space or parenthesis; quotes hold both. */
function word(query: string, start: number, tokens: Token[]): number {
  let text = '';
  let quotedFrom = -1;
  let at = start;
  for (; at < query.length && !/[\s()]/.test(query[at]!); at++) {
    if (query[at] !== '"') {
      if (quotedFrom >= 0) throw new QueryFault(at, 'Behind a closing quote comes a space.');
      text += query[at];
      continue;
    }
    const end = query.indexOf('"', at + 1);
    if (end < 0) throw new QueryFault(at, 'This quote is never closed.');
    if (quotedFrom >= 0) throw new QueryFault(at, 'Behind a closing quote comes a space.');
    quotedFrom = text.length;
    text += query.slice(at + 1, end);
    at = end;
  }
  tokens.push({ kind: 'word', text, at: start, quotedFrom: quotedFrom < 0 ? text.length : quotedFrom });
  return at;
}
