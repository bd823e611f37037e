/** What the tests' server gives away, and what not. */
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { CROSS_ORIGIN_ISOLATED, type StaticServer, serve } from './static.js';

let scratch: string;
let server: StaticServer;

beforeAll(async () => {
  scratch = mkdtempSync(join(tmpdir(), 'static-'));
  mkdirSync(join(scratch, 'site'));
  mkdirSync(join(scratch, 'site-of-others'));
  writeFileSync(join(scratch, 'site/a.js'), 'export const a = 1;\n');
  writeFileSync(join(scratch, 'secret.txt'), 'secret');
  writeFileSync(join(scratch, 'site-of-others/secret.txt'), 'secret');
  symlinkSync(join(scratch, 'secret.txt'), join(scratch, 'site/link.txt'));
  server = await serve({
    folders: { '/site/': join(scratch, 'site') },
    pages: { '/': '<!doctype html><title>t</title>' },
    headers: CROSS_ORIGIN_ISOLATED,
  });
});

afterAll(async () => {
  await server.close();
  rmSync(scratch, { recursive: true });
});

/** The first line of the answer to a path that is sent as it is: `fetch` would take its dots away. */
function statusOf(path: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let answer = '';
    connect(Number(new URL(server.origin).port), '127.0.0.1')
      .on('error', reject)
      .on('data', (chunk) => {
        answer += chunk;
      })
      .on('end', () => resolve(`${answer.split('\r\n', 1)[0]} ${answer.includes('secret')}`))
      .write(`GET ${path} HTTP/1.0\r\n\r\n`);
  });
}

it('gives files and pages with their types and the headers asked for', async () => {
  const file = await fetch(`${server.origin}/site/a.js?version=2`);
  expect(await file.text()).toBe('export const a = 1;\n');
  expect(file.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
  const page = await fetch(server.origin);
  expect(await page.text()).toBe('<!doctype html><title>t</title>');
  expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
  expect(page.headers.get('cross-origin-embedder-policy')).toBe('require-corp');
});

it.each([
  '/site/missing.js',
  '/site/',
  '/site/../secret.txt',
  '/site/%2e%2e/secret.txt',
  '/site/..%2fsecret.txt',
  '/site/..%5csecret.txt',
  '/site/../site-of-others/secret.txt',
  '/site//etc/passwd',
  '/site/link.txt',
  '/site/%00',
  '/site/%ff',
  '/etc/passwd',
  '//etc/passwd',
])('does not find %s', async (path) => {
  expect(await statusOf(path)).toBe('HTTP/1.1 404 Not Found false');
});
