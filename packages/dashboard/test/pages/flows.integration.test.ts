/** Looking for flows, in Chromium. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openPage, startChromium, violationsOf } from '../browser.js';
import { STORED } from '../canned/flows.js';
import { type Asked, type CannedServer, Refusal, startCanned } from '../canned/server.js';

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

async function open(path: string): Promise<Page> {
  const { page } = await openPage(browser, `${server.origin}${path}`);
  await page.getByRole('table', { name: 'Records of flows' }).waitFor();
  return page;
}

const queryOf = (page: Page) => new URL(page.url()).searchParams.get('query');
const box = (page: Page) => page.getByRole('combobox', { name: 'Query' });
const rows = (page: Page) =>
  page.getByRole('table', { name: 'Records of flows' }).getByRole('button', { name: /^20/ });

describe('a query', () => {
  it('is completed and asked by keys alone, and kept in the address and for later', async () => {
    const page = await open('/flows');
    await box(page).focus();
    await page.keyboard.type('dst');
    await page.getByRole('option', { name: /dst:/ }).waitFor();
    expect(await violationsOf(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await page.keyboard.press('Backspace');
    await page.keyboard.press('Backspace');
    await page.keyboard.type('port:33');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    expect(await box(page).inputValue()).toBe('dport:3389 ');
    await page.keyboard.type('state:failed');
    await page.keyboard.press('Enter');
    await expect.poll(() => queryOf(page)).toBe('dport:3389 state:failed');
    await page.getByRole('button', { name: 'Asked before' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'dport:3389 state:failed' }).waitFor();
    expect(await violationsOf(page)).toEqual([]);
    await page.getByRole('button', { name: 'Forget them' }).click();
    await page.getByText('Nothing yet.').waitFor();
    await page.keyboard.press('Escape');
    await page.goBack();
    await expect.poll(() => box(page).inputValue()).toBe('');
  });

  it('that is wrong is marked at its place, in words', async () => {
    const refused = ({ url }: Asked) =>
      url.searchParams.get('query') === 'dport:22 foo:3'
        ? new Refusal(400, 'The query cannot be understood.', [
            { at: 'query:9', message: '"foo" is no field.' },
          ])
        : undefined;
    for (const path of ['flows', 'flows/top']) server.answer(`GET /api/v1/${path}`, refused);
    const { page } = await openPage(browser, `${server.origin}/flows?query=dport:22+foo:3`);
    const alert = page.getByRole('alert');
    await alert.getByText('"foo" is no field.').waitFor();
    expect(await alert.locator('mark').textContent()).toBe('foo:3');
    expect(await box(page).getAttribute('aria-invalid')).toBe('true');
    expect(await page.getByRole('alert').count()).toBe(1);
    expect(await violationsOf(page)).toEqual([]);
  });

  it('that takes long is stopped, and the server is told by the end of the request', async () => {
    const page = await open('/flows');
    const never = () => new Promise(() => {});
    for (const path of ['flows', 'flows/top', 'flows/histogram']) server.answer(`GET /api/v1/${path}`, never);
    const failed = page.waitForEvent('requestfailed');
    await box(page).fill('bytes>1G');
    await page.keyboard.press('Enter');
    await expect.poll(() => queryOf(page)).toBe('bytes>1G');
    await page.getByRole('button', { name: 'Stop' }).click();
    await failed;
    await page.getByText('The search was stopped.').first().waitFor();
    expect(await page.getByRole('button', { name: 'Stop' }).isDisabled()).toBe(true);
  });

  it('grows by a value that is clicked, and by one that is kept out', async () => {
    const page = await open('/flows?by=service&query=proto:tcp');
    await page.getByRole('button', { name: 'ssl', exact: true }).click();
    await expect.poll(() => queryOf(page)).toBe('proto:tcp service:ssl');
    await page.getByRole('button', { name: 'Without not known' }).click();
    await expect.poll(() => queryOf(page)).toBe('proto:tcp service:ssl service:*');
  });
});

describe('what was found', () => {
  it('is paged, opened to all that is known, and its values lead on', async () => {
    const page = await open('/flows');
    expect(await rows(page).count()).toBe(50);
    await page.getByRole('button', { name: 'Show more' }).click();
    await expect.poll(() => rows(page).count()).toBe(100);
    await rows(page).first().focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.getByText('Destination port', { exact: true }).waitFor();
    expect(await violationsOf(page)).toEqual([]);
    await page.getByRole('button', { name: 'Without Source 2001:db8:4:9:a1b2:c3d4:e5f6:7788' }).click();
    await expect.poll(() => queryOf(page)).toBe('not src:2001:db8:4:9:a1b2:c3d4:e5f6:7788');
  });

  it('has the columns that were chosen, also after loading again', async () => {
    const page = await open('/flows');
    await page.getByRole('button', { name: 'Columns' }).click();
    await page.getByLabel('Packets').uncheck();
    await page.getByLabel('VLAN').check();
    await page.getByRole('button', { name: 'Done' }).click();
    await page.reload();
    await page.getByRole('columnheader', { name: 'VLAN' }).waitFor();
    expect(await page.getByRole('columnheader', { name: 'Packets' }).count()).toBe(0);
  });

  it('is exported by links that carry the query and the span', async () => {
    const page = await open('/flows?query=dport:22');
    await page.getByRole('button', { name: 'Export' }).click();
    const link = page.getByRole('dialog').getByRole('link', { name: /OCSF/ });
    const { pathname, searchParams } = new URL((await link.getAttribute('href')) ?? '', server.origin);
    expect([pathname, Object.fromEntries(searchParams)]).toEqual([
      '/api/v1/flows/export',
      { query: 'dport:22', from: String(STORED.to - 86_400_000), to: String(STORED.to), format: 'ocsf' },
    ]);
    expect(await violationsOf(page)).toEqual([]);
  });

  it('of a span that was drawn or typed is in the address', async () => {
    const page = await open('/flows');
    const chart = page.locator('.chart-frame');
    await chart.locator('canvas').waitFor();
    const place = (await chart.boundingBox())!;
    await page.mouse.move(place.x + place.width * 0.4, place.y + 60);
    await page.mouse.down();
    await page.mouse.move(place.x + place.width * 0.6, place.y + 60);
    await page.mouse.up();
    await expect.poll(() => new URL(page.url()).searchParams.get('from')).not.toBeNull();
    await page.getByRole('button', { name: 'Other times' }).click();
    await page.getByLabel('From (UTC)').fill('2026-11-22T10:00');
    await page.getByLabel('To (UTC)').fill('2026-11-22T11:30');
    expect(await violationsOf(page)).toEqual([]);
    await page.getByRole('button', { name: 'Show', exact: true }).click();
    await expect
      .poll(() => new URL(page.url()).searchParams.get('to'))
      .toBe(String(Date.UTC(2026, 10, 22, 11, 30)));
  });

  it('is nothing: it is said what was looked through and what else is kept', async () => {
    server.answer('GET /api/v1/flows', () => ({ items: [], next: null, isWhole: true, scannedFiles: 0 }));
    const { page } = await openPage(browser, `${server.origin}/flows?query=dport:1`);
    await page.getByText('No flows fit.').waitFor();
    await page.getByRole('button', { name: 'Look through all that is kept' }).click();
    await page.getByText('That is all that is kept.').waitFor();
    expect(new URL(page.url()).searchParams.get('from')).toBe(String(STORED.from));
  });

  it('is not all: that is said', async () => {
    server.answer('GET /api/v1/flows/top', () => ({
      items: [{ key: '10.0.0.1', flows: 1, bytes: 1 }],
      isWhole: false,
    }));
    const page = await open('/flows');
    await page.getByText('Rare values may be missing').waitFor();
  });

  it('is not there where nothing is kept', async () => {
    server.answer('GET /api/v1/flows/histogram', () => ({
      from: 0,
      to: 0,
      stored: null,
      stepMs: 60_000,
      items: [],
      isWhole: true,
    }));
    const { page } = await openPage(browser, `${server.origin}/flows`);
    await page.getByText('No flows are kept yet.').waitFor();
    expect(await violationsOf(page)).toEqual([]);
  });
});
