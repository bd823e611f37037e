/** The words that are proposed are those that the server's own parser knows. */
import { describe, expect, it } from 'vitest';
import { CONNECTION_STATE_NAMES } from '../../../strayflow/src/model/flow-batch.js';
import { parseQuery } from '../../../strayflow/src/store/flows/query/parse.js';
import { QueryFault } from '../../../strayflow/src/store/flows/query/tokens.js';
import type { FlowRow } from '../../src/api/contract/flows.js';
import { completionAt } from '../../src/pages/flows/completion.js';
import { EXAMPLES, FIELDS } from '../../src/pages/flows/language.js';
import { recordTerm, termOfKey, textTerm, withoutTerm, withTerm } from '../../src/pages/flows/terms.js';

describe('the language', () => {
  it('has the fields of the server', () => {
    let told = '';
    try {
      parseQuery('nofield:1');
    } catch (error) {
      told = error instanceof QueryFault ? error.message : '';
    }
    const known = /Fields are (.*)\.$/.exec(told)?.[1]?.split(', ') ?? [];
    expect(known.length).toBeGreaterThan(10);
    expect(FIELDS.map(({ name }) => name).sort()).toEqual([...known].sort());
  });

  it('proposes values that the server understands, and every state', () => {
    for (const { name, values } of FIELDS) {
      for (const [value] of values)
        expect(() => parseQuery(`${name}:${value}`), `${name}:${value}`).not.toThrow();
    }
    const states = FIELDS.find(({ name }) => name === 'state')?.values.map(([value]) => value) ?? [];
    expect(states).toEqual(expect.arrayContaining([...CONNECTION_STATE_NAMES]));
  });

  it.each(EXAMPLES)('shows %s', (query) => {
    expect(() => parseQuery(query)).not.toThrow();
  });

  it('compares numbers, and nothing else, with signs', () => {
    for (const { name, kind } of FIELDS) {
      const compare = () => parseQuery(`${name}>1`);
      if (kind === 'number') expect(compare, name).not.toThrow();
      else expect(compare, name).toThrow(QueryFault);
    }
  });
});

describe('completion', () => {
  const labels = (query: string, caret = query.length) =>
    completionAt(query, caret, { service: ['http', 'a b'] }).proposals.map(({ label }) => label);

  it('proposes fields and what joins terms', () => {
    expect(labels('dp')).toEqual(['dport:']);
    expect(labels('proto:tcp n')).toEqual(['net:', 'not']);
    expect(labels('proto:tcp or du')).toEqual(['duration:']);
    expect(labels('(sr')).toEqual(['src:']);
    expect(labels('bytes')).toEqual(['bytes:', 'bytes>', 'bytes>=', 'bytes<', 'bytes<=']);
    expect(labels('nosuch')).toEqual([]);
  });

  it('proposes values, also behind a comma and in the middle of a query', () => {
    expect(labels('state:f')).toEqual(['failed']);
    expect(labels('dport:22,33')).toEqual(['3306', '3389']);
    expect(labels('state:S0 dport:22', 'state:S'.length)).toContain('SF');
    expect(completionAt('state:S0 dport:22', 'state:S'.length)).toMatchObject({ start: 6, end: 8 });
  });

  it('puts values of the data in quotes where they need them', () => {
    const { proposals } = completionAt('service:', 8, { service: ['http', 'a b'] });
    expect(proposals.map(({ text }) => text)).toEqual(['http ', '"a b" ']);
  });

  it('proposes nothing in quotes', () => {
    expect(labels('service:"d')).toEqual([]);
  });

  it('asks for hosts where an address is begun', () => {
    expect(completionAt('10.2', 4).address).toBe('10.2');
    expect(completionAt('src:10.2', 8).address).toBe('10.2');
    expect(completionAt('dport:10', 8).address).toBeNull();
  });
});

describe('terms of values', () => {
  const meaning = (query: string) => parseQuery(query);

  it('are added to a query so that both hold', () => {
    expect(withTerm('', 'dport:22')).toBe('dport:22');
    expect(withTerm('proto:tcp', 'dport:22')).toBe('proto:tcp dport:22');
    expect(withTerm('proto:tcp dport:22', 'dport:22')).toBe('proto:tcp dport:22');
    expect(meaning(withTerm('port:1 or port:2', 'dport:22'))).toEqual(
      meaning('(port:1 or port:2) and dport:22'),
    );
    expect(withTerm('service:"a or b"', 'dport:22')).toBe('service:"a or b" dport:22');
  });

  it('are excluded, also those of what is not known', () => {
    expect(withoutTerm('proto:tcp', 'dport:22')).toBe('proto:tcp not dport:22');
    expect(withoutTerm('', termOfKey('service', '')!)).toBe('service:*');
    expect(meaning(withoutTerm('proto:tcp', 'input:0 record:7'))).toEqual(
      meaning('proto:tcp and not (input:0 and record:7)'),
    );
  });

  it.each(['http', 'a b', 'x(y)', 'q"uote', ',', 'or', 'not', '10%', 'ä'])('say %j as text', (value) => {
    const term = textTerm('service', value)!;
    expect(meaning(term)).toEqual({ kind: 'text', field: 'service', pattern: value.replaceAll('"', '*') });
    expect(() => meaning(withoutTerm('a::1 or b::2', term))).not.toThrow();
  });

  it('name one record', () => {
    expect(recordTerm({ input: 3, record: 90 } as FlowRow)).toBe('input:3 record:90');
  });

  it('of top values are understood by the server', () => {
    const keys = [
      termOfKey('source', '2001:db8::1'),
      termOfKey('destination', '10.0.0.1'),
      termOfKey('destinationPort', '22'),
      termOfKey('destinationPort', ''),
      termOfKey('protocol', '6'),
      termOfKey('protocol', ''),
      termOfKey('service', ''),
      termOfKey('state', 'S0'),
    ];
    for (const term of keys) expect(() => meaning(term!), term!).not.toThrow();
    expect(termOfKey('state', '')).toBeNull();
  });
});
