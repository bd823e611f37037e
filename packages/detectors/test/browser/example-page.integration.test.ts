/** The example page, served as its docs say, with real and with hostile files. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type OpenedPage, openPage, startChromium } from './chromium.js';

const script = fileURLToPath(new URL('../../../../examples/detectors/serve-page.mjs', import.meta.url));
let server: ChildProcess;
let address: string;
let browser: Browser;

beforeAll(async () => {
  server = spawn(process.execPath, [script, '0'], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [said] = (await Promise.race([
    once(server.stdout!, 'data'),
    once(server, 'exit').then(() => Promise.reject(new Error('the server ended: was the package built?'))),
  ])) as [Buffer];
  address = said.toString().trim();
  browser = await startChromium();
});

afterAll(async () => {
  await browser?.close();
  server.kill();
});

/** A file as a person picks it. */
const csv = (text: string) => ({ name: 'rows.csv', mimeType: 'text/csv', buffer: Buffer.from(text) });

async function pick(page: Page, text: string): Promise<void> {
  await page.locator('#file').setInputFiles(csv(text));
}

/** 200 rows of two columns that agree, and one, in line 102, whose second column is far off. */
function oneStrangeRow(header: string): string {
  const lines = Array.from({ length: 200 }, (_, i) => `${10 + (i % 13)},${20 + 2 * (i % 13) + (i % 3)}`);
  lines[100] = '16,90';
  return `${header}\n${lines.join('\n')}\n`;
}

const line = (page: Page, place: number) => page.locator('#rows button').nth(place);

