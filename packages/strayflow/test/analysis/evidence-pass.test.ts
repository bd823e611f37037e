import { beforeAll, describe, expect, it } from 'vitest';
import {
  type EvidenceFound,
  EvidenceReplay,
  evidencePass,
  inOneOrder,
} from '../../src/analysis/evidence-pass.js';
import { FILE_LIMITS } from '../../src/analysis/file-limits.js';
import { networkOf } from '../../src/analysis/parse.js';
import { NO_TRAP } from '../../src/learned/index.js';
import { EVIDENCE_STAGES, Senses } from '../../src/pipeline/senses.js';
import { Verdicts } from '../../src/pipeline/verdicts.js';
import { Route, type RouteItem } from '../../src/pipeline.js';
import { defaultConfig } from '../../src/shell/config-file.js';
import { LAB_NETWORK, labItems } from '../lab-items.js';

const config = defaultConfig();
const network = networkOf(LAB_NETWORK);

let items: readonly RouteItem[];
let whole: EvidenceFound;
beforeAll(async () => {
  items = await labItems();
  whole = await found();
}, 60_000);

async function found(stages?: readonly string[]) {
  const pass = evidencePass(config, network, stages);
  for (const item of items) await pass.take(item);
  return pass.finish();
}

describe('the pass of known behaviours', () => {
  it('tells the same in the same order, however its stages are dealt out', async () => {
    expect(whole.told.length).toBeGreaterThan(10);
    const parts = [0, 1, 2].map((part) => found(EVIDENCE_STAGES.filter((_, i) => i % 3 === part)));
    expect(inOneOrder(await Promise.all(parts)).told).toEqual(whole.told);
  });

  it('told again beside the features of another pass leads to what one route comes to', () => {
    const route = new Route({ config, network, models: null, trap: NO_TRAP, limits: FILE_LIMITS });
    for (const item of items) route.step(item);
    route.finish();

    const replay = new EvidenceReplay(whole);
    const senses = new Senses({ config, network, limits: FILE_LIMITS, evidence: [] });
    const verdicts = new Verdicts({ config, network, models: null, trap: NO_TRAP });
    const listener = {
      evidence: () => expect.unreachable('no stage of evidence looks'),
      rows: () => undefined,
      tick(now: number, clock: number) {
        for (const { evidence, ticking } of replay.due(clock)) verdicts.evidence(evidence, ticking);
        replay.tick();
        verdicts.tick(now, clock);
      },
    };
    for (const item of items) senses.step(item, listener);
    senses.finish(listener);
    expect(verdicts.allEvidence).toEqual(route.evidence);
    expect(verdicts.state.decisions).toEqual(route.decisions);
    expect(verdicts.hosts(senses.now)).toEqual(route.hosts);
  });
});
