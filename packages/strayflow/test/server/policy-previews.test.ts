/** Previews as processes: bounded, one at a time, and never left behind. A script stands in for the command line tool. */
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { PolicyPreviews } from '../../src/server/policy-previews.js';
import { defaultConfig } from '../../src/shell/config-file.js';
import { scratchFolder } from '../shell/scratch-folder.js';

const JUDGED = defaultConfig();
const NEVER = new AbortController().signal;

function previews(script: string, limits: { longestMs?: number; mostOutput?: number } = {}) {
  const state = scratchFolder({ 'tool.cjs': script });
  const made = new PolicyPreviews([process.execPath, join(state, 'tool.cjs')], state, {
    longestMs: 20_000,
    mostOutput: 10_000,
    heapMiB: 200,
    ...limits,
  });
  const run = (signal = NEVER) => made.run(JUDGED, JUDGED, 7, signal);
  return { state, run, left: () => readdirSync(state).filter((name) => name.startsWith('preview-')) };
}

it('ask the command with files that nobody else may read, and leave none', async () => {
  const { state, run, left } = previews(`
    const { readFileSync, statSync, writeFileSync } = require('node:fs');
    const args = process.argv.slice(2);
    const file = args[args.indexOf('--config') + 1];
    process.stdout.write(JSON.stringify({ args, mode: statSync(file).mode & 0o777, text: readFileSync(file, 'utf8') }));
  `);
  const { args, mode, text } = JSON.parse(await run()) as { args: string[]; mode: number; text: string };
  expect(args.slice(0, 4)).toEqual(['policy', 'preview', '--state', state]);
  expect(args.join(' ')).toContain('--days 7 --most 500 --json');
  expect(mode).toBe(0o600);
  expect(Object.keys(JSON.parse(text) as object)).toEqual(['internal', 'policy', 'risk']);
  expect(left()).toEqual([]);
});

it('end when they take too long, say too much, fail, or nobody waits any more', async () => {
  const forever = 'setInterval(() => {}, 1000);';
  const slow = previews(forever, { longestMs: 300 });
  await expect(slow.run()).rejects.toMatchObject({
    status: 503,
    message: expect.stringContaining('fewer days'),
  });
  expect(slow.left()).toEqual([]);
  const loud = previews("for (;;) require('node:fs').writeSync(1, 'x'.repeat(4096));");
  await expect(loud.run()).rejects.toMatchObject({ status: 503 });
  const failing = previews("console.error('error: no state'); process.exit(3);");
  await expect(failing.run()).rejects.toMatchObject({ message: expect.stringContaining('no state') });
  const stop = new AbortController();
  const left = previews(forever);
  const asked = left.run(stop.signal);
  stop.abort();
  await expect(asked).rejects.toMatchObject({ status: 503, message: 'The preview was stopped.' });
  expect(left.left()).toEqual([]);
  await expect(left.run(stop.signal)).rejects.toMatchObject({ message: 'The preview was stopped.' });
});

it('are made one at a time', async () => {
  const { state, run } = previews(`
    const { existsSync } = require('node:fs');
    setInterval(() => {
      if (!existsSync(__dirname + '/go')) return;
      process.stdout.write('{}');
      process.exit();
    }, 10);
  `);
  const first = run();
  await expect(run()).rejects.toMatchObject({ status: 503, retryAfter: 5 });
  writeFileSync(join(state, 'go'), '');
  expect(await first).toBe('{}');
  expect(await run()).toBe('{}');
});
