/** The built package's threads in Chromium: with shared memory, without, and where a policy forbids workers. */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openPage, startChromium } from './chromium.js';
import { CROSS_ORIGIN_ISOLATED, serve } from './static.js';

const dist = fileURLToPath(new URL('../../dist/', import.meta.url));

let browser: Browser;
beforeAll(async () => {
  if (!existsSync(`${dist}threads/worker.js`)) {
    throw new Error('expected packages/detectors/dist/threads: run npm run build');
  }
  browser = await startChromium();
});
afterAll(() => browser?.close());

/** Fits and scores with threads and without, and writes into the page what came out. */
const SCRIPT = `
import { autoencoder, dbscan, isolationForest, kernelsAvailable, oneClassSvm, random } from './package/index.js';
import { openThreads } from './package/threads/index.js';
const output = document.querySelector('output');
try {
  const generator = random(3);
  const matrix = { rows: 6001, columns: 4, values: Float64Array.from({ length: 24004 }, () => generator.uniform()) };
  const small = { rows: 300, columns: 4, values: matrix.values.slice(0, 1200) };
  const worker = location.search === '' ? undefined : trustedTypes.createPolicy('threads', { createScriptURL: (url) => url }).createScriptURL('/package/threads/worker.js');
  const pool = await openThreads(worker ? { threads: 2, worker } : { threads: 2 });
  const requests = [
    { kind: 'isolation-forest', options: { trees: 20 }, matrix: small },
    { kind: 'one-class-svm', options: { nu: 0.1 }, matrix: small },
    { kind: 'autoencoder', options: { layers: [8, 3, 8], epochs: 3 }, matrix: small },
    { kind: 'dbscan', options: { minSamples: 5 }, matrix: small },
  ];
  const fitted = await pool.fit(requests);
  const makers = [isolationForest, oneClassSvm, autoencoder, dbscan];
  const equal = [];
  for (const [index, model] of fitted.entries()) {
    const own = makers[index](requests[index].options).fit(small);
    const expected = own.score(matrix);
    const room = pool.zeros(matrix.rows, matrix.columns);
    room.values.set(matrix.values);
    for (const rows of [matrix, room]) {
      const scores = await pool.score(model, rows);
      equal.push(JSON.stringify(model) === JSON.stringify(own) && scores.every((score, row) => Object.is(score, expected[row])));
    }
  }
  const wrong = { ...small, values: small.values.map((value, i) => (i === 1001 ? NaN : value)) };
  const refused = await pool.score(fitted[0], wrong).catch((error) => error.name + ': ' + error.message);
  await pool.close();
  const { mode, reason, threads } = pool;
  output.textContent = JSON.stringify({ mode, reason, threads, kernels: kernelsAvailable(), equal, refused });
  output.dataset.state = 'done';
} catch (error) {
  output.textContent = String(error.stack);
  output.dataset.state = 'failed';
}
`;

interface Outcome {
  readonly mode: string;
  readonly reason: string | null;
  readonly threads: number;
  readonly kernels: boolean;
  readonly equal: readonly boolean[];
  readonly refused: string;
}

async function runInPage(headers: Readonly<Record<string, string>>, query = '') {
  const server = await serve({
    folders: { '/package/': dist },
    pages: {
      '/': '<!doctype html><html lang="en"><head><title>threads</title><script type="module" src="/run.js"></script></head><body><output></output></body></html>',
      '/run.js': SCRIPT,
    },
    headers,
  });
  try {
    const { page, complaints } = await openPage(browser, `${server.origin}/${query}`);
    const output = page.locator('output[data-state]');
    const text = (await output.textContent()) ?? '';
    expect(await output.getAttribute('data-state'), text).toBe('done');
    await page.context().close();
    return { outcome: JSON.parse(text) as Outcome, complaints };
  } finally {
    await server.close();
  }
}

const STRICT =
  "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; base-uri 'none'; form-action 'none'";
const REFUSED = 'RangeError: expected finite values, received NaN at row 250, column 1';

interface Way {
  readonly what: string;
  /** Words of the content security policy; without one there is no policy. */
  readonly policy?: string;
  readonly isolated?: false;
  readonly kernels?: false;
  readonly query?: string;
}
const WAYS: readonly Way[] = [
  { what: 'a page that is cross-origin isolated shares memory' },
  { what: 'any other page hands copies over', isolated: false },
  { what: 'a strict policy allows threads of its own origin', policy: STRICT },
  {
    what: 'a policy without wasm has threads without kernels',
    policy: "default-src 'none'; script-src 'self'",
    kernels: false,
  },
  {
    what: 'a policy of trusted types allows a trusted address',
    policy: `${STRICT}; require-trusted-types-for 'script'; trusted-types threads`,
    query: '?trusted',
  },
];

it.each(WAYS)(
  '$what, with the same bits',
  async ({ policy, isolated = true, kernels = true, query = '' }) => {
    const headers = {
      ...(isolated && CROSS_ORIGIN_ISOLATED),
      ...(policy !== undefined && { 'content-security-policy': policy }),
    };
    const { outcome, complaints } = await runInPage(headers, query);
    expect(complaints).toEqual([]);
    expect(outcome).toEqual({
      mode: isolated ? 'shared' : 'transferred',
      reason: isolated ? null : expect.stringContaining('cross-origin isolated'),
      threads: 2,
      kernels,
      equal: new Array(8).fill(true),
      refused: REFUSED,
    });
  },
);

it.each([
  ['forbids workers', `${STRICT}; worker-src 'none'`],
  ['wants trusted types', `${STRICT}; require-trusted-types-for 'script'`],
])('a policy that %s has the page compute, and says so', async (_, policy) => {
  const { outcome } = await runInPage({ ...CROSS_ORIGIN_ISOLATED, 'content-security-policy': policy });
  expect(outcome).toMatchObject({ mode: 'in-place', threads: 0, kernels: true, refused: REFUSED });
  expect(outcome.equal).toEqual(new Array(8).fill(true));
  expect(outcome.reason).toMatch(/worker/i);
});
