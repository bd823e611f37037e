/** Blocks decided on by people: what ended cannot be approved, what two do at once is done once, and the log has it all. */
import { describe, expect, it } from 'vitest';
import { Ledger } from '../../src/store/ledger/ledger.js';
import { addBlock, audited } from './acting-example.js';
import { testApp } from './test-app.js';

const HOST = '203.0.113.7';
const HOUR = 3_600_000;

async function responder() {
  const app = testApp({ config: { server: { sessions: { idleMinutes: 720 } } } });
  await app.addAccount('rita', 'responder');
  const headers = await app.logIn('rita');
  const ask = async (method: string, path: string, body?: object) => {
    const answer =
      body === undefined
        ? await app.ask(`/api/v1${path}`, { method, headers })
        : await app.send(method, `/api/v1${path}`, body, headers);
    const text = await answer.text();
    return { status: answer.status, body: (text === '' ? {} : JSON.parse(text)) as Record<string, unknown> };
  };
  const wanted = () => app.ledger.wanted('local', app.clock.now).map(({ prefix }) => prefix);
  return { app, ask, wanted };
}

const items = ({ body }: { body: Record<string, unknown> }) => body['items'] as Record<string, unknown>[];

describe('a block that waits', () => {
  it('is done when it is approved, once', async () => {
    const { app, ask, wanted } = await responder();
    const id = addBlock(app, HOST, true);
    expect(wanted()).toEqual([]);
    const answers = await Promise.all([1, 2].map(() => ask('POST', `/blocks/${id}/approve`, {})));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
    expect(wanted()).toEqual([`${HOST}/32`]);
    expect(audited(app).map(({ kind, by }) => [kind, by])).toEqual([
      ['approval-asked', 'policy'],
      ['approved', 'dashboard (rita)'],
    ]);
    expect((await ask('POST', `/blocks/${id}/deny`, { reason: 'too late' })).status).toBe(409);
  });

  it('is dropped when it is denied', async () => {
    const { app, ask, wanted } = await responder();
    const id = addBlock(app, HOST, true);
    const denied = await ask('POST', `/blocks/${id}/deny`, { reason: 'the backup' });
    expect(denied.body).toMatchObject({ status: 'ended', ending: 'denied', ended: app.clock.now });
    expect((await ask('POST', `/blocks/${id}/approve`, {})).status).toBe(409);
    expect(wanted()).toEqual([]);
  });

  it('cannot be approved when its time is over, also while nobody has noted that it is', async () => {
    const { app, ask } = await responder();
    const id = addBlock(app, HOST, true);
    app.clock.now += HOUR;
    expect((await ask('POST', `/blocks/${id}/approve`, {})).status).toBe(409);
    expect(items(await ask('GET', '/blocks'))).toEqual([]);
    expect(items(await ask('GET', '/blocks?status=all'))).toMatchObject([
      { status: 'ended', ending: 'expired' },
    ]);
    expect((await ask('POST', '/blocks/0123456789abcdef/approve', {})).status).toBe(404);
  });
});

describe('a block that stands', () => {
  it('is undone, and its address is spared as long as was said', async () => {
    const { app, ask, wanted } = await responder();
    const id = addBlock(app, HOST);
    const undone = await ask('POST', `/blocks/${id}/undo`, { reason: 'a partner', hours: 2 });
    expect(undone.body).toMatchObject({ id, status: 'ended', ending: 'undone' });
    expect((await ask('POST', `/blocks/${id}/undo`, { reason: 'again', hours: 2 })).status).toBe(409);
    app.clock.now += HOUR;
    addBlock(app, HOST);
    expect(wanted()).toEqual([]);
    app.clock.now += 2 * HOUR;
    addBlock(app, HOST);
    expect(wanted()).toEqual([`${HOST}/32`]);
    expect(items(await ask('GET', '/blocks?status=ended'))).toMatchObject([{ id, ending: 'undone' }]);
  });

  it('is undone with all others', async () => {
    const { app, ask, wanted } = await responder();
    for (const last of [7, 8, 9]) addBlock(app, `203.0.113.${last}`);
    addBlock(app, '203.0.113.10', true);
    const undone = await ask('POST', '/blocks/undo-all', { reason: 'we block ourselves', hours: 0 });
    expect(undone.body).toEqual({ ended: 4 });
    expect([wanted(), items(await ask('GET', '/exceptions'))]).toEqual([[], []]);
    expect((await ask('POST', '/blocks/undo-all', { reason: 'again', hours: 0 })).body).toEqual({ ended: 0 });
    expect(audited(app).filter(({ kind }) => kind === 'ended')).toHaveLength(4);
    expect(app.ledger.checkAudit()).toMatchObject({ brokenAt: null, unannounced: [] });
  });

  it('is seen by the watch, which has the ledger open, too', async () => {
    const { app, ask } = await responder();
    const id = addBlock(app, HOST);
    const watch = new Ledger(app.folder);
    const before = watch.version;
    expect(watch.wanted('local', app.clock.now)).toHaveLength(1);
    await ask('POST', `/blocks/${id}/undo`, { reason: 'a partner', hours: 0 });
    expect(watch.version).not.toBe(before);
    expect(watch.wanted('local', app.clock.now)).toEqual([]);
    watch.close();
  });
});

