import { describe, expect, it } from 'vitest';
import type { Family } from '../../src/model/evidence.js';
import type { HostNews } from '../../src/store/overview-tables.js';
import type { Told } from '../../src/store/told.js';
import { openIncident } from './acting-example.js';
import { hostNews, NOW, piece, store } from './stored-watch.js';
import { ADMIN, only, testApp } from './test-app.js';

const HALF_LIFE = 6 * 3_600_000;
const DAY = 86_400_000;

function appWith(hosts: readonly HostNews[], evidence: readonly ReturnType<typeof piece>[] = []) {
  const app = testApp({ access: only(ADMIN) });
  const told = evidence.map(
    (each, i): Told => ({ kind: 'evidence', sequence: i + 1, evidence: each, risk: 0.5 }),
  );
  store(app.folder, [{ overview: { traffic: [], coverage: null, hosts }, told }]);
  const get = async (path: string) => {
    const answer = await app.ask(`/api/v1${path}`);
    return { status: answer.status, body: (await answer.json()) as never };
  };
  return { ...app, get };
}

type Listed = {
  items: { host: string; risk: number; evidence: number; names: string[] }[];
  next: string | null;
};

describe('hosts', () => {
  it('are listed by the risk that is left of what they were accused of', async () => {
    const { get } = appWith(
      [
        hostNews('10.0.0.1', 0.7, NOW - HALF_LIFE),
        hostNews('10.0.0.2', 0.4),
        hostNews('10.0.0.3', 0.69, NOW - 10 * HALF_LIFE),
      ],
      [piece('a', '10.0.0.2'), piece('b', '10.0.0.2'), piece('c', '10.0.0.1')],
    );
    const { body } = await get('/hosts');
    const { items } = body as Listed;
    expect(items.map(({ host }) => host)).toEqual(['10.0.0.2', '10.0.0.1', '10.0.0.3']);
    expect(items[0]).toMatchObject({ risk: 0.4, evidence: 2 });
    expect(items[1]!.risk).toBeCloseTo(0.35, 10);
    expect(items[2]!.risk).toBeLessThan(0.001);
    const last = (await get('/hosts?order=last')).body as Listed;
    expect(last.items.map(({ host }) => host)).toEqual(['10.0.0.2', '10.0.0.1', '10.0.0.3']);
  });

  it('are found by a part of the address, a prefix, or a name, and never by a pattern', async () => {
    const names = [{ name: 'printer_3', source: 'dhcp' as const }];
    const { get } = appWith([
      hostNews('10.0.0.1', 0.3, NOW, { names }),
      hostNews('10.0.12.1', 0.2),
      hostNews('2001:db8:5::/64', 0.1),
    ]);
    const found = async (search: string) =>
      ((await get(`/hosts?search=${encodeURIComponent(search)}`)).body as Listed).items.map(
        ({ host }) => host,
      );
    expect(await found('10.0.')).toEqual(['10.0.0.1', '10.0.12.1']);
    expect(await found('10.0.0.0/20')).toEqual(['10.0.0.1', '10.0.12.1']);
    expect(await found('10.0.0.0/24')).toEqual(['10.0.0.1']);
    expect(await found('2001:db8::/32')).toEqual(['2001:db8:5::/64']);
    expect(await found('::/0')).toHaveLength(3);
    expect(await found('PRINTER_')).toEqual(['10.0.0.1']);
    expect(await found('dhcp')).toEqual([]);
    expect(await found('%')).toEqual([]);
    expect(await found('printer-3')).toEqual([]);
  });

  it('are chosen by a family of evidence, by role and by site, also together', async () => {
    const of = (host: string, more: Partial<HostNews['host']>, families: readonly Family[]) => {
      const news = hostNews(host, 0.5);
      const shares = families.map((family) => ({ ...news.host.shares[0]!, family }));
      return { ...news, host: { ...news.host, shares, ...more } };
    };
    const { get } = appWith([
      of('10.0.0.1', {}, ['port-scan', 'dns-tunnel']),
      of('10.0.0.2', { role: 'victim' }, ['flood']),
      of('10.0.0.3', { site: 'other' }, ['beaconing', 'flood']),
    ]);
    const found = async (query: string) =>
      ((await get(`/hosts?${query}`)).body as Listed).items.map(({ host }) => host).sort();
    expect(await found('family=flood')).toEqual(['10.0.0.2', '10.0.0.3']);
    expect(await found('family=dns-tunnel')).toEqual(['10.0.0.1']);
    expect(await found('family=icmp-tunnel')).toEqual([]);
    expect(await found('role=victim')).toEqual(['10.0.0.2']);
    expect(await found('site=other')).toEqual(['10.0.0.3']);
    expect(await found('family=flood&role=actor&order=last')).toEqual(['10.0.0.3']);
    expect(await found('family=flood&search=0.2')).toEqual(['10.0.0.2']);
    expect((await get('/hosts?family=%25')).status).toBe(400);
  });

  it('come in pages that miss none and show none twice', async () => {
    const hosts = Array.from({ length: 23 }, (_, i) => hostNews(`10.0.0.${i + 1}`, i % 3 === 0 ? 0.5 : 0.6));
    const { get } = appWith(hosts);
    for (const order of ['risk', 'last']) {
      const seen: string[] = [];
      let next: string | null = '';
      while (next !== null) {
        const cursor = next === '' ? '' : `&cursor=${next}`;
        const page = (await get(`/hosts?limit=5&order=${order}${cursor}`)).body as Listed;
        seen.push(...page.items.map(({ host }) => host));
        next = page.next;
      }
      expect(seen).toHaveLength(23);
      expect(new Set(seen).size).toBe(23);
    }
  });

  it('have a page with names, risks and what was decided; 404 for others', async () => {
    const { get, ledger } = appWith(
      [hostNews('2001:db8:5::/64', 0.5), hostNews('service tcp/445', 0.2)],
      [piece('a', '2001:db8:5::/64', { firstSeen: NOW - 5_000 })],
    );
    ledger.take(
      [
        {
          site: 'test',
          prefix: '2001:db8:5::/64',
          rule: 'scan',
          reason: 'it scans',
          evidenceIds: ['a'],
          decided: NOW,
          expires: NOW + DAY,
          approval: false,
        },
      ],
      1,
      NOW,
    );
    const { status, body } = await get(`/hosts/${encodeURIComponent('2001:DB8:5::/64')}`);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      host: '2001:db8:5::/64',
      isInternal: false,
      risks: [{ role: 'actor', risk: 0.5, shares: [{ family: 'port-scan' }] }],
      firstSeen: NOW - 5_000,
      lastSeen: NOW,
      evidence: 1,
      incidents: [],
      blocks: [{ prefix: '2001:db8:5::/64', status: 'standing' }],
    });
    expect((await get(`/hosts/${encodeURIComponent('service tcp/445')}`)).body).toMatchObject({
      isInternal: null,
      location: null,
      blocks: [],
    });
    expect((await get('/hosts/10.9.9.9')).status).toBe(404);
    expect((await get(`/hosts/${encodeURIComponent('2001:db8:5::/64')}?site=other`)).status).toBe(404);
  });

  it('have incidents that say what was decided, and why not more', async () => {
    const app = appWith([hostNews('10.0.0.1', 0.9)]);
    const reason = 'risk 0.91 from port-scan; not blocked: it belongs to the observed network';
    const id = openIncident(app, '10.0.0.1', { site: 'test', reason });
    openIncident(app, '10.0.0.2', { site: 'test' });
    expect((await app.get('/hosts/10.0.0.1')).body).toMatchObject({
      incidents: [{ id, action: 'alert', simulated: false, approval: false, reason, state: 'open' }],
    });
  });

  it('have a course of risk that decays between what was stored, and is not beyond what is known', async () => {
    const start = NOW - 2 * DAY;
    const host = hostNews('10.0.0.1', 0.3, NOW);
    const parts = [{ family: 'flood' as const, share: 0.6, confidence: 0.6 }];
    const moments = [{ step: Math.floor(start / 300_000), time: start, risk: 0.6, parts }, ...host.moments];
    const { get } = appWith([{ ...host, moments }]);
    type Course = { items: { time: number; risk: number; shares: { family: string; share: number }[] }[] };
    const { items } = (await get(`/hosts/10.0.0.1/risk?from=${start - DAY}&to=${NOW + DAY}`)).body as Course;
    expect(items[0]).toMatchObject({ time: start, risk: expect.closeTo(0.6, 10) });
    expect(items.at(-1)).toMatchObject({ time: NOW, risk: expect.closeTo(0.3, 10) });
    expect(items.length).toBeLessThanOrEqual(500);
    for (const { time, risk, shares } of items.slice(0, -1)) {
      expect(risk).toBeCloseTo(0.6 * 2 ** (-(time - start) / HALF_LIFE), 10);
      expect(shares[0]!.family).toBe('flood');
    }
    const later = (await get(`/hosts/10.0.0.1/risk?from=${start + HALF_LIFE}&to=${NOW}`)).body as Course;
    expect(later.items[0]).toMatchObject({ time: start + HALF_LIFE, risk: expect.closeTo(0.3, 10) });
  });
});

