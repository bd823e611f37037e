/** Starts Debian's Chromium without a window, and opens pages whose complaints are kept. */
import { existsSync } from 'node:fs';
import { type Browser, chromium, type Page } from 'playwright-core';

const EXECUTABLE = '/usr/bin/chromium';
/** No sandbox, because tests also run as root; nothing that Chromium would ask of the network by itself. */
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** @throws Error that names the Debian package when Chromium is not installed */
export async function startChromium(executable: string = EXECUTABLE): Promise<Browser> {
  if (!existsSync(executable)) {
    throw new Error(`this test needs ${executable}: install the Debian package chromium`);
  }
  return chromium.launch({ executablePath: executable, headless: true, args: FLAGS });
}

export interface OpenedPage {
  readonly page: Page;
  /** Errors and warnings of the console, uncaught errors, and requests that failed or were refused, as they come. */
  readonly complaints: readonly string[];
}

/** A page of its own context (no cache, no storage from others), opened at the address. */
export async function openPage(
  browser: Browser,
  url: string,
  options: Parameters<Browser['newContext']>[0] = {},
): Promise<OpenedPage> {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('requestfailed', (request) => complaints.push(`${request.url()} failed`));
  page.on('response', (response) => {
    if (response.status() >= 400) complaints.push(`${response.url()} gave ${response.status()}`);
  });
  await page.goto(url);
  return { page, complaints };
}
