import { appendFileSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type ModelsOfFile, saveModels } from '../../src/learned/index.js';
import { openBaseline } from '../../src/shell/baseline-file.js';
import {
  addModel,
  CURRENT,
  listModels,
  promoteModel,
  pruneModels,
  rollBack,
  storedModels,
} from '../../src/shell/model-store.js';
import { baselineAlone } from '../learned/baseline-alone.js';
import { scratchFolder } from './scratch-folder.js';

let models: (seed: number) => ModelsOfFile;
beforeAll(async () => {
  models = await baselineAlone();
});

describe('the shipped baseline', () => {
  it('says what it was trained on: each source with its licence and the sum of each input', () => {
    const { sources, version } = openBaseline('shipped')!();
    expect(version).toMatch(/^\d+\.\d+\.\d+$/);
    expect(sources.length).toBeGreaterThanOrEqual(3);
    for (const { licence, inputs } of sources) {
      expect(['Apache-2.0', 'CC-BY-4.0', 'MIT']).toContain(licence);
      expect(inputs.length).toBeGreaterThan(0);
      for (const { name, sha256 } of inputs) {
        expect(name).not.toContain('/');
        expect(sha256).toMatch(/^[0-9a-f]{64}$/);
      }
    }
  });

  it('is not read unless it is asked for, and another file is no baseline', () => {
    const folder = scratchFolder({ 'x.model': 'nothing' });
    expect(openBaseline('none')).toBeNull();
    const open = openBaseline(join(folder, 'x.model'))!;
    expect(open).toThrow(expect.objectContaining({ code: 'model-unreadable' }));
  });
});

describe('a folder of models', () => {
  let folder: string;
  beforeEach(() => {
    folder = join(scratchFolder(), 'store');
    for (const seed of [1, 2]) expect(addModel(folder, models(seed), 1_000 * seed)).toBe(seed);
  });
  const current = () => readFileSync(join(folder, CURRENT));
  const original = (seed: number) => Buffer.from(saveModels(models(seed)));

  it('lists versions, of which none is current until it is promoted', () => {
    expect(
      listModels(folder).map(({ version, added, isCurrent }) => ({ version, added, isCurrent })),
    ).toEqual([
      { version: 1, added: 1_000, isCurrent: false },
      { version: 2, added: 2_000, isCurrent: false },
    ]);
    expect(listModels(join(folder, 'nothing'))).toEqual([]);
  });

  it('promotes a version and rolls back to the one before, byte for byte', () => {
    promoteModel(folder, 1);
    promoteModel(folder, 2);
    expect(current()).toEqual(original(2));
    expect(rollBack(folder)).toBe(1);
    expect(current()).toEqual(original(1));
    expect(listModels(folder).find((each) => each.isCurrent)!.version).toBe(1);
    expect(() => rollBack(folder)).toThrow(/no version was promoted before/);
  });

  it('promotes nothing that is damaged or unknown, and the current one stays', () => {
    promoteModel(folder, 1);
    appendFileSync(join(folder, '000002.model'), 'x');
    expect(listModels(folder)[1]).toMatchObject({ models: null, why: expect.any(String) });
    expect(() => promoteModel(folder, 2)).toThrow(expect.objectContaining({ code: 'model-unreadable' }));
    expect(() => promoteModel(folder, 3)).toThrow(/has no version 3/);
    expect(current()).toEqual(original(1));
  });

  it('notices a file that was exchanged for other models', () => {
    writeFileSync(join(folder, '000002.model'), original(1));
    expect(() => storedModels(folder, 2)).toThrow(/is not the file that was added/);
  });

  it('leaves the last versions, the current one, and the one to go back to', () => {
    for (const seed of [3, 4, 5, 6]) addModel(folder, models(seed), 1_000 * seed);
    for (const version of [3, 1, 2]) promoteModel(folder, version);
    pruneModels(folder, 2);
    expect(listModels(folder).map(({ version }) => version)).toEqual([1, 2, 5, 6]);
    expect(readdirSync(folder).sort()).toEqual([
      '000001.model',
      '000002.model',
      '000005.model',
      '000006.model',
      CURRENT,
      'models.json',
    ]);
    expect(rollBack(folder)).toBe(1);
    expect(addModel(folder, models(7), 7_000)).toBe(7);
  });
});
