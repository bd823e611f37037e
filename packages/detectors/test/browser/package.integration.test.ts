/** The built package in Chromium, from a static page and without a bundler, beside the same in Node. */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Browser } from 'playwright-core';
import ts from 'typescript';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openPage, startChromium } from './chromium.js';
import type { EveryResult } from './every-detector.js';
import { serve } from './static.js';

const dist = fileURLToPath(new URL('../../dist/', import.meta.url));
/** What both run, as JavaScript. */
const everyDetector = ts.transpileModule(
  readFileSync(new URL('every-detector.ts', import.meta.url), 'utf8'),
  {
    compilerOptions: { target: ts.ScriptTarget.ES2023, module: ts.ModuleKind.ESNext },
  },
).outputText;

let browser: Browser;
let inNode: EveryResult;

beforeAll(async () => {
  if (!existsSync(`${dist}index.js`)) throw new Error('expected packages/detectors/dist: run npm run build');
  inNode = runInNode(true);
  browser = await startChromium();
});

afterAll(() => browser?.close());

/** The same in a Node of its own, with or without WebAssembly. */
function runInNode(kernels: boolean, otherFile?: readonly number[]): EveryResult {
  const script = `
    ${kernels ? '' : "Reflect.deleteProperty(globalThis, 'WebAssembly');"}
    const library = await import(${JSON.stringify(new URL('../../dist/index.js', import.meta.url).href)});
    const { everyDetector } = await import(${JSON.stringify(`data:text/javascript,${encodeURIComponent(everyDetector)}`)});
    process.stdout.write(JSON.stringify(everyDetector(library, ${JSON.stringify(otherFile)})));`;
  const output = execFileSync(process.execPath, ['--input-type=module'], {
    input: script,
    maxBuffer: 64 * 2 ** 20,
  });
  return JSON.parse(output.toString()) as EveryResult;
}

/** The page's script: it names the library as pages do, and writes what it found into the page. */
const runner = (library: string) => `
import * as library from ${JSON.stringify(library)};
import { everyDetector } from './every-detector.js';
import { file } from './file.js';
const output = document.querySelector('output');
try {
  output.textContent = JSON.stringify(everyDetector(library, file));
  output.dataset.state = 'done';
} catch (error) {
  output.textContent = String(error.stack);
  output.dataset.state = 'failed';
}
`;

interface Found {
  readonly result: EveryResult;
  readonly complaints: readonly string[];
}

/** @param head what stands in the page's head before the script */
async function runInPage(library: string, policy?: string, head = ''): Promise<Found> {
  const server = await serve({
    folders: { '/package/': dist },
    pages: {
      '/': `<!doctype html><html lang="en"><head><title>test</title>${head}<script type="module" src="/run.js"></script></head><body><output></output></body></html>`,
      '/run.js': runner(library),
      '/every-detector.js': everyDetector,
      '/file.js': `export const file = ${JSON.stringify(inNode.file)};`,
    },
    ...(policy !== undefined && { headers: { 'content-security-policy': policy } }),
  });
  try {
    const { page, complaints } = await openPage(browser, server.origin);
    const output = page.locator('output[data-state]');
    const text = (await output.textContent()) ?? '';
    expect(await output.getAttribute('data-state'), text).toBe('done');
    await page.context().close();
    return { result: JSON.parse(text) as EveryResult, complaints };
  } finally {
    await server.close();
  }
}

const NOTHING_ELSE = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
const STRICT = `${NOTHING_ELSE}; script-src 'self' 'wasm-unsafe-eval'; require-trusted-types-for 'script'`;
const importMap = JSON.stringify({ imports: { '@strayflow/detectors': '/package/index.js' } });
const importMapHash = createHash('sha256').update(importMap).digest('base64');

/** Without the results of the other's file, which only a page has. */
const ownNumbers = ({ numbers }: EveryResult) =>
  Object.fromEntries(Object.entries(numbers).filter(([name]) => !name.endsWith('(other file)')));

describe('a page without a bundler', () => {
  it.each([
    ['with relative addresses', './package/index.js', undefined, ''],
    ['with relative addresses under a strict policy', './package/index.js', STRICT, ''],
    [
      'with an import map under a strict policy that allows its hash',
      '@strayflow/detectors',
      `${NOTHING_ELSE}; script-src 'self' 'wasm-unsafe-eval' 'sha256-${importMapHash}'`,
      `<script type="importmap">${importMap}</script>`,
    ],
  ])('%s computes the same bits as Node', async (_, library, policy, head) => {
    const { result, complaints } = await runInPage(library, policy, head);
    expect(complaints).toEqual([]);
    expect(result.kernels).toBe(true);
    expect(ownNumbers(result)).toEqual(inNode.numbers);
    expect(result.sameAfterFile).toBe(true);
    expect(result.file).toEqual(inNode.file);
    for (const name of ['forest', 'extended', 'svm', 'nystroem', 'autoencoder', 'dbscan']) {
      for (const what of ['scores', 'explains']) {
        expect(result.numbers[`${name} ${what} (other file)`]).toEqual(inNode.numbers[`${name} ${what}`]);
      }
    }
  });

  it('runs without kernels where the policy forbids wasm, with the results of plain TypeScript', async () => {
    const { result, complaints } = await runInPage(
      './package/index.js',
      `${NOTHING_ELSE}; script-src 'self'`,
    );
    expect(complaints).toEqual([]);
    expect(result.kernels).toBe(false);
    const plain = runInNode(false, inNode.file);
    expect(plain.kernels).toBe(false);
    expect(result.numbers).toEqual(plain.numbers);
    expect(result.file).toEqual(plain.file);
    expect(result.sameAfterFile).toBe(true);
    for (const name of ['forest scores', 'forest explains', 'dbscan scores', 'dbscan labels', 'components']) {
      expect(result.numbers[name]).toEqual(inNode.numbers[name]);
    }
    for (const name of ['svm scores', 'autoencoder scores', 'silhouette mean']) {
      result.numbers[name]!.forEach((found, i) => {
        expect(Math.abs(Number(found) - Number(inNode.numbers[name]![i]))).toBeLessThan(1e-4);
      });
    }
  });
});
