/** The list of hosts, in Chromium: choosing, going along by keys, and cards on phones. */
import type { Browser, BrowserContextOptions } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openPage, startChromium, violationsOf } from '../browser.js';
import { HOST_ROWS } from '../canned/answers.js';
import { type CannedServer, startCanned } from '../canned/server.js';

const PHONE = { viewport: { width: 360, height: 780 }, hasTouch: true };
const LONG = `${'a-label-of-sixty-letters-in-the-name-of-one-single-machine-00.'.repeat(4)}example`;

let browser: Browser;
let server: CannedServer;
let asked: string[];

beforeAll(async () => {
  browser = await startChromium();
});
beforeEach(async () => {
  server = await startCanned();
  asked = [];
  server.answer('GET /api/v1/hosts', ({ url: { searchParams: query } }) => {
    asked.push(query.toString());
    const [family, role, site] = ['family', 'role', 'site'].map((name) => query.get(name));
    const items = HOST_ROWS.map((row, place) => ({ ...row, site: place % 2 === 0 ? 'berlin' : 'lyon' }))
      .filter((row) => family === null || row.families.some((each) => each === family))
      .filter((row) => (role === null || row.role === role) && (site === null || row.site === site));
    return { items, next: null };
  });
});
afterEach(async () => {
  await server.close();
});
afterAll(async () => {
  await browser?.close();
});

async function open(path: string, options: BrowserContextOptions = {}) {
  const { page } = await openPage(browser, `${server.origin}${path}`, options);
  await page.getByRole('heading', { name: 'Riskiest first' }).waitFor();
  const hosts = () => page.locator('tbody th .mono').allTextContents();
  return { page, hosts };
}

describe('hosts', () => {
  it('are chosen by the server, and the address keeps the choice', async () => {
    const { page, hosts } = await open('/hosts?family=learned');
    await expect.poll(hosts).toEqual(['10.4.7.31', '10.4.2.15']);
    await page.getByText('Attacked', { exact: true }).click();
    await expect.poll(hosts).toEqual(['10.4.2.15']);
    expect(asked.at(-1)).toBe('order=risk&limit=50&family=learned&role=victim');
    expect(new URL(page.url()).search).toBe('?family=learned&role=victim');
    await page.getByLabel('Evidence of').selectOption('icmp-tunnel');
    await page.getByText('No host fits.').waitFor();
    await page.getByRole('button', { name: 'Show all hosts' }).click();
    await expect.poll(async () => (await hosts()).length).toBe(8);
    expect(new URL(page.url()).search).toBe('');
  });

  it('of several sites say which, and are chosen by it', async () => {
    const { page, hosts } = await open('/hosts');
    await page.getByRole('row', { name: /10\.4\.7\.31 berlin/ }).waitFor();
    await page.getByLabel('Site').selectOption('lyon');
    await expect.poll(async () => (await hosts()).length).toBe(4);
    await page.getByRole('link', { name: /203\.0\.113\.77/ }).click();
    await page.waitForURL(/\/hosts\/203\.0\.113\.77\?site=lyon$/);
  });

  it('are not asked for by words of an address that mean nothing', async () => {
    const { hosts } = await open(`/hosts?family=nonsense&role=nobody&order=name&search=${'x'.repeat(400)}`);
    await expect.poll(async () => (await hosts()).length).toBe(8);
    const query = new URLSearchParams(asked.at(-1));
    expect([...query.keys()]).toEqual(['order', 'limit', 'search']);
    expect(query.get('order')).toBe('risk');
    expect(query.get('search')).toHaveLength(300);
  });

  it('are gone along by letters', async () => {
    const { page } = await open('/hosts');
    await page.getByRole('link', { name: /10\.4\.7\.31/ }).waitFor();
    for (const key of ['j', 'j', 'j', 'k', 'Enter']) await page.keyboard.press(key);
    await page.waitForURL(/\/hosts\/203\.0\.113\.77/);
  });

  it('are short cards on a phone, whatever they call themselves', async () => {
    server.answer('GET /api/v1/hosts', () => ({
      items: [{ ...HOST_ROWS[0]!, host: '2001:db8:1234:5678:9abc:def0:1234:5678', names: [LONG] }],
      next: null,
    }));
    const { page } = await open('/hosts', PHONE);
    const card = page.locator('tbody tr');
    const [address, risk] = [card.locator('th .mono'), card.getByRole('meter')];
    const [box, beside, corner] = await Promise.all([card, address, risk].map((part) => part.boundingBox()));
    expect(box!.height).toBeLessThan(220);
    expect(corner!.y).toBeLessThan(beside!.y + beside!.height);
    expect(corner!.x).toBeGreaterThan(beside!.x + beside!.width);
    expect(await page.getByTitle(LONG).textContent()).toBe(LONG);
    expect(await violationsOf(page)).toEqual([]);
  });
});
