/** The page that documents every export is fresh, and no export is without a docstring. */
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import * as detectors from '../src/index.js';

const script = fileURLToPath(new URL('../scripts/api-page.mjs', import.meta.url));
const written = readFileSync(new URL('../../../docs/detectors/api.md', import.meta.url), 'utf8');

function generated(...args: string[]): Promise<{ readonly page: string; readonly complaint: string }> {
  return new Promise((resolve) => {
    const options = { maxBuffer: 8 * 2 ** 20 };
    execFile(process.execPath, [script, ...args], options, (_, page, complaint) =>
      resolve({ page, complaint }),
    );
  });
}

it('is fresh, and every export has a docstring: npm run docs writes what stands in docs/detectors/api.md', async () => {
  const { page, complaint } = await generated();
  expect(complaint).toBe('');
  expect(written).toBe(page);
});

it('has a section for every value that the package exports', () => {
  for (const name of Object.keys(detectors)) expect(written).toContain(`\n### ${name}\n`);
});

it('links to sections that are there', () => {
  const anchors = new Set<string>();
  for (const [, heading] of written.matchAll(/^#+ (.*)$/gm)) {
    const anchor = heading!
      .toLowerCase()
      .replace(/[^a-z0-9 _-]/g, '')
      .replaceAll(' ', '-');
    for (let n = 0, each = anchor; ; each = `${anchor}-${++n}`) {
      if (anchors.has(each)) continue;
      anchors.add(each);
      break;
    }
  }
  const links = [...written.matchAll(/\]\(#([^)]*)\)/g)].map(([, anchor]) => anchor!);
  expect(links.length).toBeGreaterThan(50);
  expect(links.filter((link) => !anchors.has(link))).toEqual([]);
  expect(new Set(links).size).toBe(links.length);
});

it('is refused, naming them, where exports of any entry have no docstring; private members are left out', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'api-'));
  try {
    mkdirSync(join(folder, 'src'));
    const entry = (name: string) => ({ types: `./dist/${name}.d.ts`, default: `./dist/${name}.js` });
    const exports = { '.': entry('index'), './more': entry('more') };
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'planted', type: 'module', exports }));
    const index = `/** A file. */\n\nexport interface Silent { a: number }\n`;
    writeFileSync(join(folder, 'src/index.ts'), index);
    writeFileSync(join(folder, 'src/more.ts'), '// No docstring.\nexport const mute = 1;\n');
    const { page, complaint } = await generated(folder);
    expect(page).toBe('');
    expect(complaint).toMatch(/docstring on each export.*\n {2}Silent .*\n {2}mute /);
    writeFileSync(join(folder, 'src/index.ts'), index.replace('export', '/** Says it. */\nexport'));
    writeFileSync(
      join(folder, 'src/more.ts'),
      '/**\n * A box. It holds.\n * @param T kind of thing\n */\nexport class Box<T> {\n  #secret = 1;\n  private other = 2;\n  /** What it holds. */\n  readonly held: T;\n  constructor(held: T) { this.held = held; }\n  sum(): number { return this.#secret + this.other; }\n}\n',
    );
    const spoken = await generated(folder);
    expect(spoken.complaint).toBe('');
    expect(spoken.page).toContain('## `planted/more`');
    expect(spoken.page).toContain('| [`Box`](#box) | class | A box |');
    expect(spoken.page).toContain(
      'class Box<T> {\n  /** What it holds. */\n  readonly held: T;\n  constructor(held: T);\n  sum(): number;\n}\n',
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
});