it('pages of blocks lead through all of them, the newest decision first', async () => {
  const { app, ask } = await responder();
  const ids: string[] = [];
  for (let i = 1; i <= 7; i++) {
    ids.unshift(addBlock(app, `203.0.113.${i}`));
    app.clock.now += 1;
  }
  const seen: unknown[] = [];
  let next: unknown = '';
  for (let page = 0; next !== null && page < 9; page++) {
    const answer = await ask('GET', `/blocks?limit=2${next === '' ? '' : `&cursor=${next}`}`);
    seen.push(...items(answer).map(({ id }) => id));
    next = answer.body['next'];
  }
  expect(seen).toEqual(ids);
});

it('the kill switch lifts everything until it is taken back, and is noted when it is turned', async () => {
  const { app, ask, wanted } = await responder();
  addBlock(app, HOST);
  expect((await ask('GET', '/blocking')).body).toEqual({ isBlocking: true, mode: 'observe' });
  const off = { isBlocking: false, reason: 'the shop is down' };
  expect((await ask('PUT', '/blocking', off)).body).toMatchObject({ isBlocking: false });
  expect(wanted()).toEqual([]);
  await ask('PUT', '/blocking', off);
  await ask('PUT', '/blocking', { isBlocking: true, reason: 'it was not us' });
  expect(wanted()).toHaveLength(1);
  expect(audited(app).map(({ kind }) => kind)).toEqual(['block', 'blocking-off', 'blocking-on']);
});

describe('exceptions', () => {
  it('lift what they cover, are listed, and end', async () => {
    const { app, ask, wanted } = await responder();
    addBlock(app, HOST);
    addBlock(app, '198.51.100.1');
    const made = await ask('POST', '/exceptions', { prefix: '203.0.113.0/24', reason: 'ours', hours: null });
    expect(made).toMatchObject({
      status: 201,
      body: { endedBlocks: 1, exception: { prefix: '203.0.113.0/24', families: null, expires: null } },
    });
    expect(wanted()).toEqual(['198.51.100.1/32']);
    const limited = {
      prefix: HOST,
      reason: 'web',
      hours: 1,
      families: ['port-scan'],
      ports: [443],
      direction: 'in',
    };
    const { body } = await ask('POST', '/exceptions', limited);
    const [, second] = items(await ask('GET', '/exceptions'));
    expect(second).toEqual(body['exception']);
    expect(items(await ask('GET', '/exceptions?limit=1'))).toHaveLength(1);
    expect((await ask('DELETE', `/exceptions/${second!['id']}`)).status).toBe(204);
    expect((await ask('DELETE', `/exceptions/${second!['id']}`)).status).toBe(404);
    expect(items(await ask('GET', '/exceptions'))).toHaveLength(1);
    expect(app.faults).toEqual([]);
  });

  it.each([
    { prefix: 'nowhere', reason: 'a', hours: 1 },
    { prefix: HOST, reason: 'a'.repeat(501), hours: 1 },
    { prefix: HOST, reason: 'a' },
    { prefix: HOST, reason: 'a', hours: 0 },
    { prefix: HOST, reason: 'a', hours: 1, ports: [65_536] },
    { prefix: HOST, reason: 'a', hours: 1, ports: [] },
    { prefix: HOST, reason: 'a', hours: 1, families: ['nothing'] },
    { prefix: HOST, reason: 'a', hours: 1, direction: 'up' },
  ])('are refused as %j', async (order) => {
    const { app, ask } = await responder();
    expect((await ask('POST', '/exceptions', order)).status).toBe(400);
    expect(audited(app)).toEqual([]);
  });
});