describe('evidence', () => {
  const pieces = Array.from({ length: 7 }, (_, i) =>
    piece(`id${i}`, i % 2 === 0 ? '10.0.0.1' : '10.0.0.2', {
      lastSeen: NOW - (i % 3) * 1_000,
      family: i < 5 ? 'port-scan' : 'flood',
    }),
  );

  it('is listed newest first, of one host, family or time', async () => {
    const { get } = appWith([hostNews('10.0.0.1', 0.5)], pieces);
    type Page = { items: { id: string; lastSeen: number }[]; next: string | null };
    const seen: string[] = [];
    for (let next: string | null = ''; next !== null; ) {
      const page: Page = (await get(`/evidence?limit=2${next === '' ? '' : `&cursor=${next}`}`)).body;
      seen.push(...page.items.map(({ id }) => id));
      next = page.next;
    }
    expect(seen).toEqual(['id6', 'id3', 'id0', 'id4', 'id1', 'id5', 'id2']);
    const ids = async (path: string) => ((await get(path)).body as Page).items.map(({ id }) => id);
    expect(await ids('/evidence?family=flood')).toEqual(['id6', 'id5']);
    expect(await ids(`/evidence?from=${NOW}`)).toEqual(['id6', 'id3', 'id0']);
    expect(await ids(`/evidence?to=${NOW - 1_000}`)).toEqual(['id5', 'id2']);
    expect(await ids('/hosts/10.0.0.1/evidence')).toEqual(['id6', 'id0', 'id4', 'id2']);
    expect((await get('/evidence?family=none')).status).toBe(400);
  });

  it('of a host is listed by surprise when that is asked for, in pages that miss none', async () => {
    const surprises = [3, 9, 5, 9, 1];
    const { get } = appWith(
      [hostNews('10.0.0.1', 0.5)],
      [
        ...surprises.map((surprise, i) => piece(`id${i}`, '10.0.0.1', { surprise, lastSeen: NOW - i })),
        piece('other', '10.0.0.2', { surprise: 20 }),
      ],
    );
    const seen: string[] = [];
    for (let next: string | null = ''; next !== null; ) {
      const cursor = next === '' ? '' : `&cursor=${next}`;
      const path = `/hosts/10.0.0.1/evidence?order=surprise&limit=2${cursor}`;
      const page: { items: { id: string }[]; next: string | null } = (await get(path)).body;
      seen.push(...page.items.map(({ id }) => id));
      next = page.next;
    }
    expect(seen).toEqual(['id3', 'id1', 'id2', 'id0', 'id4']);
  });

  it('says what would have had to be otherwise, by the threshold or by what is usual', async () => {
    const threshold = { feature: 'ports tried', value: 12, unit: '' };
    const contribution = { feature: 'bytes sent', value: 9_000, unit: 'B', share: 1 };
    const { get } = appWith(
      [],
      [
        piece('first', '10.0.0.1', {
          threshold,
          records: [
            { input: 3, record: 8 },
            { input: 3, record: 9 },
          ],
        }),
        piece('learned', '10.0.0.1', {
          threshold: null,
          contributions: [{ ...contribution, usual: { low: 10, high: 500 } }],
        }),
        piece('neither', '10.0.0.1', { threshold: null, contributions: [{ ...contribution, usual: null }] }),
      ],
    );
    expect((await get('/evidence/first')).body).toMatchObject({
      id: 'first',
      risk: 0.5,
      counterfactual: 'Would not have fired below 12 (ports tried).',
      inputs: [{ input: 3, records: [8, 9] }],
    });
    expect((await get('/evidence/learned')).body).toMatchObject({
      counterfactual: expect.stringContaining('bytes sent of 10 B to 500 B'),
    });
    expect((await get('/evidence/neither')).body).toMatchObject({ counterfactual: null });
    expect((await get('/evidence/none')).status).toBe(404);
  });
});
