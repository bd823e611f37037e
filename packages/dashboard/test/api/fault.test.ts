import { expect, it } from 'vitest';
import { ApiFault, adviceOn, faultOf } from '../../src/api/fault.js';

const answer = (status: number, headers: Record<string, string> = {}) =>
  new Response(null, { status, headers });

it('says what the server said, and where', () => {
  const errors = [{ at: 'query:12', message: 'expected a port' }];
  const fault = faultOf(answer(400), { detail: 'The query is not as it should be.', errors });
  expect(fault).toMatchObject({ status: 400, message: 'The query is not as it should be.', errors });
  expect(adviceOn(fault)).toBeNull();
});

it.each([undefined, '<html>502</html>', { detail: 7 }])(
  'has words for an answer of something else: %j',
  (body) => {
    expect(faultOf(answer(502), body).message).toBe('The server answered with status 502.');
  },
);

it('asks to wait as long as the server does', () => {
  expect(adviceOn(faultOf(answer(429, { 'retry-after': '7' }), { detail: 'Too many.' }))).toBe(
    'Try again in 7 s.',
  );
});

it('knows what to do when nobody answers', () => {
  expect(adviceOn(new ApiFault(0, 'The server does not answer.'))).toMatch(/strayflow serve/);
});
