/** The library's sources as JavaScript files: workers load files, and know no TypeScript. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import ts from 'typescript';
import { afterAll } from 'vitest';

const sources = fileURLToPath(new URL('../../src/', import.meta.url));

export interface CompiledSources {
  /** Address of a file, as "threads/worker.js". */
  url(path: string): string;
  /** Writes one more file beside them and gives its address. */
  add(path: string, text: string): string;
}

/** Compiles all sources into a folder that goes when the tests of the file are done. */
export function compiledSources(): CompiledSources {
  const folder = mkdtempSync(join(tmpdir(), 'detectors-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const write = (path: string, text: string): void => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  const compilerOptions = {
    target: ts.ScriptTarget.ES2023,
    module: ts.ModuleKind.ESNext,
    verbatimModuleSyntax: true,
  };
  for (const path of readdirSync(sources, { recursive: true, encoding: 'utf8' })) {
    if (!path.endsWith('.ts') || path.endsWith('.as.ts')) continue;
    const { outputText } = ts.transpileModule(readFileSync(join(sources, path), 'utf8'), { compilerOptions });
    write(path.replace(/\.ts$/, '.js'), outputText);
  }
  write('package.json', '{ "type": "module" }');
  const url = (path: string): string => pathToFileURL(join(folder, path)).href;
  return {
    url,
    add(path, text) {
      write(path, text);
      return url(path);
    },
  };
}
