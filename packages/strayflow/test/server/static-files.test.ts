import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { scratchFolder } from '../shell/scratch-folder.js';
import { ADMIN, only, testApp } from './test-app.js';

const PAGE = '<!doctype html><title>Strayflow</title>';
const ANALYSE = '<!doctype html><title>Analyse</title>';
const asBrowser = { headers: { accept: 'text/html,*/*;q=0.8' } };

function dashboard() {
  const folder = scratchFolder({
    'secret.txt': 'secret',
    'pages/index.html': PAGE,
    'pages/assets/main-1a2b.js': 'go()',
    'pages/analyse/index.html': ANALYSE,
    'pages/analyse/main.js': 'go()',
    'pages/notes.md': 'secret',
  });
  symlinkSync(join(folder, 'secret.txt'), join(folder, 'pages', 'link.txt'));
  return testApp({ access: only(ADMIN), pages: join(folder, 'pages') });
}

describe('the pages of the dashboard', () => {
  it('are served by their names; addresses of its pages are all the first one', async () => {
    const { ask } = dashboard();
    for (const path of ['/index.html', '/', '/setup', '/hosts/192.0.2.7', '/hosts/2001:db8::1']) {
      const answer = await ask(path, path === '/index.html' ? {} : asBrowser);
      const type = answer.headers.get('content-type');
      expect([path, answer.status, type]).toEqual([path, 200, 'text/html; charset=utf-8']);
      expect(await answer.text()).toBe(PAGE);
    }
    expect((await ask('/assets/gone-1a2b.js', asBrowser)).status).toBe(404);
  });

  it('hold one that analyses without the server, under a policy that lets nothing out', async () => {
    const { ask } = dashboard();
    const page = await ask('/analyse/', asBrowser);
    expect(await page.text()).toBe(ANALYSE);
    for (const answer of [page, await ask('/analyse/main.js')]) {
      expect(answer.status).toBe(200);
      const policy = answer.headers.get('content-security-policy');
      expect(policy).toContain("connect-src 'none'");
      expect(policy).toContain("script-src 'self' 'wasm-unsafe-eval'");
    }
    expect((await ask('/index.html')).headers.get('content-security-policy')).not.toContain('wasm');
    const bare = await ask('/analyse', asBrowser);
    expect([bare.status, bare.headers.get('location')]).toEqual([308, '/analyse/']);
  });

  it('are kept by browsers: those whose names change with them for ever, others until they change', async () => {
    const { ask } = dashboard();
    const script = await ask('/assets/main-1a2b.js');
    expect(script.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    expect(script.headers.get('content-security-policy')).toContain("default-src 'none'");
    const page = await ask('/index.html');
    expect(page.headers.get('cache-control')).toBe('no-cache');
    const again = await ask('/index.html', { headers: { 'if-none-match': page.headers.get('etag')! } });
    expect([again.status, await again.text()]).toEqual([304, '']);
  });

  it.each([
    '/../secret.txt',
    '/%2e%2e/secret.txt',
    '/..%2fsecret.txt',
    '/assets/../../secret.txt',
    '/assets/..%5c..%5csecret.txt',
    '//secret.txt',
    '/link.txt',
    '/notes.md',
    '/index.html%00.js',
    '/%',
  ])('are all that is served: not %s', async (path) => {
    const answer = await dashboard().ask(path);
    expect(answer.status).toBe(404);
    expect(await answer.text()).not.toContain('secret');
  });

  it('are no answer of the API, and to nothing but reading', async () => {
    const { ask } = dashboard();
    expect((await ask('/api/v1/nothing', asBrowser)).status).toBe(404);
    expect((await ask('/setup', { ...asBrowser, method: 'POST' })).status).toBe(404);
  });
});
