import { describe, expect, it } from 'vitest';
import { admitPush, readPush } from '../../../src/sources/cloud/logpush-request.js';

const SECRET = 'correct horse battery staple';
const rules = { secret: SECRET, mostBytes: 1000 };
const head = { method: 'POST', secret: SECRET, contentLength: '1000' };
const body = (text: string) => new TextEncoder().encode(text);

describe('a push', () => {
  it('is admitted with the secret, as a POST, up to the bound', () => {
    expect(admitPush(head, rules)).toBe(null);
    expect(admitPush({ ...head, contentLength: undefined }, rules)).toBe(null);
  });

  it('is refused without the secret before anything else is told', () => {
    for (const secret of [undefined, '', 'x', `${SECRET} `, SECRET.slice(1), SECRET.toUpperCase()]) {
      expect(admitPush({ method: 'GET', secret, contentLength: '9999' }, rules)).toMatchObject({
        status: 401,
      });
    }
  });

  it('is refused with another method, or when it is or may be too large', () => {
    expect(admitPush({ ...head, method: 'GET' }, rules)).toMatchObject({ status: 405 });
    expect(admitPush({ ...head, contentLength: '1001' }, rules)).toMatchObject({ status: 413 });
    expect(admitPush({ ...head, contentLength: 'many' }, rules)).toMatchObject({ status: 413 });
  });

  it('is not judged by a secret that could be guessed', () => {
    expect(() => admitPush({ ...head, secret: '' }, { ...rules, secret: '' })).toThrow(RangeError);
  });
});

describe('the body of a push', () => {
  it('is the test of the destination, a token of ownership, or records', () => {
    expect(readPush(body('{"content":"tests"}'))).toEqual({ kind: 'test' });
    expect(readPush(body('{"content": "test"}\n'))).toEqual({ kind: 'test' });
    expect(readPush(body('eyJhbGciOiJ.eyJwYXlsb2Fk.c2ln-_x\n'))).toEqual({
      kind: 'ownership',
      token: 'eyJhbGciOiJ.eyJwYXlsb2Fk.c2ln-_x',
    });
    for (const text of ['', '{"ClientIP":"192.0.2.1"}\n', 'a.b', `${'a'.repeat(5000)}.b.c`]) {
      expect(readPush(body(text))).toEqual({ kind: 'records' });
    }
  });
});
