/** The page that analyses in the browser, from a folder of an ordinary Apache: in Chromium, beside the command. */

import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import axe from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type OpenedPage, openPage, startChromium } from '../../../detectors/test/browser/chromium.js';
import { setHeaders } from '../../../strayflow/src/server/headers.js';
import { StaticFiles } from '../../../strayflow/src/server/static-files.js';
import { LAB, strayflow } from '../../../strayflow/test/cli/run-strayflow.js';
import { type StaticApache, startStaticApache } from './static-apache.js';
import { csvFile, zeekFile } from './traffic-files.js';

const REPORTS = ['evidence.json', 'hosts.csv', 'summary.txt'];

let apache: StaticApache;
let browser: Browser;
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'strayflow-analyse-page-'));
  apache = await startStaticApache();
  const written = await strayflow(['browser-page', join(apache.root, 'tools', 'analyse')]);
  expect(written.stderr).toBe('');
  expect(written.stdout).toContain('index.html');
  browser = await startChromium();
});

afterAll(async () => {
  await browser?.close();
  apache?.stop();
  rmSync(folder, { recursive: true, force: true });
});

const open = (options: Parameters<typeof openPage>[2] = {}): Promise<OpenedPage> =>
  openPage(browser, `${apache.address}tools/analyse/`, options);

function stored(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

/** Chooses files and waits for what comes of it. */
async function analyse(page: Page, paths: readonly string[]): Promise<string> {
  await page.locator('#files').setInputFiles([...paths]);
  const outcome = page.locator('.headline, #trouble .failure').first();
  await outcome.waitFor({ timeout: 200_000 });
  return (await outcome.textContent()) ?? '';
}

async function saved(page: Page, name: string): Promise<string> {
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: `Save ${name}` }).click(),
  ]);
  return readFileSync(await download.path(), 'utf8');
}

/** The same by the command: without locations, which a page has not. */
async function byCommand(path: string, place: string) {
  const config = stored('no-locations.yaml', 'addresses:\n  location:\n    enabled: false\n');
  const outcome = await strayflow(['analyze', path, '--json', '--report', place, '--config', config], {
    cwd: folder,
  });
  expect(outcome.code).toBe(0);
  return JSON.parse(outcome.stdout) as { verdict: string; hosts: unknown[]; evidence: unknown[] };
}

const attacked = () => readFileSync(join(LAB, 'captures/attacked.pcap.gz'));

