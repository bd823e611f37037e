import { describe, expect, it } from 'vitest';
import { hostNews, NOW, piece, store } from './stored-watch.js';
import { ADMIN, only, testApp } from './test-app.js';

const MINUTE = 60_000;
const DAY = 86_400_000;

interface Answered {
  from: number;
  to: number;
  stepMs: number;
  traffic: { time: number; flows: number; evidence: number; incidents: number }[];
  coverage: { time: number; received: number; scored: number }[];
  [key: string]: unknown;
}

const overview = async (app: ReturnType<typeof testApp>, query = '') => {
  const answer = await app.ask(`/api/v1/overview${query}`);
  expect(answer.status).toBe(200);
  return (await answer.json()) as Answered;
};

describe('the overview', () => {
  it('of nothing is empty, not wrong', async () => {
    const app = testApp({ access: only(ADMIN) });
    const body = await overview(app);
    expect(body).toMatchObject({
      families: [],
      riskiest: [],
      incidents: { open: 0 },
      blocks: { standing: 0 },
    });
    expect(body.traffic.every(({ flows }) => flows === 0)).toBe(true);
    for (const path of ['/hosts', '/evidence', '/sources']) {
      const answer = await app.ask(`/api/v1${path}`);
      expect(await answer.json()).toEqual({ items: [], next: null });
    }
  });

  it('adds minutes up to steps, none of which is left out', async () => {
    const app = testApp({ access: only(ADMIN) });
    const last = Math.floor(NOW / MINUTE);
    const wall = Math.floor(app.clock.now / MINUTE);
    const traffic = [0, 1, 7, 600].map((ago) => ({
      minute: last - ago,
      flows: 1 + ago,
      bytes: 10,
      packets: 2,
    }));
    const counts = { received: 9, parsed: 8, rejected: 1, ignored: 0, dropped: 2, late: 1, scored: 7 };
    store(app.folder, [
      {
        overview: { traffic, coverage: { minute: wall, ...counts }, hosts: [hostNews('10.0.0.1', 0.5)] },
        told: [{ kind: 'evidence', sequence: 1, evidence: piece('a', '10.0.0.1'), risk: 0.5 }],
      },
    ]);
    const body = await overview(app);
    expect(body.to - body.from).toBeGreaterThanOrEqual(DAY);
    expect(body.traffic.length).toBeLessThanOrEqual(400);
    expect(body.traffic.map(({ time }) => time)).toEqual(
      body.traffic.map((_, i) => body.from + i * body.stepMs),
    );
    expect(body.traffic.reduce((sum, { flows }) => sum + flows, 0)).toBe(4 + 608);
    expect(body.traffic.at(-1)).toMatchObject({ evidence: 1 });
    expect(body.coverage.at(-1)).toMatchObject({ received: 9, scored: 7 });
    expect(body).toMatchObject({
      families: [{ family: piece('a', '').family, evidence: 1, hosts: 1 }],
      riskiest: [{ host: '10.0.0.1', risk: 0.5 }],
      blocks: { mode: 'observe', isBlocking: true },
    });
    const narrow = await overview(app, `?from=${NOW - 10 * MINUTE}&to=${NOW + MINUTE}`);
    expect(narrow.stepMs).toBe(MINUTE);
    expect(narrow.traffic.reduce((sum, { flows }) => sum + flows, 0)).toBe(1 + 2 + 8);
    const wide = await overview(app, `?from=0&to=${NOW + MINUTE}`);
    expect(wide.traffic.length).toBeLessThanOrEqual(400);
    expect(wide.traffic.reduce((sum, { flows }) => sum + flows, 0)).toBe(4 + 608);
  });

  it('refuses a span that ends before it begins', async () => {
    const app = testApp({ access: only(ADMIN) });
    expect((await app.ask('/api/v1/overview?from=2&to=1')).status).toBe(400);
  });
});

describe('sources', () => {
  it('say what was read, and how they are', async () => {
    const app = testApp({ access: only(ADMIN) });
    const position = { source: 's', format: 'zeek-conn', identity: '', offset: 0, records: 0, parser: null };
    const summary = (read: number, lastTime: number | null) => ({
      ...{ name: '', sha256: '', format: '', bytes: 1, read, parsed: read - 1, flows: 1, facts: 0 },
      ...{ rejected: { 'bad line': 1 }, ignored: {}, examples: [], notes: [], firstTime: lastTime, lastTime },
    });
    const loss = { kernelDrops: 2, overloadDrops: 0, sequenceGaps: 0 };
    const write = (read: number, kernelDrops: number) =>
      store(app.folder, [
        {
          positions: [1, 2, 3].map((input) => ({
            ...position,
            input,
            name: `log ${input}`,
            finished: input === 3,
          })),
          books: new Map([
            [1, { summary: summary(read, app.clock.now - 1_000), loss: { ...loss, kernelDrops } }],
            [2, { summary: summary(5, app.clock.now - 1_000_000), loss }],
            [3, { summary: summary(5, null), loss }],
          ]),
        },
      ]);
    const ask = async () => {
      const answer = await app.ask('/api/v1/sources');
      return ((await answer.json()) as { items: { health: string; perMinute: number | null }[] }).items;
    };
    write(10, 2);
    expect(await ask()).toMatchObject([
      {
        input: 1,
        name: 'log 1',
        read: 10,
        parsed: 9,
        rejected: { 'bad line': 1 },
        perMinute: null,
        health: 'receiving',
      },
      { health: 'silent', kernelDrops: 2 },
      { health: 'finished', isFinished: true },
    ]);
    write(40, 5);
    app.clock.now += 30_000;
    expect(await ask()).toMatchObject([{ perMinute: 60, health: 'lossy' }, { perMinute: 0 }, {}]);
  });
});
