/** The real service, with an account whose browser is logged in, and the pages of its dashboard. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContext, BrowserContextOptions } from 'playwright-core';
import { start, until, type Watching } from '../../../strayflow/test/cli/watch-process.js';
import { PAGES } from '../../src/pages/index.js';

const PASSWORD = 'correct horse battery';
const TABS: Readonly<Record<string, readonly string[]>> = {
  '/incidents': ['mutes'],
  '/policy': ['guards', 'blocks', 'exceptions'],
  '/settings': ['sources', 'users', 'tokens', 'audit', 'service'],
};

/**
 * Every page with its tabs.
 *
 * @param incident number of one. @param host address of one
 */
export function addresses(
  incident: string,
  host: string,
): readonly (readonly [name: string, path: string])[] {
  return PAGES.flatMap(({ path, title }) => {
    const full = path.replace(':host', host).replace('/incidents/:id', `/incidents/${incident}`);
    const name = title.toLowerCase().replaceAll(' ', '-');
    const tabs = (TABS[path] ?? []).map((tab) => [`${name}-${tab}`, `${full}?tab=${tab}`] as const);
    return [[name, full] as const, ...tabs];
  });
}

export class Served {
  readonly folder = mkdtempSync(join(tmpdir(), 'strayflow-served-'));
  origin = '';
  private watching: Watching | null = null;
  private headers: Record<string, string> = {};

  /** @param config in it `server` and the state are given; throws when the service does not start */
  async begin(config: { readonly watch: object; readonly [section: string]: unknown }): Promise<void> {
    const file = join(this.folder, 'strayflow.yaml');
    const watch = { state: join(this.folder, 'state'), statusSeconds: 1, ...config.watch };
    writeFileSync(file, JSON.stringify({ ...config, watch, server: { listen: '127.0.0.1:0' } }));
    const watching = start(['serve', '--config', file]);
    this.watching = watching;
    const link = () => /(http:\S+)\/setup#(\S+)/.exec(watching.stderr());
    await until(watching, () => link() !== null);
    const [, origin, token] = link() ?? [];
    if (origin === undefined) throw new Error(`the service did not start: ${watching.stderr()}`);
    this.origin = origin;
    const made = await fetch(`${origin}/api/v1/setup`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ token, name: 'anna', password: PASSWORD }),
    });
    const { csrf } = (await made.json()) as { csrf: string };
    this.headers = { cookie: made.headers.get('set-cookie')!.split(';')[0]!, 'x-csrf-token': csrf };
  }

  /** What was said on the terminal. */
  get said(): string {
    return `${this.watching?.stdout() ?? ''}\n${this.watching?.stderr() ?? ''}`;
  }

  /** The answer of the API below `/api/v1`. */
  async ask<Answer>(path: string): Promise<Answer> {
    const answer = await fetch(`${this.origin}/api/v1${path}`, { headers: this.headers });
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return (await answer.json()) as Answer;
  }

  /** Windows of a browser that is logged in. */
  async browse(browser: Browser, options: BrowserContextOptions = {}): Promise<BrowserContext> {
    const context = await browser.newContext({ reducedMotion: 'reduce', ...options });
    const [name, value] = this.headers['cookie']!.split('=') as [string, string];
    await context.addCookies([{ name, value, url: this.origin, httpOnly: true, sameSite: 'Strict' }]);
    return context;
  }

  async end(): Promise<void> {
    this.watching?.child.kill('SIGKILL');
    await this.watching?.ended;
    rmSync(this.folder, { recursive: true, force: true });
  }
}
