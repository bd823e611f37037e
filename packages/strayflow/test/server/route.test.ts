import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { decodeCursor, pageAnswer, pageOf, pageQuery } from '../../src/server/paging.js';
import { Problem } from '../../src/server/problem.js';
import { route } from '../../src/server/route.js';
import { ADMIN, only, testApp } from './test-app.js';

const LETTERS = ['a', 'b', 'c', 'd', 'e'];

const letters = route({
  method: 'get',
  path: '/letters/{from}',
  role: 'viewer',
  group: 'letters',
  summary: 'Letters from one on.',
  params: z.strictObject({ from: z.enum(['a', 'b']) }),
  query: z.strictObject(pageQuery),
  answer: pageAnswer(z.string()),
  handle({ params, query }) {
    const after = decodeCursor(query.cursor, z.string());
    const found = LETTERS.filter((letter) => letter >= params.from && (after === null || letter > after));
    return pageOf(found.slice(0, query.limit + 1), query.limit, (letter) => letter);
  },
});
const store = route({
  method: 'post',
  path: '/letters',
  role: 'responder',
  group: 'letters',
  summary: 'Keeps a letter.',
  body: z.strictObject({ letter: z.string().length(1) }),
  answer: null,
  handle({ body }) {
    if (body.letter === 'x') throw new Problem(409, 'There is an x already.');
    if (body.letter === 'y') throw new RangeError('the secret of y');
  },
});
const routes = [letters, store];

function post(
  body: string | Uint8Array<ArrayBuffer>,
  headers: Record<string, string> = { 'content-type': 'application/json' },
) {
  return { method: 'POST', body, headers };
}

describe('an operation', () => {
  it('is answered in pages, whose cursors lead through all items', async () => {
    const { ask } = testApp({ routes, access: only(ADMIN) });
    const seen: string[] = [];
    let next: string | null = '';
    for (let pages = 0; next !== null && pages < 10; pages++) {
      const answer = await ask(`/api/v1/letters/b?limit=2${next === '' ? '' : `&cursor=${next}`}`);
      expect(answer.status).toBe(200);
      const page = (await answer.json()) as { items: string[]; next: string | null };
      seen.push(...page.items);
      next = page.next;
    }
    expect(seen).toEqual(['b', 'c', 'd', 'e']);
  });

  it.each([
    ['/api/v1/letters/z', 'path.from'],
    ['/api/v1/letters/a?limit=0', 'query.limit'],
    ['/api/v1/letters/a?limit=501', 'query.limit'],
    ['/api/v1/letters/a?other=1', 'query'],
  ])('refuses %s and says where', async (path, at) => {
    const answer = await testApp({ routes, access: only(ADMIN) }).ask(path);
    expect(answer.status).toBe(400);
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
    expect(await answer.json()).toMatchObject({ type: 'about:blank', status: 400, errors: [{ at }] });
  });

  it.each([
    '/api/v1/letters/a?cursor=%00',
    '/api/v1/letters/a?cursor=MTI',
    '/api/v1/letters/a?limit=1&limit=2',
  ])('refuses %s', async (path) => {
    expect((await testApp({ routes, access: only(ADMIN) }).ask(path)).status).toBe(400);
  });

  it('takes nothing but JSON of bounded length as a body', async () => {
    const { ask } = testApp({ routes, access: only(ADMIN) });
    const status = async (init: RequestInit) => (await ask('/api/v1/letters', init)).status;
    expect(await status(post('{"letter":"a"}'))).toBe(204);
    expect(await status(post('{"letter":"ab"}'))).toBe(400);
    expect(await status(post('{"letter":"a","more":1}'))).toBe(400);
    expect(await status(post('{'))).toBe(400);
    expect(await status(post(new Uint8Array([0x22, 0xff, 0x22])))).toBe(400);
    expect(await status(post('{"letter":"a"}', { 'content-type': 'text/plain' }))).toBe(415);
    expect(await status(post(`"${'a'.repeat(1 << 20)}"`))).toBe(413);
  });

  it('tells what a handler says, and of a fault nothing but that there was one', async () => {
    const { ask, faults } = testApp({ routes, access: only(ADMIN) });
    const said = await ask('/api/v1/letters', post('{"letter":"x"}'));
    expect(said.status).toBe(409);
    expect(await said.json()).toMatchObject({ detail: 'There is an x already.' });
    const fault = await ask('/api/v1/letters', post('{"letter":"y"}'));
    expect(fault.status).toBe(500);
    expect(await fault.text()).not.toContain('secret');
    expect(faults).toHaveLength(1);
  });

  it('is for nobody who did not say who they are, and for no lower role', async () => {
    const asNobody = testApp({ routes, access: only(null) });
    expect((await asNobody.ask('/api/v1/letters/a')).status).toBe(401);
    const asAnalyst = testApp({ routes, access: only({ ...ADMIN, role: 'analyst' }) });
    expect((await asAnalyst.ask('/api/v1/letters/a')).status).toBe(200);
    expect((await asAnalyst.ask('/api/v1/letters', post('{"letter":"a"}'))).status).toBe(403);
    const forPush = testApp({ routes, access: only({ ...ADMIN, scopes: ['push'] }) });
    expect((await forPush.ask('/api/v1/letters/a')).status).toBe(403);
  });

  it('cannot be declared with a path that its parameters do not fit', () => {
    const spec = { method: 'get', role: 'viewer', group: 'a', summary: 'a', answer: null } as const;
    expect(() => route({ ...spec, path: '/letters/{one}', handle: () => undefined })).toThrow(RangeError);
  });
});

describe('the description', () => {
  it('has every operation with its role, its parameters and its schemas', async () => {
    const answer = await testApp({ routes, access: only(ADMIN) }).ask('/api/v1/openapi.json');
    const { paths } = (await answer.json()) as { paths: Record<string, Record<string, object>> };
    expect(Object.keys(paths)).toEqual(['/api/v1/letters/{from}', '/api/v1/letters', '/api/v1/openapi.json']);
    expect(paths['/api/v1/letters/{from}']!['get']).toMatchObject({
      'x-role': 'viewer',
      parameters: [
        { name: 'from', in: 'path', required: true, schema: { enum: ['a', 'b'] } },
        { name: 'limit', in: 'query', required: false, schema: { type: 'integer', maximum: 500 } },
        { name: 'cursor', in: 'query', required: false },
      ],
    });
    expect(paths['/api/v1/letters']!['post']).toMatchObject({ 'x-role': 'responder' });
  });
});

describe('every answer', () => {
  it.each(['/api/v1/status', '/nothing', '/api/v1/nothing'])('of %s has the headers', async (path) => {
    const { headers } = await testApp({ access: only(ADMIN) }).ask(path);
    expect(headers.get('content-security-policy')).toContain(
      "default-src 'none'; script-src 'self'; style-src 'self'",
    );
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect(headers.get('strict-transport-security')).toBeNull();
  });
});
