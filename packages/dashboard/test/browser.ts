/** Debian's Chromium without a window, at a moment of its own, with pages whose complaints are kept. */
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { NOW } from './canned/answers.js';

export const CHROMIUM = '/usr/bin/chromium';
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
];
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/**
 * @param starter a program that starts Chromium, with what it is given
 * @throws Error that names the Debian package when Chromium is not installed
 */
export async function startChromium(starter = CHROMIUM): Promise<Browser> {
  if (!existsSync(CHROMIUM)) {
    throw new Error(`this test needs ${CHROMIUM}: install the Debian package chromium`);
  }
  return chromium.launch({ executablePath: starter, headless: true, args: FLAGS });
}

export interface OpenedPage {
  readonly page: Page;
  /** Errors and warnings of the console, uncaught errors, what the policy of the page refused. */
  readonly complaints: readonly string[];
}

export async function openPage(
  browser: Browser,
  address: string,
  options: BrowserContextOptions = {},
): Promise<OpenedPage> {
  const context = await browser.newContext({ reducedMotion: 'reduce', ...options });
  const page = await context.newPage();
  await page.clock.setFixedTime(NOW);
  const complaints = complaintsOf(page);
  await page.goto(address);
  return { page, complaints };
}

/** Errors and warnings of the console, uncaught errors, what the policy of the page refused; they come as they happen. */
export function complaintsOf(page: Page): readonly string[] {
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  return complaints;
}

/** What axe-core finds wrong, in words. */
export async function violationsOf(page: Page): Promise<readonly string[]> {
  // Evaluated by the debugger: the policy of the page holds for the page.
  await page.evaluate(AXE);
  return page.evaluate(async () => {
    const { axe } = globalThis as unknown as { axe: typeof import('axe-core') };
    const { violations } = await axe.run(document);
    return violations.flatMap(({ id, nodes }) =>
      nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary ?? ''}`),
    );
  });
}
