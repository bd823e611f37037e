/** The settings in Chromium: how they look, and what is done by them. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openPage, startChromium, violationsOf } from '../browser.js';
import { SESSION } from '../canned/answers.js';
import { type CannedServer, Refusal, startCanned } from '../canned/server.js';
import { answerSettings, SETTINGS } from '../canned/settings.js';

const SHOTS = process.env['STRAYFLOW_SHOTS'];
const LOOKS = {
  dark: { colorScheme: 'dark', viewport: { width: 1440, height: 900 } },
  light: { colorScheme: 'light', viewport: { width: 1440, height: 900 } },
  phone: { colorScheme: 'dark', viewport: { width: 360, height: 780 }, hasTouch: true },
} as const;
/** By tab: a text that says that it is there. */
const TABS = {
  you: 'this browser',
  sources: 'losing records',
  users: 'Add account',
  tokens: 'Make a token',
  audit: '2001:db8:4:9::/64',
  service: 'Waits for a restart',
} as const;

let browser: Browser;
let server: CannedServer;

beforeAll(async () => {
  browser = await startChromium();
});
beforeEach(async () => {
  server = await startCanned();
  answerSettings(server);
});
afterEach(async () => {
  await server.close();
});
afterAll(async () => {
  await browser?.close();
});

async function open(tab: string): Promise<Page> {
  return (await openPage(browser, `${server.origin}/settings?tab=${tab}`)).page;
}

const sent = () => server.changes.map(({ method, url, body }) => [method, url.pathname, body]);

describe.each(Object.entries(LOOKS))('%s', (look, options) => {
  it.each(Object.entries(TABS))('%s', async (tab, text) => {
    const { page, complaints } = await openPage(browser, `${server.origin}/settings?tab=${tab}`, options);
    await page.getByText(text).first().waitFor();
    if (SHOTS !== undefined) {
      await page.screenshot({ path: `${SHOTS}/settings-${tab}-${look}.png`, fullPage: true });
    }
    const overhang = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect(overhang).toBeLessThanOrEqual(0);
    expect(await violationsOf(page)).toEqual([]);
    expect(complaints).toEqual([]);
    await page.context().close();
  });
});

it('show accounts and the audit log to admins alone', async () => {
  server.answer('GET /api/v1/session', () => ({ ...SESSION, role: 'responder' }));
  const page = await open('users');
  await page.getByRole('heading', { name: 'Password' }).waitFor();
  expect(await page.getByRole('tab').allTextContents()).toEqual(['You', 'Sources', 'Tokens', 'Service']);
  expect(await page.getByText('Admins change roles.').count()).toBe(1);
});

