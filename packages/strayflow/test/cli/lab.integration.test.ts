/** The first end-to-end test: the shipped captures, whose truth is known because the lab did it. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type JsonResult, LAB, type Outcome, strayflow } from './run-strayflow.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'strayflow-lab-test-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const analyse = (inputs: readonly string[], report: string, more: readonly string[] = []): Promise<Outcome> =>
  strayflow([
    'analyze',
    ...inputs,
    '--config',
    `${LAB}strayflow.yaml`,
    '--report',
    join(folder, report),
    ...more,
  ]);

function everyByte(directory: string): Map<string, string> {
  const files = readdirSync(directory, { recursive: true, encoding: 'utf8' })
    .filter((path) => statSync(join(directory, path)).isFile())
    .sort();
  return new Map(files.map((path) => [path, readFileSync(join(directory, path)).toString('base64')]));
}

describe('the lab captures', () => {
  it('name the attacker first, with what it did, and accuse nobody else', async () => {
    const truth = JSON.parse(readFileSync(`${LAB}captures/truth.json`, 'utf8')) as {
      inputs: Record<string, { attackers: Record<string, string[]> }>;
    };
    const [[attacker, behaviours]] = Object.entries(truth.inputs['attacked.pcap.gz']!.attackers) as [
      [string, string[]],
    ];
    const outcome = await analyse([`${LAB}captures`], 'both', ['--json']);
    expect(outcome.stderr).toBe('');
    expect(outcome.code).toBe(0);
    const result = JSON.parse(outcome.stdout) as JsonResult;
    const actors = result.hosts.filter((host) => host.role === 'actor');
    expect(actors[0]!.address).toBe(attacker);
    expect(actors[0]!.risk).toBeGreaterThanOrEqual(0.8);
    const found = behaviours.filter((behaviour) => ['port-scan', 'brute-force', 'flood'].includes(behaviour));
    expect(found).toHaveLength(3);
    expect(actors[0]!.families).toEqual(expect.arrayContaining(found));
    expect(actors.slice(1).filter((host) => host.risk >= 0.5)).toEqual([]);
    expect(Object.values(result.coverage.rejected)).toEqual([]);
    expect(result.coverage.read).toBeGreaterThan(30_000);
    const header = readFileSync(join(folder, 'both', 'flows.csv'), 'utf8')
      .split('\n')[0]!
      .split(',');
    expect(new Set(header).size).toBe(header.length);
  });

  it('accuse nobody on the ordinary day', async () => {
    const outcome = await analyse([`${LAB}captures/ordinary.pcap.gz`], 'ordinary', [
      '--json',
      '--fail-on',
      'risk>=0.5',
    ]);
    expect(outcome.code).toBe(0);
  });

  it('give the same bytes with one thread and with two, on another day, and with another time zone', async () => {
    const input = [`${LAB}captures/attacked.pcap.gz`];
    await analyse(input, 'one', ['--threads', '1']);
    const faked = join(folder, 'clock.mjs');
    const { writeFileSync } = await import('node:fs');
    writeFileSync(faked, 'const now = Date.now; Date.now = () => now() + 400 * 86_400_000;');
    const outcome = await strayflow(
      [
        'analyze',
        ...input,
        '--config',
        `${LAB}strayflow.yaml`,
        '--report',
        join(folder, 'two'),
        '--threads',
        '2',
      ],
      { env: { TZ: 'Asia/Tokyo', LANG: 'de_DE.UTF-8' }, nodeArguments: ['--import', faked] },
    );
    expect(outcome.code).toBe(0);
    const one = everyByte(join(folder, 'one'));
    const two = everyByte(join(folder, 'two'));
    expect([...two.keys()]).toEqual([...one.keys()]);
    for (const [path, bytes] of one) {
      if (path !== 'manifest.json') expect(two.get(path) === bytes, path).toBe(true);
    }
    const manifest = (text: string) => {
      const { run, ...rest } = JSON.parse(Buffer.from(text, 'base64').toString()) as { run: unknown };
      expect(run).toBeDefined();
      return rest;
    };
    expect(manifest(two.get('manifest.json')!)).toEqual(manifest(one.get('manifest.json')!));
  });

  it('set the exit code by --fail-on', async () => {
    const outcome = await analyse([`${LAB}captures/attacked.pcap.gz`], 'fail', ['--fail-on', 'risk>=0.8']);
    expect(outcome.code).toBe(1);
    expect(outcome.stdout).toContain('10.20.0.66');
  });
});
