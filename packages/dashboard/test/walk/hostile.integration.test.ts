/** Whatever hosts write into the traffic is text on every page of the dashboard, of the real service that has read it. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { complaintsOf, startChromium } from '../browser.js';
import { HOSTILE, hostileLogs, SCANNER } from './hostile-logs.js';
import { addresses, Served } from './served.js';

const SEEN_MS = 60_000;
const MOST_OPENED = 4;
const served = new Served();
let browser: Browser;
let incident = '';

beforeAll(async () => {
  const inputs = hostileLogs(Date.now()).map(([name, text]) => {
    // The name of a file is text of somebody else's, too.
    const path = join(served.folder, `<img src=x onerror="window.taken=6">${name}`);
    writeFileSync(path, text);
    return { kind: 'follow', path };
  });
  await served.begin({
    internal: ['10.0.0.0/24'],
    policy: { mode: 'alert', alertLine: 0.2 },
    watch: { inputs, latenessSeconds: 1, checkpoint: { seconds: 0.2 } },
  });
  for (const end = Date.now() + SEEN_MS; incident === ''; await pause(200)) {
    if (Date.now() > end) throw new Error(`no incident of ${SCANNER}: ${served.said}`);
    const { items } = await served.ask<{ items: { id: string; host: string }[] }>('/incidents');
    incident = items.find(({ host }) => host === SCANNER)?.id ?? '';
  }
  browser = await startChromium();
});
afterAll(async () => {
  await browser?.close();
  await served.end();
});

/** What markup in a text would have made; and whether the text itself is there. */
function taken(page: Page) {
  return page.evaluate(() => ({
    ran: (window as { taken?: number }).taken ?? null,
    made: document.querySelectorAll('img[src=x], svg[onload], a[href^="javascript:"]').length,
    isShown: document.body.innerText.includes('window.taken'),
  }));
}

/** Opens what can be opened: evidence, records, menus. */
async function openAll(page: Page): Promise<void> {
  const closed = await page.locator('main [aria-expanded=false]').all();
  for (const each of closed.slice(0, MOST_OPENED)) {
    await each.click({ timeout: 1_000 }).catch(() => undefined);
  }
  await page.waitForLoadState('networkidle');
}

it('is text, on each of them', async () => {
  const context = await served.browse(browser);
  const shown: string[] = [];
  const faults: string[] = [];
  for (const [name, path] of addresses(incident, SCANNER)) {
    const page = await context.newPage();
    const complaints = complaintsOf(page);
    page.on('dialog', (dialog) => void dialog.dismiss().then(() => faults.push(`${name}: a dialog`)));
    await page.goto(`${served.origin}${path}`);
    await page.getByRole('heading', { level: 1 }).waitFor();
    await page.locator('.loading').first().waitFor({ state: 'detached' });
    await openAll(page);
    const { ran, made, isShown } = await taken(page);
    if (ran !== null || made > 0) faults.push(`${name}: ran ${ran}, made ${made}`);
    if (isShown) shown.push(name);
    for (const complaint of complaints) faults.push(`${name}: ${complaint}`);
    await page.close();
  }
  expect(faults).toEqual([]);
  // It came so far.
  expect(shown).toEqual(expect.arrayContaining(['incident', 'host', 'flows', 'settings-sources']));
  await context.close();
});

it('is nothing that a search could run, nor an address', async () => {
  const context = await served.browse(browser);
  const page = await context.newPage();
  const complaints = complaintsOf(page);
  for (const text of HOSTILE) {
    const written = encodeURIComponent(text);
    for (const path of [`/flows?query=${written}`, `/hosts?search=${written}`, `/hosts/${written}`]) {
      await page.goto(`${served.origin}${path}`);
      await page.getByRole('heading', { level: 1 }).waitFor();
      await page.waitForLoadState('networkidle');
      const { ran, made } = await taken(page);
      expect([path, ran, made]).toEqual([path, null, 0]);
    }
  }
  // A wrong query and an unknown host are refused, which the console repeats.
  expect(complaints.filter((each) => !/status of 40[04]/.test(each))).toEqual([]);
  await context.close();
});
