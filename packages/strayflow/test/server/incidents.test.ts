/** What people do about incidents by the dashboard: it is done, once, and stands in the audit log under their name. */
import { describe, expect, it } from 'vitest';
import { addBlock, audited, openIncident } from './acting-example.js';
import { testApp } from './test-app.js';

const HOST = '203.0.113.7';
const DAY = 86_400_000;

async function analyst() {
  const app = testApp();
  await app.addAccount('anna', 'analyst');
  await app.addAccount('ben', 'responder');
  await app.addAccount('vera', 'viewer');
  const headers = await app.logIn('anna');
  const get = async (path: string) => {
    const answer = await app.ask(`/api/v1${path}`, { headers });
    return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
  };
  const post = async (path: string, body: object = {}) => {
    const answer = await app.send('POST', `/api/v1${path}`, body, headers);
    return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
  };
  return { app, get, post };
}

const items = ({ body }: { body: Record<string, unknown> }) => body['items'] as Record<string, unknown>[];

describe('incidents', () => {
  it('are listed last changed first, page by page, and found by what they are about', async () => {
    const { app, get } = await analyst();
    const ids: string[] = [];
    for (let i = 1; i <= 7; i++) {
      ids.unshift(openIncident(app, `203.0.113.${i}`));
      app.clock.now += 1_000;
    }
    const seen: unknown[] = [];
    let next: unknown = '';
    for (let page = 0; next !== null && page < 9; page++) {
      const answer = await get(`/incidents?limit=3${next === '' ? '' : `&cursor=${next}`}`);
      seen.push(...items(answer).map(({ id }) => id));
      next = answer.body['next'];
    }
    expect(seen).toEqual(ids);
    expect(items(await get('/incidents?search=203.0.113.4')).map(({ host }) => host)).toEqual([
      '203.0.113.4',
    ]);
    expect(items(await get('/incidents?search=PORT-SCAN'))).toHaveLength(7);
    expect(items(await get(`/incidents?search=${encodeURIComponent("' OR 1=1 --")}`))).toEqual([]);
    expect(items(await get('/incidents?state=closed'))).toEqual([]);
    expect((await get('/incidents?cursor=WzEsMl0')).status).toBe(400);
    expect((await get(`/incidents?search=${'a'.repeat(101)}`)).status).toBe(400);
  });

  it('are acknowledged, assigned and closed, each once in the audit log', async () => {
    const { app, get, post } = await analyst();
    const id = openIncident(app, HOST);
    app.clock.now += 60_000;
    expect((await post(`/incidents/${id}/acknowledge`)).body).toMatchObject({ id, state: 'acknowledged' });
    expect((await post(`/incidents/${id}/acknowledge`)).status).toBe(200);
    expect((await get('/assignees')).body).toEqual({ items: ['anna', 'ben'] });
    expect((await post(`/incidents/${id}/assign`, { to: 'ben' })).body).toMatchObject({ assigned: 'ben' });
    expect((await post(`/incidents/${id}/assign`, { to: 'vera' })).status).toBe(422);
    expect((await post(`/incidents/${id}/assign`, { to: 'nobody' })).status).toBe(422);
    expect(items(await get('/incidents?assigned=ben'))).toMatchObject([{ id, assigned: 'ben' }]);
    expect(items(await get('/incidents?assigned=-'))).toEqual([]);
    expect((await post(`/incidents/${id}/assign`, { to: null })).body).toMatchObject({ assigned: null });
    expect(items(await get('/incidents?assigned=-'))).toHaveLength(1);
    expect((await post(`/incidents/${id}/close`)).body).toMatchObject({ state: 'closed' });
    for (const deed of ['acknowledge', 'close']) {
      expect((await post(`/incidents/${id}/${deed}`)).status).toBe(409);
    }
    expect((await post(`/incidents/${id}/assign`, { to: 'ben' })).status).toBe(409);
    expect((await post('/incidents/0123456789abcdef/close')).status).toBe(404);
    expect(audited(app).map(({ kind, by }) => [kind, by])).toEqual([
      ['acknowledged', 'dashboard (anna)'],
      ['assigned', 'dashboard (anna)'],
      ['assigned', 'dashboard (anna)'],
      ['incident-closed', 'dashboard (anna)'],
    ]);
    const { timeline } = (await get(`/incidents/${id}`)).body as {
      timeline: { kind: string; text: string }[];
    };
    const kinds = timeline.map(({ kind }) => kind).filter((kind) => kind !== 'evidence');
    expect(kinds).toHaveLength(timeline.length - 1);
    expect(kinds.slice(-4)).toEqual(['acknowledged', 'assigned', 'assigned', 'closed']);
    expect(kinds.slice(0, 2)).toEqual(['opened', 'decision']);
    expect(timeline.map(({ text }) => text)).toContain('Given to ben.');
    expect(app.faults).toEqual([]);
  });

  it('that are a false alarm: blocks are lifted, the host is spared and muted, all at once', async () => {
    const { app, get, post } = await analyst();
    const id = openIncident(app, HOST, { action: 'block', expires: app.clock.now + 3_600_000 });
    const block = addBlock(app, HOST);
    const other = addBlock(app, '203.0.113.8');
    app.clock.now += 60_000;
    const { status, body } = await post(`/incidents/${id}/false-alarm`, { reason: 'our scanner', days: 7 });
    expect([status, body['state'], body['isMuted']]).toEqual([200, 'closed', true]);
    const until = app.clock.now + 7 * DAY;
    expect(app.ledger.wanted('local', app.clock.now).map((each) => each.id)).toEqual([other]);
    expect(items(await get('/mutes'))).toMatchObject([
      { prefix: `${HOST}/32`, families: ['port-scan'], reason: 'our scanner', expires: until },
    ]);
    expect(items(await get('/exceptions'))).toMatchObject([
      { prefix: `${HOST}/32`, families: ['port-scan'], site: 'local', expires: until },
    ]);
    const detail = (await get(`/incidents/${id}`)).body as {
      blocks: { id: string; status: string; ending: string }[];
      timeline: { kind: string; by: string | null }[];
    };
    expect(detail.blocks).toMatchObject([{ id: block, status: 'ended', ending: 'excepted' }]);
    const byAnna = detail.timeline.filter(({ by }) => by === 'dashboard (anna)').map(({ kind }) => kind);
    expect(byAnna).toEqual(['false-alarm', 'excepted']);
    expect(audited(app).map(({ kind }) => kind)).toEqual([
      'block',
      'block',
      'false-alarm',
      'excepted',
      'ended',
    ]);
    expect(app.ledger.checkAudit()).toMatchObject({ brokenAt: null, unannounced: [] });
    // A block of the same kind does not come back.
    app.clock.now += 60_000;
    addBlock(app, HOST);
    expect(app.ledger.wanted('local', app.clock.now)).toHaveLength(1);
  });

  it('of the network, which have no address, cannot be a false alarm, and nothing of it is done', async () => {
    const { app, get, post } = await analyst();
    const id = openIncident(app, 'network');
    expect((await post(`/incidents/${id}/false-alarm`, { reason: 'a holiday' })).status).toBe(409);
    expect([items(await get('/mutes')), audited(app)]).toEqual([[], []]);
    expect(items(await get('/incidents'))).toHaveLength(1);
  });

  it.each([
    ['acknowledge', { more: 1 }],
    ['false-alarm', { reason: '' }],
    ['false-alarm', { reason: 'a'.repeat(501) }],
    ['false-alarm', { reason: 'a', days: 0 }],
    ['false-alarm', { reason: 'a', days: 3_651 }],
    ['assign', { to: 'a'.repeat(64) }],
    ['assign', {}],
  ])('refuse %s with %j', async (deed, body) => {
    const { app, post } = await analyst();
    const id = openIncident(app, HOST);
    expect((await post(`/incidents/${id}/${deed}`, body)).status).toBe(400);
    expect(audited(app)).toEqual([]);
  });

  it('closed by two at once are closed by one of them', async () => {
    const { app, post } = await analyst();
    const id = openIncident(app, HOST);
    const answers = await Promise.all([post(`/incidents/${id}/close`), post(`/incidents/${id}/close`)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
    expect(audited(app)).toHaveLength(1);
  });
});

describe('mutes', () => {
  it('keep back what they are about until they end', async () => {
    const { app, get, post } = await analyst();
    openIncident(app, HOST);
    const order = { prefix: '203.0.113.9/24', families: null, reason: 'maintenance', hours: 2 };
    const { status, body } = await post('/mutes', order);
    expect(app.faults).toEqual([]);
    expect([status, body]).toMatchObject([201, { prefix: '203.0.113.0/24', families: null, kept: 0 }]);
    expect(items(await get('/incidents'))).toMatchObject([{ isMuted: true }]);
    const headers = await app.logIn('anna');
    const remove = () => app.ask(`/api/v1/mutes/${body['id']}`, { method: 'DELETE', headers });
    expect([(await remove()).status, (await remove()).status]).toEqual([204, 404]);
    expect(items(await get('/incidents'))).toMatchObject([{ isMuted: false }]);
    expect(audited(app).map(({ kind }) => kind)).toEqual(['muted', 'mute-ended']);
  });

  it.each([
    { prefix: null, families: null, reason: 'a', hours: 1 },
    { prefix: 'example.org', families: null, reason: 'a', hours: 1 },
    { prefix: null, families: [], reason: 'a', hours: 1 },
    { prefix: null, families: ['port-scan,flood'], reason: 'a', hours: 1 },
    { prefix: HOST, families: null, reason: 'a', hours: 87_601 },
  ])('are refused as %j', async (order) => {
    const { post } = await analyst();
    expect((await post('/mutes', order)).status).toBe(400);
  });
});
