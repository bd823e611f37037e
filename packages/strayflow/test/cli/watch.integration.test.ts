/** `strayflow watch` as a real process: it follows, stops, refuses, and tells the same as `analyze`. */
import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Evidence } from '../../src/model/evidence.js';
import { writeLogs } from './generated-logs.js';
import { LAB, strayflow } from './run-strayflow.js';
import { isAtWork, readState, startWatch, until } from './watch-process.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'strayflow-watch-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

const CAPTURES = ['ordinary', 'attacked'].map((name) => `${LAB}captures/${name}.pcap.gz`);
const LAB_CONFIG = ['--config', `${LAB}strayflow.yaml`];

interface JsonLine {
  readonly type: string;
  readonly evidence?: Evidence;
  readonly risk?: number;
}

const linesOf = (text: string): readonly JsonLine[] =>
  text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as JsonLine);

const wholeLines = (text: string) => text.slice(0, text.lastIndexOf('\n') + 1);

function mountDisk(megabytes: number): string {
  const disk = join(folder, 'disk');
  mkdirSync(disk);
  try {
    execFileSync('/bin/mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', disk], { stdio: 'pipe' });
  } catch (cause) {
    throw new Error('this test mounts a small tmpfs: run it as root, where mounting is allowed', { cause });
  }
  return disk;
}

