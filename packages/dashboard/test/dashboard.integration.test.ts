/** What the frame around the pages does, in Chromium. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openPage, startChromium, violationsOf } from './browser.js';
import { EMPTY_OVERVIEW, NOW, overviewAnswer, SESSION, STATUS } from './canned/answers.js';
import { type CannedServer, Refusal, startCanned } from './canned/server.js';

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
  return (await openPage(browser, `${server.origin}${path}`)).page;
}

const heading = (page: Page, name: string) => page.getByRole('heading', { level: 1, name, exact: true });

describe('logging in', () => {
  const login = { name: 'anna', password: 'correct horse battery' };

  it('is asked for at any address, which is shown afterwards', async () => {
    server.answer('GET /api/v1/session', () => new Refusal(401, 'Log in, or send a token.'));
    server.answer('POST /api/v1/session', ({ body }) =>
      JSON.stringify(body) === JSON.stringify(login)
        ? SESSION
        : new Refusal(401, 'The name or the password is wrong.'),
    );
    const page = await open('/hosts?order=last');
    await heading(page, 'Log in').waitFor();
    expect(await violationsOf(page)).toEqual([]);
    await page.keyboard.type('anna');
    await page.keyboard.press('Tab');
    await page.keyboard.type('wrong');
    await page.keyboard.press('Enter');
    await page.getByText('The name or the password is wrong.').waitFor();
    await page.getByLabel('Password').fill(login.password);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Last seen first' }).waitFor();
  });

  it('is asked for again when the session ends', async () => {
    const page = await open('/');
    await heading(page, 'Overview').waitFor();
    server.answer('GET /api/v1/hosts', () => new Refusal(401, 'Log in, or send a token.'));
    await page.getByRole('link', { name: 'Hosts', exact: true }).click();
    await heading(page, 'Log in').waitFor();
  });

  it('is left to a provider of OpenID Connect where there is one, and says why it let nobody in', async () => {
    server.answer('GET /api/v1/session', () => new Refusal(401, 'Log in, or send a token.'));
    const without = await open('/?refused=403');
    await heading(without, 'Log in').waitFor();
    const link = { name: 'Log in with your organisation' };
    expect(await without.getByRole('link', link).count()).toBe(0);
    server.answer('GET /api/v1/session/ways', () => ({ password: true, oidc: true }));
    const page = await open('/?refused=403');
    expect(await page.getByRole('link', link).getAttribute('href')).toBe('/api/v1/session/oidc');
    expect(await page.getByRole('alert').textContent()).toContain('gives you no role here');
    expect(await violationsOf(page)).toEqual([]);
  });

  it('ends when one logs out', async () => {
    const page = await open('/');
    await page.getByRole('button', { name: 'Log out' }).click();
    await heading(page, 'Log in').waitFor();
    expect(server.changes.map(({ method, url }) => `${method} ${url.pathname}`)).toEqual([
      'DELETE /api/v1/session',
    ]);
  });

  it('makes the first account by the secret of the link, which leaves the address at once', async () => {
    server.answer('GET /api/v1/session', () => new Refusal(401, 'Log in, or send a token.'));
    server.answer('GET /api/v1/setup', () => ({ needed: true }));
    server.answer('POST /api/v1/setup', () => SESSION);
    const page = await open('/setup#s3cret');
    await heading(page, 'Make the first account').waitFor();
    expect(page.url()).toBe(`${server.origin}/setup`);
    await page.getByLabel('Name').fill('anna');
    await page.getByLabel('Password', { exact: true }).fill(login.password);
    await page.getByLabel('Password again').fill('something else');
    await page.keyboard.press('Enter');
    await page.getByText('The password was not repeated as it is.').waitFor();
    expect(server.changes).toEqual([]);
    await page.getByLabel('Password again').fill(login.password);
    await page.keyboard.press('Enter');
    await heading(page, 'Overview').waitFor();
    expect(server.changes.map(({ body }) => body)).toEqual([{ token: 's3cret', ...login }]);
  });
});

describe('keys', () => {
  it('go to pages, but not while something is typed or they are switched off', async () => {
    const page = await open('/');
    await heading(page, 'Overview').waitFor();
    await page.keyboard.press('g');
    await page.keyboard.press('h');
    await heading(page, 'Hosts').waitFor();
    await page.getByLabel('Search hosts').press('g');
    await page.getByLabel('Search hosts').press('o');
    expect(await page.getByLabel('Search hosts').inputValue()).toBe('go');
    await heading(page, 'Hosts').waitFor();
    await page.getByLabel('Search hosts').blur();
    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: 'Shortcuts' }).waitFor();
    expect(await violationsOf(page)).toEqual([]);
    await page.getByLabel('Shortcuts of single letters').uncheck();
    await page.keyboard.press('Escape');
    await page.keyboard.press('?');
    expect(await page.getByRole('dialog').count()).toBe(0);
  });

  it('open a host from the palette', async () => {
    const page = await open('/');
    await heading(page, 'Overview').waitFor();
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox').fill('10.4.9');
    await page.getByRole('option', { name: /10\.4\.9\.118/ }).waitFor();
    expect(await violationsOf(page)).toEqual([]);
    await page.keyboard.press('Enter');
    await heading(page, '10.4.9.118').waitFor();
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('main');
  });

  it('open a prefix that nothing is known of', async () => {
    const page = await open('/');
    await heading(page, 'Overview').waitFor();
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox').fill('2001:db8:ffff::/64');
    await page.getByRole('option', { name: /2001:db8:ffff::\/64/ }).waitFor();
    await page.keyboard.press('Enter');
    await heading(page, '2001:db8:ffff::/64').waitFor();
  });

  it('go along the rows of a table', async () => {
    const page = await open('/hosts');
    await page.getByRole('link', { name: /10\.4\.7\.31/ }).focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await heading(page, '10.4.9.118').waitFor();
  });
});

describe('the stream of events', () => {
  it('brings what is new', async () => {
    const page = await open('/');
    await page.getByText('Watching').first().waitFor();
    server.answer('GET /api/v1/overview', () => ({
      ...overviewAnswer(),
      incidents: { open: 6, acknowledged: 2, unacknowledged: 4, closedInSpan: 7 },
    }));
    server.publish('status', {
      ...STATUS.watch,
      loss: { kernelDrops: 12, overloadDrops: 0, sequenceGaps: 0 },
    });
    server.publish('incident', { id: 'a' });
    await page.getByText('12 records were lost since it began.').first().waitFor();
    await page.clock.fastForward(5_000);
    await page.getByText('4 not acknowledged').waitFor();
  });

  it('says when it is lost', async () => {
    const page = await open('/');
    await page.getByText('Watching').first().waitFor();
    server.cutEvents();
    await expect
      .poll(async () => {
        await page.clock.fastForward(3_500);
        return page.getByText('The connection is lost.').count();
      })
      .toBe(1);
  });
});

describe('what is said', () => {
  it('of an overview without anything: what to do next', async () => {
    server.answer('GET /api/v1/overview', () => EMPTY_OVERVIEW);
    const page = await open('/');
    await page.getByText('No traffic in this span.').waitFor();
    await page.getByText('strayflow doctor').waitFor();
    expect(await violationsOf(page)).toEqual([]);
  });

  it('of a refusal: what the server said', async () => {
    server.answer('GET /api/v1/overview', () => new Refusal(422, 'The span is longer than a year.'));
    const page = await open('/?span=30d');
    await page.getByRole('alert').getByText('The span is longer than a year.').waitFor();
  });

  it('of names in the traffic: as they are, never as markup', async () => {
    const page = await open('/hosts');
    await page.getByText('<img src=x onerror=alert(1)>').waitFor();
  });

  it('of a family on the overview: which hosts it is about', async () => {
    const page = await open('/');
    await page.getByRole('link', { name: 'brute force', exact: true }).click();
    await heading(page, 'Hosts').waitFor();
    expect(await page.getByLabel('Evidence of').inputValue()).toBe('brute-force');
  });

  it('of a chart: also as a table', async () => {
    const page = await open('/');
    await page.getByRole('button', { name: 'Show as table' }).first().click();
    await page.getByRole('columnheader', { name: 'Flows' }).waitFor();
    expect(await page.locator('.chart-table tbody tr').count()).toBe(288);
    expect(await violationsOf(page)).toEqual([]);
  });
});

describe('a span of time', () => {
  it('is part of the address, up to the newest record', async () => {
    const page = await open('/');
    await heading(page, 'Overview').waitFor();
    const asked = page.waitForRequest(/overview\?/);
    await page.getByText('6 h', { exact: true }).click();
    const { searchParams } = new URL((await asked).url());
    expect([searchParams.get('from'), searchParams.get('to')]).toEqual([
      String(NOW - 21_600_000),
      String(NOW),
    ]);
    expect(new URL(page.url()).search).toBe('?span=6h');
  });

  it('is chosen with the mouse in a chart', async () => {
    const page = await open('/');
    const canvas = page.locator('.chart-selects').first();
    await canvas.locator('canvas').waitFor();
    const box = (await canvas.boundingBox())!;
    await page.mouse.move(box.x + box.width * 0.5, box.y + 80);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * 0.7, box.y + 80);
    await page.mouse.up();
    await page.waitForURL(/from=\d+&to=\d+/);
    const { searchParams } = new URL(page.url());
    const length = Number(searchParams.get('to')) - Number(searchParams.get('from'));
    expect(length / 3_600_000).toBeGreaterThan(4);
    expect(length / 3_600_000).toBeLessThan(6);
  });
});

describe('a change', () => {
  it('is asked about first, carries the header of the session, and is confirmed', async () => {
    server.answer('DELETE /api/v1/tokens/x71bb0', () => null);
    const page = await open('/settings?tab=tokens');
    await page.getByRole('button', { name: 'Remove Prometheus' }).click();
    const dialog = page.getByRole('dialog', { name: 'Remove the token "Prometheus"?' });
    await dialog.waitFor();
    expect(server.changes).toEqual([]);
    await dialog.getByRole('button', { name: 'Remove' }).click();
    await page.getByText('The token "Prometheus" is removed.').waitFor();
    expect(server.changes.map(({ method, headers }) => [method, headers['x-csrf-token']])).toEqual([
      ['DELETE', 'canned-csrf'],
    ]);
    expect(await page.getByRole('dialog').count()).toBe(0);
  });
});

it('keeps the theme that was chosen', async () => {
  const page = await open('/');
  await page.getByRole('button', { name: 'Dark theme' }).click();
  await page.reload();
  await page.getByRole('button', { name: 'Light theme' }).waitFor();
  expect(await page.evaluate(() => getComputedStyle(document.documentElement).colorScheme)).toBe('dark');
});

it('reads the evidence of a report without sending it anywhere', async () => {
  const page = await open('/reports/read');
  const evidence = {
    hosts: [{ address: '10.0.0.9', role: 'victim', risk: 0.7, evidence: ['a'] }],
    evidence: [{ id: 'a', family: 'port-scan', summary: 'tried 40 ports' }],
  };
  const file = { name: 'evidence.json', mimeType: 'application/json' };
  await page.getByLabel('File').setInputFiles({ ...file, buffer: Buffer.from(JSON.stringify(evidence)) });
  await page.getByRole('heading', { name: '10.0.0.9 (attacked)' }).waitFor();
  await page.getByText('port scan: tried 40 ports').waitFor();
  await page.getByLabel('File').setInputFiles({ ...file, buffer: Buffer.from('{}') });
  await page.getByText(/is this the evidence\.json of a report\?/).waitFor();
  expect(server.changes).toEqual([]);
});
