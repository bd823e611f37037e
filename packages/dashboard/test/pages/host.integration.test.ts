/** The page of a host, in Chromium: why it is risky, what that rests on, what can be done, and hosts that are none. */
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openPage, startChromium, violationsOf } from '../browser.js';
import { NOW, SESSION } from '../canned/answers.js';
import { HOST_DETAIL, HOSTILE } from '../canned/host.js';
import { type CannedServer, Refusal, startCanned } from '../canned/server.js';

const HOST = '/hosts/10.4.7.31';
const PHONE = { viewport: { width: 360, height: 780 }, hasTouch: true };

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

async function open(path: string, options: BrowserContextOptions = {}): Promise<Page> {
  return (await openPage(browser, `${server.origin}${path}`, options)).page;
}

const region = (page: Page, name: string | RegExp) => page.getByRole('region', { name });
const summaries = (page: Page) => page.locator('.evidence-summary').allTextContents();

describe('the reason', () => {
  it('is told at once: the parts of the risk, the piece that weighs most, what would have had to be otherwise', async () => {
    const page = await open(HOST);
    const known = region(page, 'What is known');
    await known.getByText('over the block line').waitFor();
    await known.getByText('Because of beaconing 75 %, DNS tunnel 25 %').waitFor();
    await known.getByText('called 203.0.113.9:443 every 60 s').waitFor();
    await known.getByText('Would not have fired below 30').first().waitFor();
    await known.getByText('Because of port scan', { exact: true }).waitFor();
    await known.getByText(HOSTILE).waitFor();
  });

  it('is told without the piece when that is no longer kept', async () => {
    server.answer('GET /api/v1/evidence/beacon', () => new Refusal(404, 'There is no such evidence.'));
    const page = await open(HOST);
    await page.getByText('Because of beaconing 75 %, DNS tunnel 25 %').waitFor();
    await page.getByText('was tried at 411 ports').first().waitFor();
    expect(await page.getByRole('alert').count()).toBe(0);
  });

  it('is told for what was decided, too', async () => {
    const page = await open(HOST);
    const standing = region(page, 'Incidents and blocks');
    await standing.getByText('block, by approval').waitFor();
    await standing.getByText('a person must agree: it belongs to the observed network').waitFor();
    await standing.getByText('waits for approval').waitFor();
  });

  it('has lines of the policy in its course', async () => {
    const pixels = async (lines: { alert: number; block: number }) => {
      server.answer('GET /api/v1/hosts/10.4.7.31', () => ({ ...HOST_DETAIL, lines }));
      const page = await open(HOST);
      const canvas = page.locator('.chart-canvas canvas').first();
      await canvas.waitFor();
      return canvas.evaluate((each) => (each as HTMLCanvasElement).toDataURL());
    };
    const [one, again, other] = [
      await pixels({ alert: 0.5, block: 0.8 }),
      await pixels({ alert: 0.5, block: 0.8 }),
      await pixels({ alert: 0.3, block: 0.7 }),
    ];
    expect(one).toBe(again);
    expect(one).not.toBe(other);
  });
});

describe('evidence', () => {
  it('is ordered by the server, and the address keeps the order', async () => {
    const page = await open(HOST);
    await expect.poll(async () => (await summaries(page))[0]).toMatch(/^asked for 912/);
    await page.getByText('Strangest first').click();
    await expect.poll(async () => (await summaries(page))[0]).toMatch(/^was tried at 411 ports/);
    expect(new URL(page.url()).search).toBe('?order=surprise');
  });

  it('opens by letters to what it rests on, with its records and the way to all flows of its time', async () => {
    const page = await open(HOST);
    await page.getByRole('button', { name: /asked for 912/ }).waitFor();
    for (const key of ['j', 'j', 'Enter']) await page.keyboard.press(key);
    const records = page.getByRole('region', { name: 'Records' });
    await records.getByRole('row', { name: /203\.0\.113\.9 443/ }).waitFor();
    await records.getByText('2 records are not shown').waitFor();
    await page.getByRole('cell', { name: '0 to 14' }).waitFor();
    const flows = await records.getByRole('link', { name: 'All flows of that time' }).getAttribute('href');
    expect(new URLSearchParams(flows?.split('?')[1]).get('query')).toBe('host:10.4.7.31 host:203.0.113.9');
    expect(await violationsOf(page)).toEqual([]);
  });

  it('is exported for this host alone', async () => {
    const page = await open(HOST);
    const link = await page.getByRole('link', { name: 'Export' }).getAttribute('href');
    expect(link).toBe('/api/v1/evidence/export?host=10.4.7.31');
  });
});

describe('other sides', () => {
  it('lead to their own pages, and to the flows between', async () => {
    const page = await open(HOST);
    const table = page.getByRole('table', { name: 'Other sides' });
    await table.getByRole('link', { name: '2001:db8:ffff:eeee:dddd:cccc:bbbb:aaaa' }).waitFor();
    const flows = await table.getByRole('link', { name: 'Show' }).first().getAttribute('href');
    const query = new URLSearchParams(flows?.split('?')[1]);
    expect(query.get('query')).toBe('host:10.4.7.31 host:2001:db8:ffff:eeee:dddd:cccc:bbbb:aaaa');
    expect(Number(query.get('to'))).toBe(NOW + 1);
    await table.getByRole('link', { name: '203.0.113.1', exact: true }).click();
    await page.waitForURL(/\/hosts\/203\.0\.113\.1$/);
  });

  it('say when not all flows were looked at', async () => {
    server.answer('GET /api/v1/hosts/10.4.7.31/peers', () => ({ items: [], isWhole: false }));
    const page = await open(HOST);
    await page.getByText('Not all flows of that day were looked at').waitFor();
  });
});

