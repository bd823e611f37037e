/** The policy in Chromium: tried before it is written, blocks decided by people, the switch that everybody sees. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openPage, startChromium } from '../browser.js';
import { SESSION } from '../canned/answers.js';
import { PREVIEW } from '../canned/policy.js';
import { type CannedServer, Refusal, startCanned } from '../canned/server.js';

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

async function edited(text: string): Promise<Page> {
  const page = await open('/policy');
  await button(page, 'Edit').click();
  await page.getByLabel('Text of the policy').fill(text);
  return page;
}

describe('editing', () => {
  it('is tried on what is stored, then saved over what was read', async () => {
    const page = await edited('mode: alert\n');
    await button(page, 'Preview on history').click();
    const preview = page.getByRole('region', { name: 'Preview' });
    await preview.getByText('Newly blocked: 1 host').waitFor();
    await preview.getByText('was a false alarm').waitFor();
    await preview.getByText('198.51.100.23').waitFor();
    await button(page, 'Save').click();
    await page.getByText('The policy is saved.').waitFor();
    expect(done()).toEqual([
      ['POST /api/v1/policy/preview', { text: 'mode: alert\n', days: 7 }],
      ['PUT /api/v1/policy', { text: 'mode: alert\n', digest: 'a1' }],
    ]);
  });

  it('does not call a text tried that was changed since', async () => {
    const page = await edited('mode: alert\n');
    await button(page, 'Preview on history').click();
    await button(page, 'Save').waitFor();
    await page.getByLabel('Text of the policy').fill('mode: observe\n');
    await page.getByText('The text was changed since.').waitFor();
    await button(page, 'Save without a preview').waitFor();
  });

  it('can be stopped while it is tried', async () => {
    server.answer('POST /api/v1/policy/preview', () => new Promise(() => {}));
    const page = await edited('mode: alert\n');
    await button(page, 'Preview on history').click();
    await button(page, 'Stop').click();
    await button(page, 'Preview on history').waitFor();
    server.answer('POST /api/v1/policy/preview', () => PREVIEW);
    await button(page, 'Preview on history').click();
    await page.getByText('Newly blocked: 1 host').waitFor();
  });

  it('says which line is at fault, and that somebody else was quicker', async () => {
    const errors = [{ at: 'line 2', message: 'expected a number' }];
    server.answer('PUT /api/v1/policy', () => new Refusal(422, 'The policy is not as it should be.', errors));
    const page = await edited('rules:\n  - x\n');
    await button(page, 'Save without a preview').click();
    await page.getByText('expected a number').waitFor();
    server.answer('PUT /api/v1/policy', () => new Refusal(409, 'The policy was changed meanwhile.'));
    await button(page, 'Save without a preview').click();
    await page.getByText('The policy was changed meanwhile.').waitFor();
    expect(await page.getByLabel('Text of the policy').inputValue()).toBe('rules:\n  - x\n');
  });

  it('is for admins', async () => {
    server.answer('GET /api/v1/session', () => ({ ...SESSION, role: 'responder' }));
    const page = await open('/policy');
    await page.getByText('An admin can edit it.').waitFor();
    expect(await button(page, 'Edit').count()).toBe(0);
  });
});

describe('blocks', () => {
  it('that wait stand first, and are approved or denied with a reason', async () => {
    server.answer('POST /api/v1/blocks/block-2/deny', () => null);
    const page = await open('/policy?tab=blocks');
    const rows = page.getByRole('table', { name: 'Blocks' }).getByRole('row');
    await rows.nth(1).getByText('waits for approval').waitFor();
    await rows.nth(1).getByRole('button', { name: 'Deny' }).click();
    await page.getByLabel('Reason').fill('our own');
    await page.getByRole('dialog').getByRole('button', { name: 'Deny' }).click();
    await page.getByText('203.0.113.2/32 is not blocked.').waitFor();
    expect(done()).toEqual([['POST /api/v1/blocks/block-2/deny', { reason: 'our own' }]]);
  });

  it('say what the server refused, and stay', async () => {
    const refusal = new Refusal(409, 'This block has ended.');
    server.answer('POST /api/v1/blocks/block-2/approve', () => refusal);
    const page = await open('/policy?tab=blocks');
    await button(page, 'Approve').click();
    await page.getByRole('dialog').getByRole('button', { name: 'Block' }).click();
    await page.getByRole('dialog').getByText('This block has ended.').waitFor();
  });

  it('are all undone for as long as one says', async () => {
    server.answer('POST /api/v1/blocks/undo-all', () => ({ ended: 1 }));
    const page = await open('/policy?tab=blocks');
    await button(page, 'Undo all').click();
    await page.getByLabel('For').selectOption('168');
    await page.getByLabel('Reason').fill('a mistake');
    await page.getByRole('dialog').getByRole('button', { name: 'Undo all' }).click();
    await page.getByText('All blocks are undone.').waitFor();
    expect(done()).toEqual([['POST /api/v1/blocks/undo-all', { reason: 'a mistake', hours: 168 }]]);
  });

  it('are not decided by viewers', async () => {
    server.answer('GET /api/v1/session', () => ({ ...SESSION, role: 'viewer' }));
    const page = await open('/policy?tab=blocks');
    await page.getByText('A responder decides.').first().waitFor();
    await page.getByText('A responder can switch it.').waitFor();
    expect(await button(page, 'Approve').count()).toBe(0);
  });
});

describe('the switch', () => {
  it('asks why, and is said on every page when it is off', async () => {
    server.answer('PUT /api/v1/blocking', () => ({ isBlocking: false, mode: 'enforce' }));
    const page = await open('/policy');
    await button(page, 'Switch blocking off').click();
    server.answer('GET /api/v1/blocking', () => ({ isBlocking: false, mode: 'enforce' }));
    await page.getByLabel('Reason').fill('something is wrong');
    await page.getByRole('dialog').getByRole('button', { name: 'Switch off' }).click();
    await button(page, 'Switch blocking on').waitFor();
    await page.getByRole('link', { name: 'Hosts', exact: true }).click();
    await page.getByText('Nothing is blocked, whatever the policy says.').waitFor();
    expect(done()).toEqual([['PUT /api/v1/blocking', { isBlocking: false, reason: 'something is wrong' }]]);
  });
});
