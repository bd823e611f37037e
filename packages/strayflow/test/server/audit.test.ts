import { expect, it } from 'vitest';
import { ADMIN, only, testApp } from './test-app.js';

it('is searched by kind and by any part of an entry, page by page, newest first', async () => {
  const app = testApp({ access: only(ADMIN) });
  for (let number = 1; number <= 5; number++) {
    app.ledger.note('account-added', 'Anna', { account: `user-${number}` }, app.clock.now);
    app.ledger.note('token-added', 'vera', { token: `t${number}`, name: '100 % "off"' }, app.clock.now);
  }
  const found = async (query: string) => {
    const answer = await app.ask(`/api/v1/audit?${query}`);
    return (await answer.json()) as { items: { sequence: number }[]; next: string | null };
  };
  const first = await found('kind=account-added&limit=3');
  expect(first.items.map(({ sequence }) => sequence)).toEqual([9, 7, 5]);
  const second = await found(`kind=account-added&limit=3&cursor=${first.next}`);
  expect(second.items.map(({ sequence }) => sequence)).toEqual([3, 1]);
  expect(second.next).toBeNull();
  expect((await found('search=anna')).items).toHaveLength(5);
  expect((await found('search=USER-4')).items).toHaveLength(1);
  expect((await found('search=%25')).items).toHaveLength(5);
  expect((await found('kind=token-added&search=anna')).items).toEqual([]);
  expect((await app.ask('/api/v1/audit?kind=anything')).status).toBe(400);
});
