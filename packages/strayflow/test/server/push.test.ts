/** Bodies that are pushed: taken with a token for it, whole, and once. */
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { bodiesIn, folderOfPushes } from '../../src/shell/live/push/push-folder.js';
import { testApp } from './test-app.js';

const CONFIG = { watch: { inputs: [{ kind: 'push', name: 'cloud', storedBytes: 2 ** 20 }] } };
const LINE = '{"a":1}\n';

async function pushing() {
  const app = testApp({ config: CONFIG });
  await app.addAccount('anna', 'viewer');
  const headers = app.token('anna', 'viewer', ['push']);
  const push = async (
    body: string | Uint8Array<ArrayBuffer>,
    more: Record<string, string> = {},
    name = 'cloud',
  ) => app.ask(`/push/${name}`, { method: 'POST', body, headers: { ...headers, ...more } }, '203.0.113.9');
  const stored = () =>
    bodiesIn(folderOfPushes(app.folder, 'cloud')).map(({ path }) => readFileSync(path, 'utf8'));
  return { push, stored, headers };
}

it('is on the disk when it is acknowledged, as it is or unpacked, and once', async () => {
  const { push, stored } = await pushing();
  expect((await push(LINE)).status).toBe(204);
  expect((await push(gzipSync('{"a":2}'), { 'content-encoding': 'gzip' })).status).toBe(204);
  expect((await push(LINE)).status).toBe(204);
  expect(stored()).toEqual([LINE, '{"a":2}\n']);
});

it('is refused where it has no name here, cannot be unpacked, or has no room', async () => {
  const { push, stored } = await pushing();
  for (const name of ['other', '..', '%2e%2e%2fcloud', 'cloud%00']) {
    expect([name, (await push(LINE, {}, name)).status]).toEqual([name, 404]);
  }
  expect((await push('no gzip', { 'content-encoding': 'gzip' })).status).toBe(400);
  expect((await push(LINE, { 'content-encoding': 'br' })).status).toBe(415);
  const full = await push(LINE.repeat(2 ** 18));
  expect(full.status).toBe(503);
  expect(full.headers.get('retry-after')).toBe('10');
  expect(stored()).toEqual([]);
});

it('is not unpacked beyond its bound', async () => {
  const { push, stored } = await pushing();
  const bomb = gzipSync(Buffer.alloc(300 << 20), { level: 9 });
  expect(bomb.length).toBeLessThan(1 << 20);
  expect((await push(bomb, { 'content-encoding': 'gzip' })).status).toBe(413);
  expect(stored()).toEqual([]);
});
