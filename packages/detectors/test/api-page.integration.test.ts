/** The script behind the API page, on a planted package: what it refuses and what it shows. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { generatedPage } from './generated-page.js';

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
    const { page, complaint } = await generatedPage(folder);
    expect(page).toBe('');
    expect(complaint).toMatch(/docstring on each export.*\n {2}Silent .*\n {2}mute /);
    writeFileSync(join(folder, 'src/index.ts'), index.replace('export', '/** Says it. */\nexport'));
    writeFileSync(
      join(folder, 'src/more.ts'),
      '/**\n * A box. It holds.\n * @param T kind of thing\n */\nexport class Box<T> {\n  #secret = 1;\n  private other = 2;\n  /** What it holds. */\n  readonly held: T;\n  constructor(held: T) { this.held = held; }\n  sum(): number { return this.#secret + this.other; }\n}\n',
    );
    const spoken = await generatedPage(folder);
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
