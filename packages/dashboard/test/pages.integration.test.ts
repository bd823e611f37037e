/**
 * Every page in Chromium, dark, light and as narrow as a phone: without complaints, without faults that axe-core knows, no wider than the
 * screen. With STRAYFLOW_SHOTS=FOLDER each is also kept there as a picture.
 */
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openPage, startChromium, violationsOf } from './browser.js';
import { type CannedServer, startCanned } from './canned/server.js';
import { answerSettings } from './canned/settings.js';

const SHOTS = process.env['STRAYFLOW_SHOTS'];
const LOOKS = {
  dark: { colorScheme: 'dark', viewport: { width: 1440, height: 900 } },
  light: { colorScheme: 'light', viewport: { width: 1440, height: 900 } },
  phone: { colorScheme: 'dark', viewport: { width: 360, height: 780 }, hasTouch: true },
} as const;
/** Address, and the heading that says that it is there. */
const PAGES = {
  overview: ['/', 'Riskiest hosts'],
  hosts: ['/hosts', 'Riskiest first'],
  host: ['/hosts/10.4.7.31', '10.4.7.31'],
  incidents: ['/incidents', 'Incidents'],
  flows: ['/flows', '50 records so far'],
  networks: ['/networks', 'Who begins, and whom'],
  mutes: ['/incidents?tab=mutes', 'Mutes'],
  policy: ['/policy', 'What it does'],
  guards: ['/policy?tab=guards', 'Guards'],
  blocks: ['/policy?tab=blocks', 'Blocks'],
  exceptions: ['/policy?tab=exceptions', 'Exceptions'],
  models: ['/models', 'Calibration of version 3'],
  reports: ['/reports', 'Schedule'],
  report: ['/reports/read', 'Evidence of a report'],
  nowhere: ['/no-such-page', 'There is no such page'],
} as const;

let server: CannedServer;
let browser: Browser;

beforeAll(async () => {
  server = await startCanned();
  answerSettings(server);
  browser = await startChromium();
});

afterAll(async () => {
  await browser?.close();
  await server?.close();
});

describe.each(Object.entries(LOOKS))('%s', (look, options) => {
  it.each(Object.entries(PAGES))('%s', async (name, [path, heading]) => {
    const { page, complaints } = await openPage(browser, `${server.origin}${path}`, options);
    await page.getByRole('heading', { name: heading }).first().waitFor();
    const canvases = page.locator('.chart-canvas');
    const drawn = page.locator('.chart-canvas canvas');
    await expect.poll(async () => (await drawn.count()) >= (await canvases.count())).toBe(true);
    if (SHOTS !== undefined) await page.screenshot({ path: `${SHOTS}/${name}-${look}.png`, fullPage: true });
    const overhang = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect(overhang).toBeLessThanOrEqual(0);
    expect(await violationsOf(page)).toEqual([]);
    expect(complaints).toEqual([]);
    await page.context().close();
  });
});
