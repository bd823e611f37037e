/** Who may no more hears no more, at once; and what is changed is in the audit log. */
import { describe, expect, it } from 'vitest';
import { Accounts } from '../../src/store/accounts/accounts.js';
import { audited } from './acting-example.js';
import { testApp } from './test-app.js';

async function withBen() {
  const app = testApp();
  await app.addAccount('anna', 'admin');
  await app.addAccount('ben', 'viewer');
  const anna = await app.logIn('anna');
  const ben = await app.logIn('ben');
  const listen = async (headers: Record<string, string>) =>
    expect((await app.ask('/api/v1/events', { headers })).status).toBe(200);
  return { app, anna, ben, listen };
}

describe('streams of events', () => {
  it('end when their session logs out, and others of the account go on', async () => {
    const { app, ben, listen } = await withBen();
    await listen(ben);
    await listen(await app.logIn('ben'));
    expect(app.events.listening).toBe(2);
    await app.ask('/api/v1/session', { method: 'DELETE', headers: ben });
    expect(app.events.listening).toBe(1);
  });

  it.each([
    ['is removed', 'DELETE', undefined],
    ['has another role', 'PATCH', { role: 'analyst' }],
    ['has another password', 'PATCH', { password: 'another long password' }],
  ] as const)('end when the account %s', async (_, method, body) => {
    const { app, anna, ben, listen } = await withBen();
    await listen(ben);
    await listen(anna);
    const answer =
      body === undefined
        ? await app.ask('/api/v1/accounts/ben', { method, headers: anna })
        : await app.send(method, '/api/v1/accounts/ben', body, anna);
    expect(answer.status).toBe(204);
    expect([app.events.listeningOf('ben'), app.events.listeningOf('anna')]).toEqual([0, 1]);
  });

  it('end when the token is removed', async () => {
    const { app, anna, listen } = await withBen();
    const order = { name: 'a wall display', role: 'viewer', scopes: ['api'], days: 1 };
    const made = await app.send('POST', '/api/v1/tokens', order, anna);
    const { id, token } = (await made.json()) as { id: string; token: string };
    await listen({ authorization: `Bearer ${token}` });
    await app.ask(`/api/v1/tokens/${id}`, { method: 'DELETE', headers: anna });
    expect(app.events.listening).toBe(0);
  });

  it('end when a command removes the account beside the server', async () => {
    const { app, ben, listen } = await withBen();
    await listen(ben);
    const command = new Accounts(app.folder);
    command.remove('ben');
    command.close();
    app.changes.look();
    expect(app.events.listening).toBe(0);
  });
});

it('each change has one entry, by who made it', async () => {
  const { app, anna } = await withBen();
  const order = { name: 'cleo', role: 'viewer', password: 'a very long password' };
  expect((await app.send('POST', '/api/v1/accounts', order, anna)).status).toBe(201);
  expect((await app.send('POST', '/api/v1/accounts', order, anna)).status).toBe(409);
  const change = { role: 'responder', password: 'a longer password' };
  expect((await app.send('PATCH', '/api/v1/accounts/cleo', change, anna)).status).toBe(204);
  expect((await app.send('PATCH', '/api/v1/accounts/anna', { role: 'viewer' }, anna)).status).toBe(409);
  await app.ask('/api/v1/accounts/cleo', { method: 'DELETE', headers: anna });
  expect(audited(app).map(({ kind, by }) => [kind, by])).toEqual(
    ['account-added', 'account-changed', 'password-changed', 'account-removed'].map((kind) => [
      kind,
      'dashboard (anna)',
    ]),
  );
  expect(app.ledger.checkAudit().brokenAt).toBeNull();
});
