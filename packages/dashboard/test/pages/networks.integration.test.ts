/** Networks and what goes between them, in Chromium. */
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { openPage, startChromium, violationsOf } from '../browser.js';
import { NETWORKS, STORED } from '../canned/flows.js';
import { type CannedServer, startCanned } from '../canned/server.js';

let browser: Browser;
let server: CannedServer;

beforeAll(async () => {
  browser = await startChromium();
});
beforeEach(async () => {
  server = await startCanned();
});
afterEach(async () => {
  await server.close();
});
afterAll(async () => {
  await browser?.close();
});

it('are drawn, and lead to their flows and hosts', async () => {
  const { page } = await openPage(browser, `${server.origin}/networks`);
  const own = page.getByRole('table', { name: 'Networks of your own' });
  await own.getByRole('button', { name: '10.4.7.0/24' }).click();
  await own.getByRole('link', { name: 'Hosts of it with evidence' }).waitFor();
  await page.locator('.chart-canvas canvas').waitFor();
  expect(await violationsOf(page)).toEqual([]);
  const show = page.getByRole('table', { name: 'Countries' }).getByRole('link', { name: 'Show' }).first();
  const { searchParams } = new URL((await show.getAttribute('href')) ?? '', server.origin);
  expect(Object.fromEntries(searchParams)).toEqual({
    query: 'host:203.0.113.77,198.51.100.23',
    from: String(STORED.to - 86_400_000),
    to: String(STORED.to),
  });
  const canvas = (await page.locator('.chart-canvas').boundingBox())!;
  await page.mouse.click(canvas.x + 4, canvas.y + 20);
  await expect.poll(() => new URL(page.url()).searchParams.get('query')).toBe('src:10.4.7.0/24');
});

it('of which many are there are shown a few at a time', async () => {
  const network = NETWORKS.networks[0]!;
  const networks = Array.from({ length: 200 }, (_, place) => ({ ...network, prefix: `10.9.${place}.0/24` }));
  const links = Array.from({ length: 500 }, (_, place) => ({
    from: `10.9.${place % 200}.0/24`,
    to: `10.9.${(place * 7) % 200}.0/24`,
    flows: 1,
    bytes: 500 - place,
  }));
  server.answer('GET /api/v1/networks', () => ({ ...NETWORKS, networks, links, isWhole: false }));
  const { page } = await openPage(browser, `${server.origin}/networks`);
  await page.getByText('This is not all.').waitFor();
  const own = page.getByRole('table', { name: 'Networks of your own' });
  expect(await own.getByRole('rowheader').count()).toBe(12);
});

it('without places teach how to give a database of them', async () => {
  const countries = NETWORKS.countries.filter(({ country }) => country === '');
  server.answer('GET /api/v1/networks', () => ({ ...NETWORKS, countries }));
  const { page } = await openPage(browser, `${server.origin}/networks`);
  await page.getByText('It is not known where they are.').waitFor();
  expect(await page.getByText('location:').count()).toBe(1);
});

it('of a span without flows lead to all that is kept', async () => {
  server.answer('GET /api/v1/networks', ({ url }) =>
    Number(url.searchParams.get('from')) === STORED.from
      ? NETWORKS
      : { ...NETWORKS, networks: [], countries: [], links: [] },
  );
  const { page } = await openPage(browser, `${server.origin}/networks`);
  await page.getByRole('button', { name: 'Look through all that is kept' }).click();
  await page.getByRole('heading', { name: 'Who begins, and whom' }).waitFor();
});