describe('the page that analyses in the browser', () => {
  const cases: readonly [string, () => string | Uint8Array][] = [
    ['attacked.pcap.gz', attacked],
    ['ordinary.pcap.gz', () => readFileSync(join(LAB, 'captures/ordinary.pcap.gz'))],
    ['flows.csv', csvFile],
    ['conn.log', zeekFile],
    [
      'two-members.csv.gz',
      () => joined(gzipSync(csvFile().slice(0, 60_000)), gzipSync(csvFile().slice(60_000))),
    ],
    ['breaks-off.pcap.gz', () => attacked().subarray(0, 700_000)],
  ];
  it.each(cases)('says of %s what the command says, byte for byte', async (name, content) => {
    const path = stored(name, content());
    const { page, complaints } = await open({ acceptDownloads: true });
    const headline = await analyse(page, [path]);
    const report = join(folder, `report-of-${name}`);
    const told = await byCommand(name, report);
    expect(headline).toBe(told.verdict);
    for (const file of REPORTS)
      expect(await saved(page, file)).toBe(readFileSync(join(report, file), 'utf8'));
    const { hosts, evidence } = JSON.parse(await saved(page, 'evidence.json'));
    expect({ hosts, evidence }).toEqual({ hosts: told.hosts, evidence: told.evidence });
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it('takes several files at once, dropped anywhere, and shows hosts, charts with tables, and what was read', async () => {
    const { page, complaints } = await open();
    const texts = [csvFile(), zeekFile(300)];
    const data = await page.evaluateHandle(`(() => {
      const transfer = new DataTransfer();
      const texts = ${JSON.stringify(texts)};
      transfer.items.add(new File([texts[0]], 'flows.csv'));
      transfer.items.add(new File([texts[1]], 'conn.log'));
      return transfer;
    })()`);
    await page.dispatchEvent('h1', 'drop', { dataTransfer: data });
    await page.locator('.headline').waitFor({ timeout: 100_000 });
    expect(await page.locator('.headline').textContent()).toContain('10.0.0.66');
    const card = page.locator('article', {
      has: page.getByRole('heading', { name: '10.0.0.66', exact: true }),
    });
    expect(await card.locator('.evidence').first().textContent()).toContain('tried');
    expect(await card.locator('.evidence table').first().locator('tbody tr').count()).toBeGreaterThan(1);
    for (const name of ['flows.csv', 'conn.log']) {
      await page.getByRole('heading', { name, exact: true }).waitFor();
    }
    const charts = page.locator('.chart');
    expect(await charts.count()).toBeGreaterThan(1);
    for (const chart of await charts.all()) {
      expect(await chart.locator('img').getAttribute('alt')).toMatch(/\w{4}/);
      const width = await chart.locator('img').evaluate((image) => (image as HTMLImageElement).naturalWidth);
      expect(width).toBeGreaterThan(100);
      expect(await chart.locator('details tbody tr').count()).toBeGreaterThan(0);
    }
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it('uploads nothing: no request leaves the folder, none has a body, and the worker may ask nobody', async () => {
    const { page } = await open();
    const asked: string[] = [];
    page.context().on('request', (request) => {
      const { protocol, host } = new URL(request.url());
      const where = protocol === 'blob:' ? 'blob' : host;
      asked.push(`${request.method()} ${where} ${request.postData() === null ? 'no body' : 'a body'}`);
    });
    const before = apache.requests().length;
    await analyse(page, [stored('flows.csv', csvFile())]);
    const { host } = new URL(apache.address);
    expect([...new Set(asked)].sort()).toEqual([`GET ${host} no body`, 'GET blob no body'].sort());
    expect(apache.requests().slice(before)).toEqual(['GET 200 /tools/analyse/worker-code.js -']);
    const tried = await page.evaluate(`new Promise((resolve) => {
      const code = \`
        const failed = (name) => (error) => name + ' refused';
        Promise.all([
          fetch('${apache.address}', { method: 'POST', body: 'x' }).then(() => 'fetch went', failed('fetch')),
          new Promise((done) => {
            const request = new XMLHttpRequest();
            request.onload = () => done('request went');
            request.onerror = () => done('request refused');
            request.open('POST', '${apache.address}');
            request.send('x');
          }),
          import('${apache.address}tools/analyse/main.js?x').then(() => 'import went', failed('import')),
        ]).then((all) => postMessage(all));
      \`;
      const worker = new Worker(URL.createObjectURL(new Blob([code], { type: 'text/javascript' })), { type: 'module' });
      worker.onmessage = (event) => resolve(event.data);
    })`);
    expect(tried).toEqual(['fetch refused', 'request refused', 'import refused']);
    expect(apache.requests().filter((line) => !line.startsWith('GET'))).toEqual([]);
    await page.context().close();
  });

  it('works as the service serves it, under all its headers', async () => {
    const files = new StaticFiles(
      fileURLToPath(new URL('../../../strayflow/dist/dashboard/', import.meta.url)),
    );
    const server = createServer((request, response) => {
      const url = `http://127.0.0.1${request.url}`;
      const answer = files.answer(new Request(url, { headers: { accept: request.headers.accept ?? '' } }));
      if (answer === null) return response.writeHead(404).end();
      setHeaders(answer.headers, false);
      return answer.arrayBuffer().then((body) => {
        answer.headers.forEach((value, name) => {
          response.setHeader(name, value);
        });
        response.writeHead(answer.status).end(Buffer.from(body));
      });
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const { page, complaints } = await openPage(browser, `http://127.0.0.1:${port}/analyse`);
    expect(new URL(page.url()).pathname).toBe('/analyse/');
    expect(await analyse(page, [stored('flows.csv', csvFile())])).toContain('10.0.0.66');
    expect(complaints).toEqual([]);
    await page.context().close();
    server.close();
  });

  it('says in the words of the command what is wrong with a file, and goes on with the next', async () => {
    const { page, complaints } = await open();
    const odd = stored('odd.txt', 'dear diary, today nothing happened\n'.repeat(20));
    const outcome = await strayflow(['analyze', 'odd.txt', '--json'], { cwd: folder });
    const said = await analyse(page, [odd]);
    expect(outcome.stderr).toContain(await page.locator('#trouble strong').first().textContent());
    expect(said).toContain('input-unknown');
    expect(await analyse(page, [stored('empty.pcap', '')])).toContain('empty.pcap is empty');
    await page.getByText('Options').click();
    await page.getByLabel('Observed network').fill('10.0.0.0/99');
    expect(await analyse(page, [stored('flows.csv', csvFile())])).toContain('"10.0.0.0/99" is no prefix');
    await page.getByLabel('Observed network').fill('');
    // One of two is of no use: the other counts, and what is left out is told.
    expect(await analyse(page, [odd, join(folder, 'flows.csv')])).toContain('10.0.0.66');
    expect(await page.locator('#result .failure').textContent()).toContain('odd.txt');
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it('can be stopped while it works, and used by keyboard alone', async () => {
    const { page, complaints } = await open();
    // Asked for before any key, so that the browser opens no chooser of its own.
    const chosen = page.waitForEvent('filechooser');
    await page.keyboard.press('Tab');
    await page.locator('#files:focus').waitFor({ state: 'attached' });
    await page.keyboard.press('Enter');
    const chooser = await chosen;
    await chooser.setFiles(stored('large.csv', csvFile(200_000)));
    await page
      .locator('#work')
      .getByText(/Reading|Learning/)
      .waitFor();
    await page.getByRole('button', { name: 'Cancel' }).press('Enter');
    await page.getByRole('status').filter({ hasText: 'Cancelled' }).waitFor();
    expect(await page.locator('#work').isHidden()).toBe(true);
    await expect.poll(() => page.workers().length, { timeout: 30_000 }).toBe(0);
    expect(await page.locator('#files:focus').count()).toBe(1);
    expect(await analyse(page, [stored('flows.csv', csvFile())])).toContain('10.0.0.66');
    expect(await page.locator('.headline:focus').count()).toBe(1);
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it.each([
    ['light', 1280],
    ['dark', 1280],
    ['light', 360],
    ['dark', 360],
  ] as const)('is accessible on %s ground, %i pixels wide', async (colorScheme, width) => {
    const { page } = await open({ colorScheme, viewport: { width, height: 800 } });
    const violations = () =>
      page.evaluate(
        `${axe.source}; axe.run().then(({ violations }) => violations.map(({ id, nodes }) => id + ' ' + nodes[0].html))`,
      );
    expect(await violations()).toEqual([]);
    await analyse(page, [join(LAB, 'captures/attacked.pcap.gz')]);
    await page.getByText('Options').click();
    for (const summary of await page.locator('#result summary').all()) await summary.click();
    await page.locator('#result summary').first().click();
    expect(await violations()).toEqual([]);
    const overflow = await page.evaluate('document.documentElement.scrollWidth - innerWidth');
    expect(overflow).toBeLessThanOrEqual(0);
    const pictures = process.env['STRAYFLOW_SCREENSHOTS'];
    if (pictures !== undefined) {
      mkdirSync(pictures, { recursive: true });
      await page.screenshot({ path: join(pictures, `analyse-${colorScheme}-${width}.png`), fullPage: true });
    }
    await page.context().close();
  });
});

function joined(...parts: readonly Uint8Array[]): Uint8Array {
  return Buffer.concat(parts);
}
