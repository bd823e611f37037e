import { expect, it } from 'vitest';
import { testApp } from './test-app.js';

interface Place {
  readonly id: string;
  readonly isThis: boolean;
}

type App = ReturnType<typeof testApp>;

async function places(app: App, headers: Record<string, string>): Promise<readonly Place[]> {
  const answer = await app.ask('/api/v1/sessions', { headers });
  return ((await answer.json()) as { items: Place[] }).items;
}

const end = (app: App, headers: Record<string, string>, id: string) =>
  app.ask(`/api/v1/sessions/${id}`, { method: 'DELETE', headers });

it('are listed to their account alone, and one of them ends another', async () => {
  const app = testApp();
  await app.addAccount('anna', 'viewer');
  await app.addAccount('vera', 'admin');
  const old = await app.logIn('anna');
  app.clock.now += 1_000;
  const present = await app.logIn('anna');
  const other = await app.logIn('vera');
  const [first, second] = await places(app, present);
  expect([first!.isThis, second!.isThis]).toEqual([true, false]);
  expect(await places(app, other)).toHaveLength(1);
  expect((await end(app, other, second!.id)).status).toBe(404);
  expect((await end(app, present, second!.id)).status).toBe(204);
  expect(await places(app, present)).toHaveLength(1);
  expect((await app.ask('/api/v1/session', { headers: old })).status).toBe(401);
  expect((await app.ask('/api/v1/session', { headers: present })).status).toBe(200);
  expect(app.ledger.latestAudit(null, 1)).toMatchObject([
    { kind: 'logged-out', by: 'dashboard (anna)', about: { session: second!.id } },
  ]);
});

it('are not listed any more when their time is over', async () => {
  const app = testApp();
  await app.addAccount('anna', 'viewer');
  await app.logIn('anna');
  app.clock.now += 59 * 60_000;
  const present = await app.logIn('anna');
  expect(await places(app, present)).toHaveLength(2);
  app.clock.now += 60_000;
  expect(await places(app, present)).toHaveLength(1);
});

it('are ended by no token', async () => {
  const app = testApp();
  await app.addAccount('anna', 'viewer');
  const session = await app.logIn('anna');
  const [place] = await places(app, session);
  const token = app.token('anna', 'viewer', ['api']);
  expect(await places(app, token)).toMatchObject([{ isThis: false }]);
  expect((await end(app, token, place!.id)).status).toBe(409);
  expect(await places(app, session)).toHaveLength(1);
});
