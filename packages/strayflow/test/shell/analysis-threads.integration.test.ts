import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { evidencePass } from '../../src/analysis/evidence-pass.js';
import { networkOf } from '../../src/analysis/parse.js';
import { blockOf, blockScorer, type LearnedModels } from '../../src/learned/index.js';
import type * as Threads from '../../src/shell/analysis-threads.js';
import { defaultConfig } from '../../src/shell/config-file.js';
import { LAB_NETWORK, labItems } from '../lab-items.js';
import { fitted } from '../learned/fitted.js';
import { flowRows, ordinaryFlows, ordinaryHostRows } from '../learned/synthetic-rows.js';

/** Worker threads load compiled files: the test does, too. */
const compiled = new URL('../../dist/shell/analysis-threads.js', import.meta.url);

let threads: typeof Threads;
let models: LearnedModels;
beforeAll(async () => {
  if (!existsSync(fileURLToPath(compiled))) {
    throw new Error(`${fileURLToPath(compiled)} is missing: run "npx tsc -b packages/strayflow" first`);
  }
  threads = (await import(compiled.href)) as typeof Threads;
  models = await fitted([flowRows(ordinaryFlows(3000, 11)), ordinaryHostRows(80, 12)]);
}, 60_000);

describe('the threads of an analysis', () => {
  it('find the same evidence as one thread, in the same order', async () => {
    const config = defaultConfig();
    const items = await labItems();
    const here = evidencePass(config, networkOf(LAB_NETWORK));
    const others = threads.analysisThreads(3)!;
    const beside = others.evidencePass(config, LAB_NETWORK, undefined);
    for (const item of items) {
      await here.take(item);
      await beside.take(item);
    }
    const [one, other] = [await here.finish(), await beside.finish()];
    expect(other.told).toEqual(one.told);
    expect(Object.fromEntries(other.dropped)).toEqual(Object.fromEntries(one.dropped));
    others.close();
  }, 60_000);

  it('score the same bits as one thread', async () => {
    const others = threads.analysisThreads(3)!;
    const scorer = others.flowScorer(models);
    const blocks = [21, 22, 23, 24, 25, 26, 27].map((seed) => flowRows(ordinaryFlows(500, seed)));
    const one = await Promise.all(blocks.map((rows) => blockScorer(models)!(blockOf([rows]))));
    expect(await Promise.all(blocks.map((rows) => scorer.score(blockOf([rows]))))).toEqual(one);
    others.close();
  }, 60_000);

  it('are none where one thread is asked for', () => {
    expect(threads.analysisThreads(1)).toBeUndefined();
  });
});
