/** `npm run new` in a copy of the project: what it writes compiles, is registered, and passes its own test. */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../../../', import.meta.url));
let copy: string;

beforeAll(() => {
  copy = mkdtempSync(join(tmpdir(), 'strayflow-new-'));
  for (const path of [
    'packages',
    'examples',
    'scripts',
    'tsconfig.base.json',
    'tsconfig.json',
    'vitest.config.ts',
    'package.json',
  ]) {
    cpSync(join(root, path), join(copy, path), { recursive: true });
  }
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));
});
afterAll(() => {
  rmSync(copy, { recursive: true, force: true });
});

function node(...args: string[]): string {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: copy, encoding: 'utf8' });
  if (status !== 0) throw new Error(`node ${args.join(' ')} ended with ${status}:\n${stdout}${stderr}`);
  return stdout;
}

it('writes plug-ins of every kind that compile, are registered and pass their tests', () => {
  const kinds = { source: 'sources', behaviour: 'behaviours', action: 'actions', report: 'reports' };
  for (const kind of Object.keys(kinds)) node('scripts/new.mjs', kind, 'moon-phase');
  node('node_modules/typescript/bin/tsc', '-b', 'packages/strayflow', 'packages/strayflow/test');
  const tests = Object.values(kinds).map((folder) => {
    expect(readFileSync(join(copy, `packages/strayflow/src/${folder}/index.ts`), 'utf8')).toMatch(
      /moonPhase\w+\]?/,
    );
    return `packages/strayflow/test/${folder}/moon-phase.test.ts`;
  });
  const output = node(
    'node_modules/vitest/vitest.mjs',
    'run',
    '--project',
    'unit',
    '--reporter=json',
    ...tests,
  );
  expect(JSON.parse(output.slice(output.indexOf('{')))).toMatchObject({
    numPassedTests: 4,
    numFailedTests: 0,
  });
});

it('refuses what is there already, and names that are none', () => {
  expect(() => node('scripts/new.mjs', 'source', 'csv')).toThrow(/is there already/);
  expect(() => node('scripts/new.mjs', 'planet', 'mars')).toThrow(/usage/);
  expect(() => node('scripts/new.mjs', 'source', '../evil')).toThrow(/usage/);
});
