/** Hostile and broken input through the whole tool: a clear message or counted rejects, never a crash, hang or silent loss. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type JsonResult, LAB, strayflow } from './run-strayflow.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'strayflow-bad-input-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const HEADER = 'time,source,source_port,destination,destination_port,protocol,bytes_out,bytes_in\n';
const line = (i: number) =>
  `${1_700_000_000 + i},10.0.0.${1 + (i % 9)},${40_000 + i},192.0.2.${1 + (i % 5)},443,tcp,${500 + i},900\n`;
const lines = (count: number) => Array.from({ length: count }, (_, i) => line(i)).join('');

let count = 0;
async function analyse(content: Uint8Array | string, name = 'input', more: readonly string[] = []) {
  const place = join(folder, String(count++));
  mkdirSync(place);
  writeFileSync(join(place, name), content);
  const outcome = await strayflow([
    'analyze',
    join(place, name),
    '--json',
    '--report',
    join(place, 'report'),
    ...more,
  ]);
  expect(outcome.stderr).not.toMatch(/fault:|at .*\.js:\d+/);
  return { ...outcome, json: outcome.code === 0 ? (JSON.parse(outcome.stdout) as JsonResult) : null, place };
}

const counted = (json: JsonResult | null) => {
  const sum = (counts: Readonly<Record<string, number>>) => Object.values(counts).reduce((a, b) => a + b, 0);
  const { read, parsed, rejected, ignored } = json!.coverage;
  expect(parsed + sum(rejected) + sum(ignored)).toBe(read);
  return { read, parsed, rejected };
};

describe('bad input', () => {
  it('an empty file is said to be empty', async () => {
    const { code, stderr, stdout } = await analyse('');
    expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
    expect(stderr).toMatch(/^error input-empty: .*input/);
  });

  it('binary noise is refused with what it begins with', async () => {
    let state = 7;
    const noise = Uint8Array.from({ length: 100_000 }, () => {
      state = (state * 48_271) % 2_147_483_647;
      return state & 0xff;
    });
    const { code, stderr } = await analyse(noise);
    expect(code).toBe(3);
    expect(stderr).toMatch(/^error input-unknown: /);
  });

  it('a file that is not there, a folder without inputs, and an unreadable configuration are named', async () => {
    const missing = await strayflow(['analyze', join(folder, 'nowhere.pcap')]);
    expect(missing.code).toBe(3);
    expect(missing.stderr).toMatch(/error input-not-found: .*nowhere\.pcap/);
    const config = await strayflow(['analyze', 'x', '--config', join(folder, 'none.yaml')]);
    expect(config.code).not.toBe(0);
    expect(config.stderr).toMatch(/none\.yaml/);
  });

  it('a capture cut in the middle of a packet keeps what came before', async () => {
    const whole = gunzipSync(readFileSync(`${LAB}captures/ordinary.pcap.gz`));
    const { json } = await analyse(whole.subarray(0, Math.floor(whole.length / 2) + 7), 'cut.pcap');
    const { parsed, rejected } = counted(json);
    expect(parsed).toBeGreaterThan(100);
    expect(Object.values(rejected)).toEqual([1]);
  });

  it('a gzip cut in the middle keeps what came before', async () => {
    const whole = readFileSync(`${LAB}captures/ordinary.pcap.gz`);
    const { code, json, stderr } = await analyse(whole.subarray(0, whole.length / 2), 'cut.pcap.gz');
    if (code === 0) expect(counted(json).parsed).toBeGreaterThan(100);
    expect(code === 0 || /input-corrupt/.test(stderr)).toBe(true);
  });

  it('a CSV with other columns is refused with its columns and an example', async () => {
    const { code, stderr } = await analyse('name,colour\nfox,red\nhare,brown\n', 'animals.csv');
    expect(code).toBe(3);
    expect(stderr).toMatch(/colour/);
    expect(stderr).toMatch(/--map/);
  });

  it('30 % garbage lines are counted by reason and the good ones kept', async () => {
    const rows = Array.from({ length: 1_000 }, (_, i) =>
      i % 10 < 3 ? `garbage ${i}, ;;\u0000 x\n` : line(i),
    );
    const { json, code } = await analyse(HEADER + rows.join(''), 'flows.csv');
    expect(code).toBe(0);
    const { parsed, rejected } = counted(json);
    expect(parsed).toBe(700);
    expect(Object.values(rejected).reduce((a, b) => a + b, 0)).toBe(300);
  });

  it('mostly garbage is refused with the counts', async () => {
    const { code, stderr } = await analyse(HEADER + lines(300) + 'garbage\n'.repeat(900), 'flows.csv');
    expect(code).toBe(3);
    expect(stderr).toMatch(/error input-rejected: .*wrong-field-count/);
  });

  it('a line of 1 GB is skipped in bounded memory', async () => {
    const place = join(folder, 'long');
    mkdirSync(place);
    const path = join(place, 'flows.csv');
    const { closeSync, openSync, writeSync } = await import('node:fs');
    const file = openSync(path, 'w');
    writeSync(file, HEADER + lines(500));
    const block = Buffer.alloc(1 << 20, 'x');
    for (let i = 0; i < 1_024; i++) writeSync(file, block);
    writeSync(file, `\n${lines(500)}`);
    closeSync(file);
    const outcome = await strayflow(['analyze', path, '--json', '--report', join(place, 'report')]);
    rmSync(path);
    expect(outcome.stderr).toBe('');
    const { parsed, rejected } = counted(JSON.parse(outcome.stdout) as JsonResult);
    expect(parsed).toBe(1_000);
    expect(rejected).toEqual({ 'line-too-long': 1 });
    const manifest = JSON.parse(readFileSync(join(place, 'report', 'manifest.json'), 'utf8')) as {
      run: { peakMegabytes: number };
    };
    expect(manifest.run.peakMegabytes).toBeLessThan(1_000);
  });

  it('terminal escapes and formulas in fields and names reach neither terminal nor spreadsheet', async () => {
    const evil = '\u001b]0;owned\u0007=cmd|calc';
    const header = HEADER.replace('\n', `,service,"=HYPERLINK(""x"")${evil}"\n`);
    const rows = Array.from({ length: 400 }, (_, i) => line(i).replace('\n', `,"${evil}",1\n`)).join('');
    const { code, stdout, stderr, place } = await analyse(header + rows, `${evil}\n.csv`);
    expect(code).toBe(0);
    expect(stdout + stderr).not.toContain('\u001b');
    for (const file of ['flows.csv', 'hosts.csv', 'summary.txt', 'index.html', 'evidence.json']) {
      const text = readFileSync(join(place, 'report', file), 'utf8');
      expect(text, file).not.toContain('\u001b');
      if (file.endsWith('.csv')) expect(text, file).not.toMatch(/(^|,)"?[=+@]/m);
    }
    const shown = await strayflow([
      'analyze',
      join(place, `${evil}\n.csv`),
      '--report',
      join(place, 'again'),
    ]);
    expect(shown.code).toBe(0);
    expect(shown.stdout).not.toContain('\u001b');
  });

  it('standard input is an input like any other', async () => {
    const input = readFileSync(`${LAB}captures/ordinary.pcap.gz`);
    const outcome = await strayflow(['analyze', '-', '--json', '--report', join(folder, 'stdin')], { input });
    expect(outcome.stderr).toBe('');
    expect((JSON.parse(outcome.stdout) as JsonResult).coverage.read).toBeGreaterThan(4_000);
  });

  it('a folder that cannot be written is said, with what to do', async () => {
    const outcome = await strayflow([
      'analyze',
      `${LAB}captures/ordinary.pcap.gz`,
      '--report',
      '/proc/strayflow',
    ]);
    expect(outcome.code).toBe(3);
    expect(outcome.stderr).toMatch(/error output-unwritable: /);
  });
});
