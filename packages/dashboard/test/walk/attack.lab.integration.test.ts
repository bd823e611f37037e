/**
 * The whole way in the lab: a real scan passes the real service, is seen in the dashboard, explained, blocked by nftables and let go again
 * by clicking; then every page is walked through with what the attack left, in dark, in light and as narrow as a phone.
 * With STRAYFLOW_SHOTS=FOLDER each page is kept there as a picture.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { HOSTS } from '../../../../examples/lab/network.mjs';
import { ActingLab, measured, needTool, until } from '../../../strayflow/test/lab/acting-lab.js';
import { CHROMIUM, complaintsOf, startChromium, violationsOf } from '../browser.js';
import { addresses } from './served.js';

const SHOTS = process.env['STRAYFLOW_SHOTS'];
const ORIGIN = 'http://127.0.0.1:8443';
const PASSWORD = 'correct horse battery';
const LOOKS = {
  dark: { colorScheme: 'dark', viewport: { width: 1440, height: 900 } },
  light: { colorScheme: 'light', viewport: { width: 1440, height: 900 } },
  phone: { colorScheme: 'dark', viewport: { width: 360, height: 780 }, hasTouch: true },
} as const satisfies Readonly<Record<string, BrowserContextOptions>>;
/** From the first packet of the attack until the incident stands in the list. */
const SEEN_SECONDS = 10;

let place: ActingLab;
let browser: Browser;
let page: Page;
let incident = '';

beforeAll(async () => {
  needTool('/usr/bin/nmap', 'nmap');
  place = new ActingLab((gateway) => {
    for (const rule of gateway.policy.rules) rule.mode = 'approve';
  });
  await place.up();
  await place.watch('serve', '--listen', '127.0.0.1:8443');
  const starter = join(place.folder, 'chromium-there');
  const there = `ip netns exec ${place.lab.namespace('router')} ${CHROMIUM}`;
  writeFileSync(starter, `#!/bin/sh\nexec ${there} "$@"\n`, { mode: 0o755 });
  browser = await startChromium(starter);
  page = await (await browser.newContext({ reducedMotion: 'reduce', ...LOOKS.dark })).newPage();
});

afterAll(async () => {
  await browser?.close();
  await place?.down();
});

const heading = (name: string | RegExp) => page.getByRole('heading', { name }).first();

function scan(): void {
  const ports = ['-p1-4000', '--max-rate', '200'];
  place.lab.start('attacker', ['timeout', '40', 'nmap', '-n', '-Pn', '-sT', ...ports, HOSTS.server]);
}

describe('an attack in the dashboard', () => {
  it('finds the first account made by the link that the service prints', async () => {
    const link = /http:\/\/\S+\/setup#\S+/.exec(place.warned)?.[0];
    await page.goto(link!);
    await page.getByLabel('Name').fill('anna');
    await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
    await page.getByLabel('Password again').fill(PASSWORD);
    await page.keyboard.press('Enter');
    await heading('Overview').waitFor();
  });

  it('appears within ten seconds, and is explained', { retry: 2 }, async () => {
    expect(await place.reaches('attacker')).toBe(true);
    await place.judges();
    await page.goto(`${ORIGIN}/incidents`);
    await heading('Incidents').waitFor();
    const attacked = Date.now();
    scan();
    const row = page.getByRole('row').filter({ hasText: HOSTS.attacker });
    await row.waitFor({ timeout: 60_000 });
    expect(measured('dashboard: scan to incident', attacked)).toBeLessThan(SEEN_SECONDS);
    await row.getByRole('link').first().click();
    await heading(`Incident of ${HOSTS.attacker}`).waitFor();
    incident = new URL(page.url()).pathname.split('/').at(-1)!;
    await page
      .getByRole('button', { name: /port scan/ })
      .first()
      .click();
    await page.getByText('What would have had to be otherwise').waitFor();
    await page.getByText(/Would not have fired below/).waitFor();
    await page.getByRole('table', { name: 'Records' }).waitFor();
  });

  it('is blocked once somebody approves it, and undone', async () => {
    await page.getByRole('button', { name: 'Approve' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Block' }).click();
    await page.getByText('stands', { exact: true }).waitFor();
    expect(await until(async () => !(await place.reaches('attacker')))).toBe(true);
    expect(await place.reaches('alice')).toBe(true);

    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByLabel('Reason').fill('our own scanner');
    await page.getByRole('dialog').getByRole('button', { name: 'Undo' }).click();
    await page.getByText('undone', { exact: true }).first().waitFor();
    expect(await until(() => place.reaches('attacker'))).toBe(true);
    const kinds = place.audited();
    for (const kind of ['approval-asked', 'approved', 'ended']) expect(kinds).toContain(kind);
  });

  it('is acknowledged by a letter, and muted', async () => {
    await page.goto(`${ORIGIN}/incidents`);
    const row = page.getByRole('row').filter({ hasText: HOSTS.attacker });
    await row.waitFor();
    await page.keyboard.press('j');
    await page.keyboard.press('a');
    await row.getByText('acknowledged').waitFor();
    await page.keyboard.press('j');
    await page.keyboard.press('m');
    await page.getByLabel('Reason').fill('a test of ours');
    await page.getByRole('dialog').getByRole('button', { name: 'Mute' }).click();
    await row.getByText('muted').waitFor();
  });
});

describe('every page', () => {
  it.each(Object.entries(LOOKS))('is without faults, %s', async (look, options) => {
    if (SHOTS !== undefined) mkdirSync(SHOTS, { recursive: true });
    const context = await browser.newContext({
      reducedMotion: 'reduce',
      ...options,
      storageState: await page.context().storageState(),
    });
    const faults: string[] = [];
    for (const [name, path] of addresses(incident, HOSTS.attacker)) {
      const each = await context.newPage();
      const complaints = complaintsOf(each);
      each.on('response', (response) => {
        if (response.status() >= 400) faults.push(`${name}: ${response.status()} ${response.url()}`);
      });
      await each.goto(`${ORIGIN}${path}`);
      await each.getByRole('heading', { level: 1 }).waitFor();
      await each.locator('.loading').first().waitFor({ state: 'detached' });
      const canvases = await each.locator('.chart-canvas').count();
      await expect.poll(() => each.locator('.chart-canvas canvas').count()).toBeGreaterThanOrEqual(canvases);
      if (SHOTS !== undefined) {
        await each.screenshot({ path: `${SHOTS}/${name}-${look}.png`, fullPage: true });
      }
      const overhang = await each.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      if (overhang > 0) faults.push(`${name}: wider than the screen by ${overhang}`);
      for (const violation of await violationsOf(each)) faults.push(`${name}: ${violation}`);
      for (const complaint of complaints) faults.push(`${name}: ${complaint}`);
      await each.close();
    }
    expect(faults).toEqual([]);
    await context.close();
  });
});
