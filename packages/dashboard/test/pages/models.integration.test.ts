/** Models and reports in Chromium: promoting, what changed, making, publishing, the schedule. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openPage, startChromium } from '../browser.js';
import { SESSION } from '../canned/answers.js';
import { MODELS } from '../canned/models.js';
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

const open = async (path: string): Promise<Page> => (await openPage(browser, `${server.origin}${path}`)).page;
const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
const done = () =>
  server.changes.map(({ method, url, body }) => [`${method} ${url.pathname}`, body] as const);

describe('models', () => {
  it('say who judges, what drifted, what changed, and which files cannot be used', async () => {
    const page = await open('/models');
    await page.getByText('Models of this network judge').waitFor();
    await page.getByText('recent peers of the source').waitFor();
    await page.getByText('flows: 2,000 more were learned from').waitFor();
    await page.getByText('the file is damaged').waitFor();
    expect(await button(page, 'Promote version 1').count()).toBe(0);
    await page.getByRole('figure').getByRole('button', { name: 'Show as table' }).click();
    await page.getByRole('row').filter({ hasText: '99.9 %' }).getByText('0.7').first().waitFor();
  });

  it('are promoted by admins, who are told what follows', async () => {
    const page = await open('/models');
    await button(page, 'Promote version 2').click();
    await page.getByRole('dialog').getByText('What was judged before stays as it is.').waitFor();
    await page.getByRole('dialog').getByRole('button', { name: 'Promote' }).click();
    await page.getByText('Version 2 judges from the next checkpoint on.').waitFor();
    expect(done()).toEqual([['POST /api/v1/models/2/promote', {}]]);
    server.answer('GET /api/v1/session', () => ({ ...SESSION, role: 'analyst' }));
    const other = await open('/models');
    await button(other, 'Show version 2').waitFor();
    expect(await button(other, 'Promote version 2').count()).toBe(0);
  });

  it('teach what is missing where there are none', async () => {
    server.answer('GET /api/v1/models', () => ({ ...MODELS, items: [], judgedBy: 'baseline', drift: null }));
    const page = await open('/models');
    await page.getByText('The baseline of other networks judges').waitFor();
    await page.getByText('There are no models of this network yet.').waitFor();
    await page.getByText('Nothing was compared yet').waitFor();
  });
});

describe('reports', () => {
  it('open in a page of their own, and are made of as long as one says', async () => {
    const page = await open('/reports');
    const link = page.getByRole('link', { name: '2026-11-22T00Z' });
    expect(await link.getAttribute('href')).toBe('/api/v1/reports/2026-11-22T00Z/files/index.html');
    expect(await link.getAttribute('rel')).toContain('noopener');
    await button(page, 'Make a report').click();
    await page.getByLabel('Of').selectOption('168');
    await page.getByRole('dialog').getByRole('button', { name: 'Make' }).click();
    await page.getByText('The watch makes the report.').waitFor();
    expect(done()).toEqual([['POST /api/v1/reports/make', { hours: 168 }]]);
  });

  it('are published after it was said where to, and by a schedule', async () => {
    const page = await open('/reports');
    await button(page, 'Publish again 2026-11-22T00Z').click();
    await page.getByRole('dialog').getByText('It goes to intranet').waitFor();
    await page.getByRole('dialog').getByRole('button', { name: 'Publish' }).click();
    await page.getByText('The watch publishes 2026-11-22T00Z.').waitFor();
    await page.getByLabel('Every so many hours').fill('12');
    await button(page, 'Save').click();
    await page.getByText('A report is made every 12 hours.').waitFor();
    expect(done().map(([operation]) => operation)).toEqual([
      'POST /api/v1/reports/2026-11-22T00Z/publish',
      'PUT /api/v1/reports/schedule',
    ]);
  });
});
