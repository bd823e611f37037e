import { describe, expect, it } from 'vitest';
import { HOUR_MS } from '../../src/store/segment.js';
import { type FlowRow, flows } from '../flow-rows.js';
import { hostNews, NOW, store } from './stored-watch.js';
import { ADMIN, only, testApp } from './test-app.js';

const HOUR = Math.floor(NOW / HOUR_MS) * HOUR_MS;
const SSH = { destinationPort: 22, service: 'ssh' } as const;

/** Hours before the present one are in the history; the present one is in segments alone. */
function appWith(rows: readonly Partial<FlowRow>[], late: readonly Partial<FlowRow>[] = []) {
  const app = testApp({ access: only(ADMIN) });
  const keep =
    (part: readonly Partial<FlowRow>[]) => (state: Parameters<Parameters<typeof store>[2] & {}>[0]) => {
      if (part.length > 0) state.keep({ kind: 'flows', batch: flows(part), late: false });
    };
  store(app.folder, [{ line: HOUR, hoursUntil: HOUR }], keep(rows));
  if (late.length > 0) store(app.folder, [{ line: HOUR, hoursUntil: HOUR - HOUR_MS }], keep(late));
  const get = async (path: string) => {
    const answer = await app.ask(`/api/v1${path}`);
    return { status: answer.status, body: (await answer.json()) as never };
  };
  return { ...app, get };
}

interface Page {
  items: { time: number; record: number; source: string; site: string }[];
  next: string | null;
  isWhole: boolean;
  scannedFiles: number;
}

const ROWS = Array.from({ length: 120 }, (_, i) => ({
  time: HOUR - 5 * HOUR_MS + i * 180_000,
  source: `10.0.0.${1 + (i % 4)}`,
  recordNumber: i + 1,
  bytesSent: 1_000 * (i % 7),
  bytesReceived: i,
  ...(i % 5 === 0 ? SSH : {}),
}));
const encoded = encodeURIComponent;

describe('flows', () => {
  it('are found in the history and in what is not in it yet, each once, whatever the order', async () => {
    const { get } = appWith(ROWS);
    for (const order of ['newest', 'oldest', 'bytes']) {
      const seen: number[] = [];
      let files = 0;
      for (let next: string | null = ''; next !== null; ) {
        const cursor = next === '' ? '' : `&cursor=${next}`;
        const { body }: { body: Page } = await get(`/flows?limit=17&order=${order}${cursor}`);
        expect(body.isWhole).toBe(true);
        seen.push(...body.items.map(({ record }) => record));
        files = Math.max(files, body.scannedFiles);
        next = body.next;
      }
      expect(new Set(seen).size, order).toBe(ROWS.length);
      expect(seen.length).toBe(ROWS.length);
      expect(files).toBeGreaterThan(0);
      const numbers = ROWS.map(({ recordNumber }) => recordNumber);
      if (order === 'oldest') expect(seen).toEqual(numbers);
      if (order === 'newest') expect(seen).toEqual(numbers.reverse());
      if (order === 'bytes') {
        const bytes = seen.map((record) => ROWS[record - 1]!.bytesSent + ROWS[record - 1]!.bytesReceived);
        expect(bytes).toEqual([...bytes].sort((a, b) => b - a));
      }
    }
  });

  it('that came late are found before their hour is written again', async () => {
    const rows = [{ time: HOUR - HOUR_MS, recordNumber: 1 }];
    const late = [
      { time: HOUR - HOUR_MS + 5, recordNumber: 2 },
      { time: HOUR + 5, recordNumber: 3 },
    ];
    const { get } = appWith(rows, late);
    const { body }: { body: Page } = await get('/flows');
    expect(body.items.map(({ record }) => record)).toEqual([3, 2, 1]);
  });

  it('of the newest page are not looked for in all files', async () => {
    const { get } = appWith(ROWS);
    const { body }: { body: Page } = await get('/flows?limit=5&query=proto:tcp');
    expect(body.items).toHaveLength(5);
    expect(body.scannedFiles).toBeLessThanOrEqual(1);
  });

  it('are those that the query and the span of time name', async () => {
    const { get } = appWith(ROWS);
    const query = encoded('service:ssh and (src:10.0.0.1 or src:10.0.0.2/32) and not bytes>4k');
    const { body }: { body: Page } = await get(`/flows?limit=500&query=${query}`);
    const expected = ROWS.filter((row) => {
      const isSsh = (row.recordNumber - 1) % 5 === 0;
      return isSsh && /\.[12]$/.test(row.source) && row.bytesSent + row.bytesReceived <= 4_000;
    });
    expect(expected.length).toBeGreaterThan(2);
    expect(body.items.map(({ record }) => record)).toEqual(
      expected.map(({ recordNumber }) => recordNumber).reverse(),
    );
    const span = `from=${ROWS[10]!.time}&to=${ROWS[110]!.time}`;
    const { body: within }: { body: Page } = await get(`/flows?limit=500&${span}`);
    expect(within.items).toHaveLength(100);
  });

  it('are counted over time and by what they have in common, wherever they lie', async () => {
    const { get } = appWith(ROWS);
    type Sums = { items: { key: string; flows: number; bytes: number; time: number }[]; isWhole: boolean };
    const sum = (items: Sums['items'], of: 'flows' | 'bytes') =>
      items.reduce((all, each) => all + each[of], 0);
    const bytes = ROWS.reduce((all, row) => all + row.bytesSent + row.bytesReceived, 0);
    type Over = Sums & { from: number; to: number; stored: { from: number; to: number } };
    const { body: over }: { body: Over } = await get('/flows/histogram');
    expect(over.items.length).toBeLessThanOrEqual(200);
    expect(over.to - over.from).toBe(24 * HOUR_MS);
    expect(over.stored).toEqual({ from: HOUR - 5 * HOUR_MS, to: ROWS.at(-1)!.time + 1 });
    expect([sum(over.items, 'flows'), sum(over.items, 'bytes')]).toEqual([ROWS.length, bytes]);
    const { body: top }: { body: Sums } = await get('/flows/top?by=source');
    expect(top.items.map(({ key, flows: n }) => [key, n]).sort()).toEqual(
      ['10.0.0.1', '10.0.0.2', '10.0.0.3', '10.0.0.4'].map((key) => [key, 30]),
    );
    expect(sum(top.items, 'bytes')).toBe(bytes);
    const { body: services }: { body: Sums } = await get('/flows/top?by=service');
    expect(services.items.map(({ key, flows: n }) => [key, n])).toEqual([
      ['', 96],
      ['ssh', 24],
    ]);
    const { body: states }: { body: Sums } = await get('/flows/top?by=state');
    expect(states.items.map(({ key, flows: n }) => [key, n])).toEqual([['SF', ROWS.length]]);
    const { body: ports }: { body: Sums } = await get('/flows/top?by=destinationPort&query=service:ssh');
    expect(ports.items).toMatchObject([{ key: '22', flows: 24 }]);
  });

  it('cannot be asked for by what is no query, and it is said where', async () => {
    const { get } = appWith([]);
    for (const path of ['/flows', '/flows/histogram', '/flows/top']) {
      const { status, body } = await get(`${path}?query=${encoded('src:10.0.0.1 and port:x')}`);
      expect(status).toBe(400);
      expect(body).toMatchObject({
        errors: [{ at: 'query:22', message: expect.stringContaining('a port') }],
      });
    }
  });

  it('go on by a cursor of the same order alone', async () => {
    const { get } = appWith(ROWS);
    const { body: page }: { body: Page } = await get('/flows?limit=5');
    expect((await get(`/flows?limit=5&cursor=${page.next}`)).status).toBe(200);
    expect((await get(`/flows?limit=5&order=bytes&cursor=${page.next}`)).status).toBe(400);
  });

  it('of nothing are none', async () => {
    const app = testApp({ access: only(ADMIN) });
    const answer = await app.ask('/api/v1/flows');
    expect(await answer.json()).toEqual({ items: [], next: null, isWhole: true, scannedFiles: 0 });
  });
});

