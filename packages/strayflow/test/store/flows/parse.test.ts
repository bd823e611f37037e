import { describe, expect, it } from 'vitest';
import { formatPrefix } from '../../../src/model/address.js';
import { parseQuery } from '../../../src/store/flows/query/parse.js';
import type { FlowQuery } from '../../../src/store/flows/query/query.js';
import { QueryFault } from '../../../src/store/flows/query/tokens.js';

/** The tree in words. */
function said(query: FlowQuery): string {
  switch (query.kind) {
    case 'all':
      return 'all';
    case 'and':
    case 'or':
      return `(${said(query.left)} ${query.kind} ${said(query.right)})`;
    case 'not':
      return `not ${said(query.inner)}`;
    case 'address':
      return `${query.sides.join('|')} in ${formatPrefix(query.prefix)}`;
    case 'number': {
      const { low, high, withLow, withHigh } = query.range;
      return `${query.field} ${withLow ? '[' : '('}${low}, ${high}${withHigh ? ']' : ')'}`;
    }
    case 'text':
      return `${query.field} like ${query.pattern}`;
    case 'state':
      return `state ${query.states.join('|')}`;
  }
}

describe('a query', () => {
  it.each([
    ['', 'all'],
    ['  ', 'all'],
    ['10.0.0.5', 'source|destination in 10.0.0.5/32'],
    ['fe80::1', 'source|destination in fe80::1/128'],
    ['abcd::/16', 'source|destination in abcd::/16'],
    ['src:10.1.2.3/8', 'source in 10.0.0.0/8'],
    ['dst:2001:db8::/32', 'destination in 2001:db8::/32'],
    ['host=::1', 'source|destination in ::1/128'],
    ['port:22', 'port [22, 22]'],
    ['dport:443-445', 'destinationPort [443, 445]'],
    ['sport>=1024', 'sourcePort [1024, Infinity]'],
    ['proto:TCP', 'protocol [6, 6]'],
    ['proto:17', 'protocol [17, 17]'],
    ['bytes>1M', 'bytes (1000000, Infinity]'],
    ['bytes<=1.5k', 'bytes [-Infinity, 1500]'],
    ['duration>10s', 'durationMs (10000, Infinity]'],
    ['duration<500ms', 'durationMs [-Infinity, 500)'],
    ['state:rej', 'state REJ'],
    ['state:failed', 'state S0|REJ|RSTOS0|SH'],
    ['service:dns', 'service like dns'],
    ['service:"a b"', 'service like a b'],
    ['uid:"x:y"', 'uid like x:y'],
    ['dport:22,80', '(destinationPort [22, 22] or destinationPort [80, 80])'],
    ['port:22 proto:tcp', '(port [22, 22] and protocol [6, 6])'],
    ['port:1 or port:2 port:3', '(port [1, 1] or (port [2, 2] and port [3, 3]))'],
    ['NOT port:1 AND port:2', '(not port [1, 1] and port [2, 2])'],
    ['not (port:1 or port:2)', 'not (port [1, 1] or port [2, 2])'],
  ])('%s means %s', (text, meaning) => {
    expect(said(parseQuery(text))).toBe(meaning);
  });

  it.each([
    ['hello', 0, 'Expected an address'],
    ['port:22 and', 11, 'missing at the end'],
    ['or port:22', 0, 'missing before "or"'],
    ['(port:22', 0, 'never closed'],
    ['port:22)', 7, 'never opened'],
    ['()', 1, 'missing before ")"'],
    ['port:', 5, 'value is missing'],
    ['port:70000', 5, 'takes a port'],
    ['port:5-3', 5, 'takes a port'],
    ['dport:22,x', 9, 'takes a port'],
    ['dport:22,', 9, 'value is missing'],
    ['src:nowhere', 4, 'Expected an address or a prefix'],
    ['src>10.0.0.0', 0, 'is for numbers'],
    ['constructor:1', 0, 'is no field'],
    ['state:valueOf', 6, 'Expected a state'],
    ['proto:toString', 6, 'takes a protocol'],
    ['service:"x', 8, 'never closed'],
    ['service:"x"y', 11, 'comes a space'],
    ['bytes>1 M', 8, 'Expected an address'],
    [`${'('.repeat(40)}port:1`, 31, 'deep at most'],
    ['not '.repeat(40), 124, 'deep at most'],
    ['port:1 '.repeat(101), 700, 'terms at most'],
    ['x'.repeat(3_000), 2_000, 'characters at most'],
  ])('%s is none, and it is said where and why', (text, at, why) => {
    let fault: unknown = null;
    try {
      parseQuery(text);
    } catch (error) {
      fault = error;
    }
    expect(fault).toBeInstanceOf(QueryFault);
    expect((fault as QueryFault).message).toContain(why);
    expect((fault as QueryFault).at).toBe(at);
  });
});