describe('what can be done', () => {
  const deeds = async (role: 'viewer' | 'analyst' | 'responder') => {
    server.answer('GET /api/v1/session', () => ({ ...SESSION, role }));
    const page = await open(HOST);
    await page.getByRole('link', { name: 'Its flows' }).waitFor();
    return page.locator('.page-actions button').allTextContents();
  };

  it('is shown to those who may', async () => {
    expect(await deeds('viewer')).toEqual([]);
    expect(await deeds('analyst')).toEqual(['Mute']);
    expect(await deeds('responder')).toEqual(['Mute', 'Never block']);
  });

  it('is to spare it, for some evidence alone', async () => {
    const page = await open(HOST);
    await page.getByRole('button', { name: 'Never block' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('Only for some evidence').click();
    await dialog.getByLabel('Kind').selectOption('port-scan');
    await dialog.getByLabel('Destination ports').fill('22, 443');
    await dialog.getByLabel('Direction').selectOption('out');
    await dialog.getByLabel('Reason').fill('our scanner');
    expect(await violationsOf(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Never block' }).click();
    await dialog.waitFor({ state: 'detached' });
    expect(server.changes.at(-1)?.body).toMatchObject({
      families: ['port-scan'],
      ports: [22, 443],
      direction: 'out',
      reason: 'our scanner',
    });
  });

  it('is to look at the flows of the day of its evidence, however long ago that was', async () => {
    const page = await open(HOST);
    const link = await page.getByRole('link', { name: 'Its flows' }).getAttribute('href');
    const query = new URLSearchParams(link?.split('?')[1]);
    expect(Number(query.get('to'))).toBe(NOW - 60_000 + 1);
    expect(Number(query.get('to')) - Number(query.get('from'))).toBe(86_400_000);
  });
});

describe('a host', () => {
  it('that is a prefix, or the network itself, has a page', async () => {
    const network: typeof HOST_DETAIL = {
      ...HOST_DETAIL,
      host: 'service tcp/445',
      subject: 'network',
      isInternal: null,
    };
    const prefix = { ...HOST_DETAIL, host: '2001:db8::/64' };
    server.answer('GET /api/v1/hosts/2001%3Adb8%3A%3A%2F64', () => prefix);
    server.answer('GET /api/v1/hosts/service%20tcp%2F445', () => network);
    const page = await open('/hosts/2001%3Adb8%3A%3A%2F64');
    await page.getByRole('heading', { level: 1, name: '2001:db8::/64' }).waitFor();
    await page.getByRole('button', { name: 'Never block' }).waitFor();
    await page.goto(`${server.origin}/hosts/service%20tcp%2F445`);
    await page.getByRole('heading', { level: 1, name: 'service tcp/445' }).waitFor();
    await page.getByText('Network that acts').waitFor();
    expect(await page.getByRole('button', { name: 'Never block' }).count()).toBe(0);
    expect(await page.getByRole('heading', { name: 'Other sides' }).count()).toBe(0);
  });

  it('that nothing is known of: says so, and leads to its flows', async () => {
    const page = await open('/hosts/192.0.2.1');
    await page.getByText('There is no evidence about this host.').waitFor();
    const link = await page.getByRole('link', { name: 'Look for its flows' }).getAttribute('href');
    expect(link).toBe('/flows?query=host%3A192.0.2.1');
    expect(await violationsOf(page)).toEqual([]);
  });

  it('without incidents is not called harmless when its risk was over a line', async () => {
    const bare = { ...HOST_DETAIL, incidents: [], blocks: [] };
    const words = async (peak: number) => {
      const risks = bare.risks.map((each) => ({ ...each, peak }));
      server.answer('GET /api/v1/hosts/10.4.7.31', () => ({ ...bare, risks }));
      return region(await open(HOST), 'Incidents and blocks')
        .locator('p')
        .textContent();
    };
    expect(await words(0.4)).toBe('None: its risk was never over a line of the policy.');
    expect(await words(0.5)).toMatch(/^None is kept, though its risk was over a line/);
  });

  it('with the longest of addresses is no wider than a phone', async () => {
    const address = '2001:db8:aaaa:bbbb:cccc:dddd:eeee:ffff';
    server.answer(`GET /api/v1/hosts/${encodeURIComponent(address)}`, () => ({
      ...HOST_DETAIL,
      host: address,
      names: [{ name: `${'a'.repeat(63)}.${'b'.repeat(63)}.example`, source: 'dns' }],
    }));
    const page = await open(`/hosts/${encodeURIComponent(address)}`, PHONE);
    await page.getByRole('heading', { level: 1, name: address }).waitFor();
    const overhang = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect(overhang).toBeLessThanOrEqual(0);
  });

  it('is no wider than a phone, opened evidence included', async () => {
    const page = await open(`${HOST}?evidence=beacon`, PHONE);
    await page.getByRole('region', { name: 'Records' }).getByText('50211').waitFor();
    const overhang = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect(overhang).toBeLessThanOrEqual(0);
    expect(await violationsOf(page)).toEqual([]);
  });
});
