/** Versions of models over the API. */
import { appendFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { ModelsOfFile } from '../../src/learned/index.js';
import { addModel, listModels, promoteModel } from '../../src/shell/model-store.js';
import { baselineAlone } from '../learned/baseline-alone.js';
import { ADMIN, only, testApp } from './test-app.js';

let models: (seed: number) => ModelsOfFile;
beforeAll(async () => {
  models = await baselineAlone();
});

function modelApp() {
  const app = testApp({ access: only(ADMIN) });
  const folder = join(app.folder, 'models');
  for (const seed of [1, 2]) addModel(folder, models(seed), 1_000 * seed);
  promoteModel(folder, 1);
  const get = async (path: string) =>
    (await app.ask(`/api/v1${path}`)).json() as Promise<Record<string, unknown>>;
  return {
    ...app,
    folder,
    get,
    promote: (version: number) => app.send('POST', `/api/v1/models/${version}/promote`, {}),
  };
}

describe('models', () => {
  it('are listed newest first, with the one that judges and what is wrong with others', async () => {
    const { get, folder } = modelApp();
    expect(await get('/models')).toMatchObject({
      items: [
        { version: 2, added: 2_000, isCurrent: false, fault: null },
        { version: 1, isCurrent: true, flows: { members: ['baseline'] } },
      ],
      judgedBy: null,
      isFollowed: true,
    });
    appendFileSync(join(folder, '000002.model'), 'x');
    const { items } = (await get('/models')) as {
      items: { version: number; fault: string | null; flows: unknown }[];
    };
    expect(items[0]!.fault).toContain('000002.model');
    expect(items[0]!.flows).toBeNull();
    rmSync(join(folder, '000002.model'));
    expect((await get('/models/2'))['fault']).toEqual(expect.any(String));
  });

  it('tell what they hold scores against', async () => {
    const { get } = modelApp();
    const { calibration, columns } = (await get('/models/1')) as {
      calibration: { rows: string; member: string; quantiles: { p: number; score: number }[] }[];
      columns: { name: string; spread: number[] }[];
    };
    expect(calibration.map(({ rows, member }) => [rows, member])).toContainEqual(['flow', 'baseline']);
    const scores = calibration[0]!.quantiles.map(({ score }) => score);
    expect(scores).toEqual([...scores].sort((a, b) => a - b));
    expect(new Set(scores).size).toBeGreaterThan(3);
    for (const { spread } of columns) expect(spread).toHaveLength(41);
  });

  it('say what changed from one to another', async () => {
    const { get, ask } = modelApp();
    expect(await get('/models/2/changes?from=2')).toEqual({ items: ['The models are the same.'] });
    expect(await get('/models/2/changes?from=1')).toEqual({
      items: expect.arrayContaining([expect.stringMatching(/^flows: learned from/)]),
    });
    expect((await ask('/api/v1/models/2/changes?from=9')).status).toBe(404);
    expect((await ask('/api/v1/models/x')).status).toBe(400);
  });

  it('are promoted once, which the audit log says, and not where they are damaged', async () => {
    const { promote, folder, ledger } = modelApp();
    expect(await (await promote(2)).json()).toMatchObject({ version: 2, isCurrent: true });
    expect((await promote(2)).status).toBe(200);
    expect(listModels(folder).find(({ isCurrent }) => isCurrent)!.version).toBe(2);
    expect(ledger.latestAudit(null, 9)).toMatchObject([
      { kind: 'model-promoted', by: expect.stringContaining('anna'), about: { version: 2 } },
    ]);
    appendFileSync(join(folder, '000001.model'), 'x');
    expect((await promote(1)).status).toBe(409);
    expect((await promote(7)).status).toBe(404);
  });
});