describe('watch', () => {
  it('comes to the evidence of analyze, with the models that analyze saved', async () => {
    const report = join(folder, 'report');
    const models = join(folder, 'models');
    // Most of it is the attack, so that a baseline would judge alone, and call nothing here strange.
    const config = join(folder, 'own-models.yaml');
    writeFileSync(config, `${readFileSync(LAB_CONFIG[1]!, 'utf8')}\nlearned:\n  baseline: none\n`);
    const ownModels = ['--config', config];
    const analysed = await strayflow([
      'analyze',
      ...CAPTURES,
      ...ownModels,
      '--report',
      report,
      '--save-models',
      models,
    ]);
    expect(analysed.code, analysed.stderr).toBe(0);
    const { evidence } = JSON.parse(readFileSync(join(report, 'evidence.json'), 'utf8')) as {
      evidence: readonly Evidence[];
    };
    expect(evidence.map((piece) => piece.family)).toContain('learned');
    const state = join(folder, 'state');
    const args = ['watch', ...CAPTURES, ...ownModels, '--until-end', '--model', models, '--state', state];
    const watched = await strayflow([...args, '--json']);
    expect(watched.code, watched.stderr).toBe(0);
    const told = linesOf(watched.stdout).flatMap(({ evidence: piece }) =>
      piece === undefined ? [] : [piece],
    );
    const about = (pieces: readonly Evidence[]) =>
      pieces.map(({ id, host, family, recordCount, summary }) => ({
        id,
        host,
        family,
        recordCount,
        summary,
      }));
    const last = [...new Map(told.map((piece) => [piece.id, piece])).values()];
    const byId = (a: { id: string }, b: { id: string }) => (a.id < b.id ? -1 : 1);
    expect(about(last).sort(byId)).toEqual(about(evidence).sort(byId));
    const again = await strayflow(args);
    expect(again.stdout).toBe('');
    expect(again.code).toBe(0);
  });

  it('follows a log as it grows, stores the state on SIGTERM, and goes on from there', async () => {
    const [log] = writeLogs(folder, 1, 3_000, 1);
    const lines = readFileSync(log!, 'utf8').split('\n').slice(0, -1);
    const growing = join(folder, 'growing.csv');
    const part = (from: number, to: number) => `${lines.slice(from, to).join('\n')}\n`;
    writeFileSync(growing, part(0, 1_000));
    const config = join(folder, 'config.yaml');
    writeFileSync(
      config,
      'internal: [10.0.0.0/8]\nwatch: { statusSeconds: 0.2, checkpoint: { seconds: 0.1, bytesPerSecond: 1000000000 } }\n',
    );
    const state = join(folder, 'state');
    const args = [growing, '--config', config, '--json'];
    const first = startWatch(state, args);
    const rowsOf = (text: string) =>
      Math.max(
        0,
        ...linesOf(text.slice(0, text.lastIndexOf('\n') + 1)).map((line) =>
          Number('rows' in line ? line.rows : 0),
        ),
      );
    await until(first, () => rowsOf(first.stdout()) === 999);
    // Not a whole line, to see that a half one waits.
    appendFileSync(growing, part(1_000, 2_000).slice(0, -20));
    await until(first, () => rowsOf(first.stdout()) === 1_998);
    first.child.kill('SIGTERM');
    expect(await first.ended, first.stderr()).toBe(0);
    appendFileSync(growing, part(1_000, 2_000).slice(-20) + part(2_000, lines.length));
    const second = startWatch(state, [...args, '--until-end']);
    expect(await second.ended, second.stderr()).toBe(0);
    expect(rowsOf(second.stdout())).toBe(3_000);

    const whole = join(folder, 'whole');
    const once = startWatch(whole, [...args, '--until-end']);
    expect(await once.ended).toBe(0);
    const [grown, read] = [await readState(state), await readState(whole)];
    expect(grown.evidence).toEqual(read.evidence);
    expect(grown.history).toEqual(read.history);
    expect(grown.history).toHaveLength(3_000);
  });

  it('refuses a state that another process works with, and names that process', async () => {
    const [log] = writeLogs(folder, 1, 5_000, 1);
    const state = join(folder, 'state');
    const first = startWatch(state, [log!]);
    await until(first, () => isAtWork(state, first.pid));
    const second = startWatch(state, [log!]);
    expect(await second.ended).toBe(2);
    expect(second.stderr()).toContain(`error state-locked: another strayflow watch (process ${first.pid})`);
    first.child.kill('SIGINT');
    expect(await first.ended).toBe(0);
    expect(statSync(join(state, 'state.db')).mode & 0o777).toBe(0o600);
  });

  it('says what is wrong with a damaged state, a wrong model, and nothing to watch', async () => {
    const [log] = writeLogs(folder, 1, 500, 1);
    writeFileSync(join(folder, 'state.db'), 'no database '.repeat(1_000));
    const damaged = await strayflow(['watch', log!, '--until-end', '--state', folder]);
    expect(damaged.code).toBe(3);
    expect(damaged.stderr).toContain('error state-unreadable');
    const state = join(folder, 'state');
    const model = await strayflow(['watch', log!, '--until-end', '--state', state, '--model', log!]);
    expect(model.code).toBe(2);
    expect(model.stderr).toContain('error model-unreadable');
    const nothing = await strayflow(['watch', '--state', state]);
    expect(nothing.code).toBe(2);
    expect(nothing.stderr).toContain('nothing to watch');
  });

  it('goes on detecting while the disk is full, and stores all of it once there is room', async () => {
    const [log] = writeLogs(folder, 1, 6_000, 3);
    const lines = readFileSync(log!, 'utf8').split('\n').slice(0, -1);
    const growing = join(folder, 'growing.csv');
    writeFileSync(growing, `${lines.slice(0, 100).join('\n')}\n`);
    const config = join(folder, 'config.yaml');
    writeFileSync(
      config,
      'internal: [10.0.0.0/8]\nwatch: { statusSeconds: 0.2, checkpoint: { seconds: 0.1, bytesPerSecond: 1000000000 } }\n',
    );
    const disk = mountDisk(64);
    try {
      const state = join(disk, 'state');
      const args = [growing, '--config', config, '--json'];
      const watching = startWatch(state, args);
      await until(watching, () => watching.stdout().includes('"type":"status"'));
      const filler = join(disk, 'filler');
      execFileSync('sh', ['-c', `cat /dev/zero > '${filler}' 2>&1 || true`], { stdio: 'ignore' });
      appendFileSync(growing, `${lines.slice(100).join('\n')}\n`);
      const found = () =>
        linesOf(wholeLines(watching.stdout())).filter(({ evidence }) => evidence !== undefined);
      await until(watching, () => found().length > 0 && watching.stderr().includes('the disk is full'));
      rmSync(filler);
      await until(watching, () => watching.stderr().includes('state works again'));
      expect(watching.stderr().split('the disk is full')).toHaveLength(2);
      watching.child.kill('SIGTERM');
      expect(await watching.ended, watching.stderr()).toBe(0);
      const rest = startWatch(state, [...args, '--until-end']);
      expect(await rest.ended, rest.stderr()).toBe(0);
      const whole = startWatch(join(folder, 'whole'), [...args, '--until-end']);
      expect(await whole.ended).toBe(0);
      const [stored, expected] = [await readState(state), await readState(join(folder, 'whole'))];
      expect(stored.evidence).toEqual(expected.evidence);
      expect(stored.history).toEqual(expected.history);
    } finally {
      execFileSync('/bin/umount', ['-l', disk]);
    }
  });

  it('ends with a clear word when the disk is full to the end, and goes on when there is room', async () => {
    const logs = writeLogs(folder, 2, 8_000, 3);
    const disk = mountDisk(4);
    try {
      const config = join(folder, 'config.yaml');
      writeFileSync(
        config,
        'internal: [10.0.0.0/8]\nwatch: { checkpoint: { rows: 2000, seconds: 0.05, bytesPerSecond: 1000000000 } }\n',
      );
      const args = [...logs, '--config', config, '--until-end'];
      const state = join(disk, 'state');
      const full = startWatch(state, args);
      expect(await full.ended).toBe(3);
      expect(full.stderr()).toContain('error state-unwritable');
      expect(full.stderr()).toContain('the disk is full');
      execFileSync('/bin/mount', ['-o', 'remount,size=200m', disk]);
      const again = startWatch(state, args);
      expect(await again.ended, again.stderr()).toBe(0);
      const whole = startWatch(join(folder, 'whole'), args);
      expect(await whole.ended).toBe(0);
      const [stored, expected] = [await readState(state), await readState(join(folder, 'whole'))];
      expect(stored.evidence).toEqual(expected.evidence);
      expect(stored.history).toEqual(expected.history);
    } finally {
      execFileSync('/bin/umount', ['-l', disk]);
    }
  });
});
