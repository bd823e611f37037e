/** The query language of flows: terms joined by "and", "or", "not" and parentheses; "and" may be left out. */
import { ALL, type FlowQuery, joined } from './query.js';
import { termOf } from './terms.js';
import { QueryFault, type Token, tokensOf } from './tokens.js';

const MOST_TERMS = 100;
const MOST_DEPTH = 30;

/** An empty query is everything. Throws QueryFault, which says where. */
export function parseQuery(text: string): FlowQuery {
  const tokens = tokensOf(text);
  if (tokens.length === 0) return ALL;
  const parser = new Parser(tokens, text.length);
  const query = parser.either(0);
  parser.expectEnd();
  return query;
}

class Parser {
  private readonly tokens: readonly Token[];
  private readonly end: number;
  private next = 0;
  private terms = 0;

  constructor(tokens: readonly Token[], end: number) {
    this.tokens = tokens;
    this.end = end;
  }

  private get token(): Token | undefined {
    return this.tokens[this.next];
  }

  private isWord(word: string): boolean {
    const { token } = this;
    return (
      token?.kind === 'word' && token.quotedFrom === token.text.length && token.text.toLowerCase() === word
    );
  }

  either(depth: number): FlowQuery {
    const parts = [this.both(depth)];
    while (this.isWord('or')) {
      this.next++;
      parts.push(this.both(depth));
    }
    return joined('or', parts);
  }

  private both(depth: number): FlowQuery {
    const parts = [this.one(depth)];
    for (;;) {
      if (this.isWord('and')) this.next++;
      else if (this.token === undefined || this.token.kind === ')' || this.isWord('or')) break;
      parts.push(this.one(depth));
    }
    return joined('and', parts);
  }

  private one(depth: number): FlowQuery {
    const { token } = this;
    const at = token?.at ?? this.end;
    if (depth > MOST_DEPTH) throw new QueryFault(at, `Parentheses and "not" go ${MOST_DEPTH} deep at most.`);
    if (this.isWord('not')) {
      this.next++;
      return { kind: 'not', inner: this.one(depth + 1) };
    }
    if (token === undefined) throw new QueryFault(at, 'Something is missing at the end.');
    if (token.kind === ')' || this.isWord('and') || this.isWord('or')) {
      throw new QueryFault(at, `Something is missing before "${token.text}".`);
    }
    this.next++;
    if (token.kind === 'word') {
      if (++this.terms > MOST_TERMS) throw new QueryFault(at, `A query has ${MOST_TERMS} terms at most.`);
      return termOf(token);
    }
    const inner = this.either(depth + 1);
    if (this.token?.kind !== ')') throw new QueryFault(at, 'This parenthesis is never closed.');
    this.next++;
    return inner;
  }

  expectEnd(): void {
    if (this.token !== undefined) throw new QueryFault(this.token.at, 'This parenthesis was never opened.');
  }
}