describe('the example page', () => {
  it('shows the sample with every detector, without a complaint', async () => {
    const { page, complaints } = await openPage(browser, address);
    await page.getByRole('button', { name: 'Use the sample' }).click();
    for (const title of ['Isolation forest', 'One-class SVM', 'Autoencoder', 'DBSCAN']) {
      await page.getByRole('radio', { name: title }).check();
      await page
        .getByRole('status')
        .filter({ hasText: `${title}: 400 rows, 4 columns` })
        .waitFor();
      await page.getByRole('heading', { name: /Why line (?:58|135|289)/ }).waitFor();
      expect(await page.locator('#parts tr').count()).toBe(4);
      const scores = (await page.locator('#rows td:nth-child(2)').allTextContents()).map(Number);
      expect(scores).toHaveLength(20);
      expect(scores).toEqual([...scores].sort((a, b) => b - a));
      const five = await Promise.all([0, 1, 2, 3, 4].map((place) => line(page, place).textContent()));
      expect(five).toEqual(expect.arrayContaining(['135', '289']));
    }
    expect(await page.locator('footer').textContent()).toContain('WebAssembly is used.');
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it('shows the strange row of a file that is picked, and why', async () => {
    const { page, complaints } = await openPage(browser, address);
    await pick(page, oneStrangeRow('first,second'));
    await page.getByRole('heading', { name: 'Why line 102' }).waitFor();
    expect(await line(page, 0).textContent()).toBe('102');
    expect(await page.locator('#why-text').textContent()).toBe(
      'Most by second: 90 is more than in 19 of 20 rows.',
    );
    const [name, value, range] = await page.locator('#parts tr').first().locator('th, td').allTextContents();
    expect([name, value, range]).toEqual(['second', '90', '21 – 45']);
    const chart = page.getByRole('img', { name: /Scores of 200 rows, .* the strangest stands in line 102$/ });
    expect(await chart.locator('circle').count()).toBe(20);
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it('is used by keyboard alone', async () => {
    const { page } = await openPage(browser, address);
    await pick(page, oneStrangeRow('first,second'));
    await page.getByRole('heading', { name: 'Why line 102' }).waitFor();
    await page.getByRole('radio', { name: 'Isolation forest' }).focus();
    await page.keyboard.press('ArrowLeft');
    await page.getByRole('status').filter({ hasText: 'DBSCAN: 200 rows' }).waitFor();
    await page.keyboard.press('Tab');
    const second = await line(page, 1).textContent();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: `Why line ${second}` }).waitFor();
    expect(await page.locator('#rows button:focus').textContent()).toBe(second);
    await page.locator('#more').press('Enter');
    expect(await page.locator('#rows tr').count()).toBe(40);
    await page.context().close();
  });

  it('takes a file that is dropped, and sends nothing anywhere', async () => {
    const { page, complaints } = await openPage(browser, address);
    const asked: string[] = [];
    page.on('request', (request) => asked.push(`${request.method()} ${new URL(request.url()).pathname}`));
    // As text, because this file knows no types of browsers.
    const data = await page.evaluateHandle(`(() => {
      const transfer = new DataTransfer();
      transfer.items.add(new File([${JSON.stringify(oneStrangeRow('first,second'))}], 'dropped.csv'));
      return transfer;
    })()`);
    await page.dispatchEvent('#drop', 'drop', { dataTransfer: data });
    await page.getByRole('heading', { name: 'Why line 102' }).waitFor();
    expect(await page.getByRole('status').textContent()).toContain('of dropped.csv');
    expect(asked.filter((each) => !each.startsWith('GET /')).concat(complaints)).toEqual([]);
    expect(asked.every((each) => /\/(?:judge|detectors|index|[a-z0-9.-]+)\.js$/.test(each))).toBe(true);
    await page.context().close();
  });

  it('shows what stands in a header as text, whatever it is', async () => {
    const { page, complaints } = await openPage(browser, address);
    const hostile = '<img src=x onerror=alert(1)>,"</script><script>alert(2)</script>"';
    await pick(page, oneStrangeRow(hostile));
    await page.getByRole('heading', { name: 'Why line 102' }).waitFor();
    expect(await page.locator('#parts th').allTextContents()).toEqual([
      '</script><script>alert(2)</script>',
      '<img src=x onerror=alert(1)>',
    ]);
    expect(await page.locator('img, main script').count()).toBe(0);
    expect(complaints).toEqual([]);
    await page.context().close();
  });
});

describe('the example page, given a file that is no table', () => {
  let opened: OpenedPage;
  beforeAll(async () => {
    opened = await openPage(browser, address);
  });

  it.each([
    ['a word', 'a,b\n1,2\n3,four\n', 'Line 3, b: expected a number such as 12.5, found “four”.'],
    ['markup', 'a,b\n1,2\n<b>3</b>,4\n', 'Line 3, a: expected a number such as 12.5, found “<b>3</b>”.'],
    ['a gap', 'a,b\n1,2\n\n3,\n', 'Line 4, b: expected a number such as 12.5, found nothing.'],
    ['too few values', 'a,b\r\n1,2\r\n3\r\n', 'Line 3: expected 2 values, as in the first line, found 1.'],
    ['infinity', 'a\n1\n1e999\n', 'Line 3, a: expected a number such as 12.5, found “1e999”.'],
    ['a name of a number', 'a\n1\nNaN\n', 'Line 3, a: expected a number such as 12.5, found “NaN”.'],
    ['nothing', ' \n', 'The file is empty: expected rows of numbers.'],
    ['names alone', 'a,b\n', 'Found no row of numbers: what is strange shows among several.'],
    ['too many columns', `${'1,'.repeat(300)}1\n`, 'Line 1 has 301 columns; this page takes up to 200.'],
  ])('names the line where a file has %s', async (_, text, message) => {
    const { page, complaints } = opened;
    await pick(page, text);
    const alert = page.getByRole('alert');
    await alert.waitFor();
    expect(await alert.textContent()).toBe(message);
    expect(await page.locator('#results').isVisible()).toBe(false);
    await pick(page, oneStrangeRow('x;y').replaceAll(',', ';'));
    await page.getByRole('heading', { name: 'Why line 102' }).waitFor();
    expect(await alert.isVisible()).toBe(false);
    expect(complaints).toEqual([]);
  });
});

describe('the server of the example page', () => {
  it.each([
    '/examples/detectors/page/..%2f..%2f..%2fpackage.json',
    '/package.json',
    '/examples/detectors/page/%00',
  ])('does not give %s away', async (path) => {
    expect((await fetch(new URL(path, address))).status).toBe(404);
  });
});
