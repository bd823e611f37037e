/** Measurements, as a scraper reads them. */
import { expect, it } from 'vitest';
import type { WatchStatus } from '../../src/shell/live/status.js';
import { ADMIN, only, testApp } from './test-app.js';

const STATUS: WatchStatus = {
  read: 12,
  parsed: 10,
  rejected: 2,
  ignored: 0,
  rows: 10,
  judged: 7,
  waiting: 3,
  early: 0,
  late: 1,
  ahead: 0,
  loss: { kernelDrops: 5, overloadDrops: 0, sequenceGaps: 0 },
  dropped: { 'odd "stage"\\\n': 4 },
  judgedBy: 'own',
  drift: null,
  lagMs: 1_500,
  caughtUp: true,
  checkpointMs: 20,
};

/** The lines of the exposition format, each with the type that its family declared. Throws where it is not followed. */
function read(text: string): Map<string, number> {
  const found = new Map<string, number>();
  const types = new Map<string, string>();
  for (const line of text.trimEnd().split('\n')) {
    const declared = /^# TYPE (\S+) (counter|gauge|histogram)$/.exec(line);
    if (declared !== null) {
      if (types.has(declared[1]!)) throw new Error(`declared twice: ${line}`);
      types.set(declared[1]!, declared[2]!);
    } else if (!line.startsWith('# HELP ')) {
      const [, name, labels = '', value] =
        /^([a-z_]+)(\{(?:[a-z]+="(?:[^"\\]|\\[\\"n])*",?)*\})? (-?[\d.e+-]+)$/.exec(line) ?? [];
      if (name === undefined) throw new Error(`no sample: ${line}`);
      const family = types.has(name) ? name : name.replace(/_(bucket|sum|count)$/, '');
      if (!types.has(family)) throw new Error(`of no declared family: ${line}`);
      if (found.has(name + labels)) throw new Error(`twice: ${line}`);
      found.set(name + labels, Number(value));
    }
  }
  return found;
}

it('are of the watch, the stores and the server, in the format that scrapers read', async () => {
  const app = testApp();
  const scrape = async () => read(await (await app.ask('/metrics')).text());
  expect((await scrape()).get('strayflow_watch_up')).toBe(0);
  app.hear(STATUS);
  app.clock.now += 2_000;
  await app.ask('/api/v1/nothing');
  const samples = await scrape();
  expect(Object.fromEntries(samples)).toMatchObject({
    strayflow_watch_up: 1,
    strayflow_watch_heard_seconds: 2,
    'strayflow_records_total{became="parsed"}': 10,
    'strayflow_records_total{became="rejected"}': 2,
    'strayflow_lost_total{where="kernel"}': 5,
    'strayflow_forgotten_total{stage="odd \\"stage\\"\\\\\\n"}': 4,
    strayflow_lag_seconds: 1.5,
    strayflow_blocking: 1,
    'strayflow_requests_total{status="404"}': 1,
    'strayflow_requests_total{status="200"}': 1,
    strayflow_request_seconds_count: 2,
  });
});

it('have the same in the status of the API', async () => {
  const app = testApp({ access: only(ADMIN) });
  app.hear(STATUS);
  const answer = await app.ask('/api/v1/status');
  expect(await answer.json()).toMatchObject({ heard: app.clock.now, watch: STATUS });
});
