import { describe, expect, it } from 'vitest';
import { trainBaseline } from '../../src/evaluation/train-baseline.js';
import { runHere, saveBaseline } from '../../src/learned/index.js';
import { defaultConfig } from '../../src/shell/config-file.js';
import { scratchFolder } from '../shell/scratch-folder.js';

const HEADER = 'time,source,source_port,destination,destination_port,protocol,bytes_out,bytes_in,state';
const CSV = Array.from(
  { length: 600 },
  (_, i) =>
    `${1_700_000_000 + 5 * i},10.0.0.${1 + (i % 6)},${2_000 + i},192.0.2.${i % 50},443,6,${300 + 7 * i},${900 + i},SF`,
);
const TRUTH = { internal: ['10.0.0.0/24'], inputs: { 'a.csv': {} }, attackers: { '10.0.0.1': [] } };

const train = (folder: string, wanted = true) =>
  trainBaseline({
    folders: [folder],
    config: { ...defaultConfig(), seed: 4 },
    version: '0.0.0',
    run: runHere,
    origin: () => (wanted ? { origin: 'made up', licence: 'Apache-2.0' } : null),
    begin() {},
  });

describe('training a baseline on labelled folders', () => {
  it('is the same each time, leaves known attackers out, and notes where its traffic came from', async () => {
    const folder = scratchFolder({
      'truth.json': JSON.stringify(TRUTH),
      'a.csv': [HEADER, ...CSV, ''].join('\n'),
    });
    const baseline = await train(folder);
    expect(saveBaseline(await train(folder))).toEqual(saveBaseline(baseline));
    const [source] = baseline.sources;
    expect(source).toMatchObject({ licence: 'Apache-2.0', leftOut: ['10.0.0.1'], flows: 600, rows: 500 });
    expect(source!.inputs).toEqual([{ name: 'a.csv', sha256: expect.stringMatching(/^[0-9a-f]{64}$/) }]);
  });

  it('says so when no input is wanted', async () => {
    const folder = scratchFolder({ 'truth.json': JSON.stringify(TRUTH), 'a.csv': `${HEADER}\n` });
    await expect(train(folder, false)).rejects.toThrow(/expected rows to learn from/);
  });
});
