/** What the package may hold: nothing of Node, no native code, no arithmetic that engines differ in, no dead weight. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import manifest from '../package.json' with { type: 'json' };

const source = fileURLToPath(new URL('../src/', import.meta.url));
const read = (path: string) => readFileSync(join(source, path), 'utf8');
const files = readdirSync(source, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.ts') && !path.endsWith('.as.ts'))
  .map((path) => path.replaceAll('\\', '/'));

/** What a statement brings from where when it runs; types bring nothing. */
interface Brought {
  readonly from: string;
  /** Names, as the other module exports them; undefined brings all. */
  readonly names?: readonly string[];
  /** Names that it exports on, beside the others' names. */
  readonly as?: readonly string[];
}

function broughtBy(path: string): Brought[] {
  const file = ts.createSourceFile(path, read(path), ts.ScriptTarget.ES2023, true);
  return file.statements.flatMap((statement): Brought[] => {
    if (ts.isExportDeclaration(statement) && statement.moduleSpecifier && !statement.isTypeOnly) {
      const from = (statement.moduleSpecifier as ts.StringLiteral).text;
      if (!statement.exportClause || !ts.isNamedExports(statement.exportClause)) return [{ from }];
      const elements = statement.exportClause.elements.filter((element) => !element.isTypeOnly);
      const names = elements.map(({ name, propertyName }) => (propertyName ?? name).text);
      return names.length > 0 ? [{ from, names, as: elements.map(({ name }) => name.text) }] : [];
    }
    if (!ts.isImportDeclaration(statement)) return [];
    const clause = statement.importClause;
    if (clause?.phaseModifier === ts.SyntaxKind.TypeKeyword) return [];
    const from = (statement.moduleSpecifier as ts.StringLiteral).text;
    const bindings = clause?.namedBindings;
    const onlyTypes =
      bindings && ts.isNamedImports(bindings) && bindings.elements.every((element) => element.isTypeOnly);
    return onlyTypes && !clause?.name ? [] : [{ from }];
  });
}

const resolved = (path: string, from: string) =>
  relative('.', join(dirname(path), from.replace(/\.js$/, '.ts'))).replaceAll('\\', '/');

/** The modules that are needed for these modules. */
function reachable(...paths: string[]): Set<string> {
  const found = new Set(paths);
  for (const path of found) for (const { from } of broughtBy(path)) found.add(resolved(path, from));
  return found;
}

/** The modules that are needed for some exports of the main entry: its other re-exports have no side effects. */
function needed(...names: string[]): Set<string> {
  const from = broughtBy('index.ts').filter(({ as }) => as?.some((name) => names.includes(name)));
  expect(from.length).toBeGreaterThan(0);
  return reachable(...from.map((brought) => resolved('index.ts', brought.from)));
}

describe('the package', () => {
  it('depends on nothing and builds nothing when it is installed', () => {
    for (const field of ['dependencies', 'peerDependencies', 'optionalDependencies', 'scripts', 'gypfile']) {
      expect(manifest).not.toHaveProperty(field);
    }
  });

  it('imports only its own files, so that neither its entries nor its threads need Node', () => {
    const outside = files.flatMap((path) => broughtBy(path)).filter(({ from }) => !from.startsWith('.'));
    expect(outside).toEqual([]);
    expect(files.length).toBeGreaterThan(50);
  });

  it('names nothing of Node outside of the platform of threads', () => {
    const named = files.filter((path) => /['"]node:|\bprocess\.|\brequire\(|\bBuffer\b/.test(code(path)));
    expect(named.filter((path) => path !== 'threads/platform.ts')).toEqual([]);
  });

  it('takes no function of Math whose last bits engines choose for themselves', () => {
    const inexact =
      /\bMath\.(?:a?(?:cos|sin|tan)h?|atan2|cbrt|expm?1?|fround16|hypot|log(?:1p|2|10)?|pow|random)\(/;
    expect(files.filter((path) => inexact.test(code(path)))).toEqual([]);
    expect(inexact.test('Math.exp(1)') && inexact.test('Math.log10(1)') && inexact.test('Math.tanh(1)')).toBe(
      true,
    );
    // A power is as inexact, even a square, but for whole powers of two.
    const powers = files.flatMap((path) =>
      [...code(path).matchAll(/(\S+) \*\* (\S+)/g)]
        .filter(([, base]) => !/(?:^|\()2$/.test(base!))
        .map(([power]) => `${path}: ${power}`),
    );
    expect(powers).toEqual([]);
  });
});

describe('a bundler that takes one thing', () => {
  it('is told that modules have no side effects, but for the worker', () => {
    expect([false, ['./dist/threads/worker.js']]).toContainEqual(manifest.sideEffects);
  });

  const others =
    /one-class|radial|autoencoder|network|adam|dbscan|core-|kd-tree|silhouette|model-file|threads/;
  it('leaves the other detectors out of a forest', () => {
    const modules = [...needed('isolationForest')];
    expect(modules).toContain('isolation-tree.ts');
    expect(modules.filter((path) => others.test(path))).toEqual([]);
  });

  it('leaves the other detectors out of a forest and its model file', () => {
    const modules = [
      ...needed('isolationForest', 'FittedIsolationForest', 'readModelFileWith', 'writeModelFile'),
    ];
    expect(modules.filter((path) => others.test(path)).every((path) => path.startsWith('model-file'))).toBe(
      true,
    );
    expect(modules).not.toContain('from-json.ts');
    expect([...needed('readModelFile')]).toContain('one-class-svm-fitted.ts');
  });

  it('leaves all detectors out of scalers and measures', () => {
    const modules = [...needed('standardScaler', 'auroc', 'tailCalibration')];
    expect(modules.filter((path) => others.test(path) || path.includes('forest'))).toEqual([]);
  });

  it('leaves threads out of the main entry', () => {
    expect([...reachable('index.ts')].filter((path) => path.startsWith('threads/'))).toEqual([]);
  });
});

/** The text of a file without its comments. */
function code(path: string): string {
  return read(path).replace(/\/\*[\s\S]*?\*\/|(?<!['":])\/\/.*/g, '');
}