describe('who had to do with whom', () => {
  const rows = [
    { time: HOUR - 2 * HOUR_MS, source: '10.0.0.1', destination: '192.0.2.9', destinationPort: 443 },
    {
      time: HOUR - HOUR_MS,
      source: '10.0.0.1',
      destination: '192.0.2.9',
      destinationPort: 80,
      state: 'S0' as const,
    },
    { time: HOUR, source: '192.0.2.9', destination: '10.0.0.1', destinationPort: 22 },
    {
      time: HOUR + 5,
      source: '10.0.0.1',
      destination: '10.0.7.1',
      destinationPort: 53,
      bytesSent: 5,
      bytesReceived: null,
    },
    { time: HOUR + 9, source: '10.0.0.8', destination: '10.0.7.1', destinationPort: 53 },
  ];

  it('is told of a host by peer', async () => {
    const { get, folder } = appWith(rows);
    store(folder, [{ overview: { traffic: [], coverage: null, hosts: [hostNews('10.0.0.1', 0.5)] } }]);
    expect((await get('/hosts/10.0.0.1/peers')).body).toEqual({
      isWhole: true,
      items: [
        {
          peer: '192.0.2.9',
          flows: 3,
          bytes: 30_000,
          failed: 1,
          ports: [22, 80, 443],
          first: rows[0]!.time,
          last: HOUR,
          direction: 'both',
        },
        {
          peer: '10.0.7.1',
          flows: 1,
          bytes: 5,
          failed: 0,
          ports: [53],
          first: HOUR + 5,
          last: HOUR + 5,
          direction: 'out',
        },
      ],
    });
    expect((await get('/hosts/10.0.0.99/peers')).status).toBe(404);
  });

  it('is told of networks and countries, with the risk of their riskiest host', async () => {
    const { get, folder } = appWith(rows);
    store(folder, [{ overview: { traffic: [], coverage: null, hosts: [hostNews('10.0.0.1', 0.5)] } }]);
    expect((await get('/networks')).body).toEqual({
      internal: ['10.0.0.0/8'],
      networks: [
        {
          prefix: '10.0.0.0/24',
          isInternal: true,
          hosts: 2,
          busiest: ['10.0.0.1', '10.0.0.8'],
          flows: 5,
          bytes: 40_005,
          riskiest: 0.5,
        },
        {
          prefix: '10.0.7.0/24',
          isInternal: true,
          hosts: 1,
          busiest: ['10.0.7.1'],
          flows: 2,
          bytes: 10_005,
          riskiest: 0,
        },
      ],
      countries: [{ country: '', hosts: 1, busiest: ['192.0.2.9'], flows: 3, bytes: 30_000, riskiest: 0 }],
      links: [
        { from: '10.0.0.0/24', to: '', flows: 2, bytes: 20_000 },
        { from: '10.0.0.0/24', to: '10.0.7.0/24', flows: 2, bytes: 10_005 },
        { from: '', to: '10.0.0.0/24', flows: 1, bytes: 10_000 },
      ],
      isWhole: true,
    });
  });
});
