import { readModelFile, writeModelFile } from '@strayflow/detectors';
import { beforeAll, describe, expect, it } from 'vitest';
import type { LearnedModels } from '../../src/learned/models.js';
import { loadModels, saveModels } from '../../src/learned/saved-models.js';
import { scoreFlows } from '../../src/learned/stage.js';
import { NO_TRAP, TRAPPED_CEILING } from '../../src/learned/trap.js';
import { ordinary } from './fitted.js';
import { flowRows, ordinaryFlows } from './synthetic-rows.js';

let learned: LearnedModels;
beforeAll(async () => {
  learned = await ordinary();
});

describe('saved models', () => {
  it('judge as before, bit for bit, and are the same bytes each time', () => {
    const bytes = saveModels({ learned, trap: NO_TRAP });
    const loaded = loadModels(bytes);
    const rows = flowRows(ordinaryFlows(500, 99));
    expect(scoreFlows(loaded.learned, rows)).toEqual(scoreFlows(learned, rows));
    expect(loaded.trap).toEqual(NO_TRAP);
    expect({ ...loaded.learned, picture: null }).toEqual({ ...learned, picture: null });
    expect(Buffer.from(saveModels(loaded)).equals(bytes)).toBe(true);
  });

  it('remember how far they are to be believed', () => {
    const trap = { trapped: true, warnings: ['Majority trap.'], surpriseCeiling: TRAPPED_CEILING };
    expect(loadModels(saveModels({ learned, trap })).trap).toEqual(trap);
  });

  const changed = (path: readonly string[], value: unknown): Uint8Array => {
    const { models, metadata } = readModelFile(saveModels({ learned, trap: NO_TRAP }));
    const data: Record<string, unknown> = JSON.parse(metadata['learned']!);
    const place = path.slice(0, -1).reduce((at, key) => at[key] as Record<string, unknown>, data);
    place[path.at(-1)!] = value;
    return writeModelFile(models, { ...metadata, learned: JSON.stringify(data) });
  };

  it.each<[string, readonly string[], unknown]>([
    ['a missing part', ['trap'], undefined],
    ['an unknown member', ['flow', 'models', 'byFold', '0', 'members', '0', 'name'], 'oracle'],
    ['too few columns', ['flow', 'models', 'byFold', '1', 'usualLow'], [1, 2]],
    ['a broken calibration', ['flow', 'models', 'byFold', '0', 'combined', 'values'], [3, 1]],
    ['rows of another kind', ['host', 'kind'], 'flow'],
  ])('are refused with %s', (_, path, value) => {
    expect(() => loadModels(changed(path, value))).toThrow(RangeError);
  });

  it('are refused when they are detectors alone, damaged, or no models', () => {
    const bytes = saveModels({ learned, trap: NO_TRAP });
    const { models } = readModelFile(bytes);
    expect(() => loadModels(writeModelFile(models))).toThrow(/layout/);
    expect(() => loadModels(bytes.subarray(0, bytes.length - 5))).toThrow(RangeError);
    expect(() => loadModels(new Uint8Array(100))).toThrow(RangeError);
  });
});
