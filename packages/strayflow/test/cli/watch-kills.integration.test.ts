/** `strayflow watch` is killed at random moments and started again: nothing is lost, and nothing counts twice. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { random } from '@strayflow/detectors';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeLogs } from './generated-logs.js';
import { LAB } from './run-strayflow.js';
import { killUntil, readState, startWatch } from './watch-process.js';

/** `npm run chaos -- watch` asks for more. */
const KILLS = Number(process.env['STRAYFLOW_KILLS'] ?? 8);
const SEED = Number(process.env['STRAYFLOW_SEED'] ?? 1);
const MINUTE_MS = 60_000;

let folder: string;
let often: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'strayflow-kills-'));
  often = join(folder, 'often.yaml');
  writeFileSync(often, 'watch: { checkpoint: { rows: 2000, seconds: 0.05, bytesPerSecond: 1000000000 } }\n');
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

async function survives(name: string, kills: number, args: readonly string[]): Promise<readonly string[]> {
  const whole = join(folder, `${name}-whole`);
  const once = startWatch(whole, args);
  expect(await once.ended, once.stderr()).toBe(0);
  const expected = await readState(whole);
  expect(expected.evidence.length).toBeGreaterThan(0);
  expect(new Set(expected.history).size).toBe(expected.history.length);
  const killed = join(folder, `${name}-killed`);
  const source = random(SEED);
  const chaos = await killUntil(
    kills,
    killed,
    args,
    () => source.uniform(),
    async () => {
      const stored = await readState(killed);
      expect(stored.evidence).toEqual(expected.evidence);
      expect(stored.decisions).toEqual(expected.decisions);
      expect(stored.history).toEqual(expected.history);
      expect(stored.books).toEqual(expected.books);
    },
  );
  process.stdout.write(`${name}: ${chaos.kills} kills in ${chaos.runs} runs to the end\n`);
  return expected.history;
}

describe('watch, killed with SIGKILL', () => {
  it(
    'has the same evidence, decisions and history on the logs of three sensors',
    async () => {
      const logs = writeLogs(folder, 3, 15_000, 5);
      const args = ['--until-end', '--config', often, '--internal', '10.0.0.0/8', ...logs];
      const history = await survives('logs', Math.ceil(KILLS * 0.75), args);
      expect(history).toHaveLength(3 * 15_000);
    },
    4 * MINUTE_MS + KILLS * 10_000,
  );

  it(
    "and on the lab's captures, where the network is inferred",
    async () => {
      const captures = ['ordinary', 'attacked'].map((name) => `${LAB}captures/${name}.pcap.gz`);
      await survives('captures', Math.floor(KILLS * 0.25), ['--until-end', '--config', often, ...captures]);
    },
    4 * MINUTE_MS + KILLS * 10_000,
  );
});