it('log another browser out, once that is confirmed', async () => {
  server.answer('DELETE /api/v1/sessions/bbbbbbbbbbbbbbbb', () => null);
  const page = await open('you');
  await page.getByRole('button', { name: 'Log out the session' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Log out' }).click();
  await page.getByText('That browser is logged out.').waitFor();
  expect(sent()).toEqual([['DELETE', '/api/v1/sessions/bbbbbbbbbbbbbbbb', null]]);
});

describe('accounts', () => {
  it('are added with a role, and what the server refuses is said in the dialog', async () => {
    let isRefused = true;
    server.answer('POST /api/v1/accounts', () =>
      isRefused
        ? new Refusal(409, 'There is an account of this name already.')
        : { name: 'cleo', role: 'analyst', added: 0, login: null },
    );
    const page = await open('users');
    await page.getByRole('button', { name: 'Add account' }).click();
    const dialog = page.getByRole('dialog', { name: 'Add an account' });
    await dialog.getByLabel('Name').fill('cleo');
    await dialog.getByLabel('Role').selectOption('analyst');
    await dialog.getByLabel('Password', { exact: true }).fill('correct horse battery');
    await dialog.getByLabel('Password again').fill('correct horse bakery');
    await page.keyboard.press('Enter');
    await dialog.getByText('The password was not repeated as it is.').waitFor();
    expect(sent()).toEqual([]);
    await dialog.getByLabel('Password again').fill('correct horse battery');
    await page.keyboard.press('Enter');
    await dialog.getByText('There is an account of this name already.').waitFor();
    expect(await violationsOf(page)).toEqual([]);
    isRefused = false;
    await page.keyboard.press('Enter');
    await page.getByText('cleo may log in now, as analyst.').waitFor();
    expect(sent().at(-1)).toEqual([
      'POST',
      '/api/v1/accounts',
      { name: 'cleo', role: 'analyst', password: 'correct horse battery' },
    ]);
  });

  it('get another role, and go; those who look cannot shut themselves out', async () => {
    const name = 'ben.of-the-night-shift-in-the-northern-office';
    server.answer(`PATCH /api/v1/accounts/${name}`, () => null);
    server.answer(`DELETE /api/v1/accounts/${name}`, () => null);
    const page = await open('users');
    await page.getByRole('button', { name: `Role: ${name}` }).click();
    await page.getByLabel('Role', { exact: true }).selectOption('viewer');
    await page.getByRole('button', { name: 'Change role' }).click();
    await page.getByText(`${name} is viewer now.`).waitFor();
    await page.getByRole('button', { name: `Remove: ${name}` }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
    await page.getByText(`The account ${name} is removed.`).waitFor();
    expect(sent()).toEqual([
      ['PATCH', `/api/v1/accounts/${name}`, { role: 'viewer' }],
      ['DELETE', `/api/v1/accounts/${name}`, null],
    ]);
    expect(await page.getByRole('button', { name: /: anna$/ }).count()).toBe(0);
  });
});

it('make a token whose text is shown once, of a role that one has', async () => {
  server.answer('GET /api/v1/session', () => ({ ...SESSION, role: 'analyst' }));
  server.answer('POST /api/v1/tokens', () => ({ token: 'sfk_0123456789abcdef_text' }));
  const page = await open('tokens');
  await page.getByRole('button', { name: 'Make a token' }).click();
  const dialog = page.getByRole('dialog', { name: 'Make a token' });
  await dialog.getByLabel('Name').fill('Logpush');
  expect(await dialog.getByLabel('Role').locator('option').count()).toBe(2);
  await dialog.getByRole('checkbox', { name: 'api:' }).uncheck();
  await dialog.getByRole('button', { name: 'Make' }).click();
  await dialog.getByText('Choose what the token is for.').waitFor();
  await dialog.getByRole('checkbox', { name: 'push:' }).check();
  await dialog.getByRole('button', { name: 'Make' }).click();
  const text = page.getByRole('textbox', { name: 'Token', exact: true });
  expect(await text.inputValue()).toBe('sfk_0123456789abcdef_text');
  await page.getByRole('button', { name: 'I have it' }).click();
  expect(await text.count()).toBe(0);
  expect(sent()).toEqual([
    ['POST', '/api/v1/tokens', { name: 'Logpush', role: 'viewer', scopes: ['push'], days: 90 }],
  ]);
});

it('find entries of the audit log by kind and by text, at an address that can be sent', async () => {
  const page = await open('audit');
  await page.getByRole('rowheader', { name: 'block decided' }).waitFor();
  await page.getByLabel('Kind of entry').selectOption('account-added');
  await expect.poll(() => page.getByRole('rowheader').allTextContents()).toEqual(['account added']);
  expect(page.url()).toContain('kind=account-added');
  await page.getByLabel('Search the audit log').fill('nobody');
  await page.getByText('No entry fits.').waitFor();
});

it('tell why a notifier fails to those who are told, and when a certificate ends soon', async () => {
  const page = await open('service');
  await page.getByText('refused <img src=x onerror=alert(1)> It is tried again by itself.').waitFor();
  await page.getByText('The certificate ends in 8 d.').waitFor();
  server.answer('GET /api/v1/session', () => ({ ...SESSION, role: 'viewer' }));
  const notifiers = SETTINGS.notifiers.map((each) => ({ ...each, fault: null }));
  server.answer('GET /api/v1/settings', () => ({ ...SETTINGS, notifiers }));
  await page.reload();
  await page.getByText('Responders and admins are told why.').waitFor();
});
