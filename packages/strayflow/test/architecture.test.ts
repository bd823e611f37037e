import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { importsOf, nodeReachedFrom, type SourceFile, violations } from './import-rules.js';

const source = fileURLToPath(new URL('../src/', import.meta.url));

function sourceFiles(): SourceFile[] {
  return readdirSync(source, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts'))
    .map((path) => ({ path: path.replaceAll('\\', '/'), text: readFileSync(source + path, 'utf8') }));
}

describe('the import rules', () => {
  it('are kept by every source file', () => {
    const files = sourceFiles();
    expect(files.length).toBeGreaterThan(15);
    expect(violations(files)).toEqual([]);
  });

  it('are kept by the detectors library, which imports nothing from outside', () => {
    const detectors = fileURLToPath(new URL('../../detectors/src/', import.meta.url));
    const outside = readdirSync(detectors, { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.ts'))
      .flatMap((path) => importsOf(readFileSync(detectors + path, 'utf8')))
      .filter((specifier) => !specifier.startsWith('.'));
    expect(outside).toEqual([]);
  });

  const planted: [string, string, string][] = [
    [
      'a stage that knows its neighbour',
      'risk/score.ts',
      "import { scan } from '../behaviours/port-scan.js';",
    ],
    ['a model that knows a stage', 'model/host.ts', "import { risk } from '../risk/index.js';"],
    ['a parser with a Node API', 'sources/tar.ts', "import { readFileSync } from 'node:fs';"],
    ['a stage that imports the pipeline', 'policy/rule.ts', "export { route } from '../pipeline.js';"],
    ['a shell that is imported', 'shell/files.ts', "import { main } from '../cli/main.js';"],
    [
      'the evaluation used by the route',
      'pipeline.ts',
      "import { evaluate } from './evaluation/evaluate.js';",
    ],
    ['the evaluation used by a shell', 'shell/a.ts', "import { evaluate } from '../evaluation/evaluate.js';"],
    ['an evaluation that knows the commands', 'evaluation/a.ts', "import { run } from '../cli/analyze.js';"],
    ['a stage that reads the clock', 'behaviours/now.ts', 'export const now = () => Date.now();'],
    [
      'a dynamic import across stages',
      'learned/late.ts',
      "const late = await import('../features/index.js');",
    ],
    ['a model with a heavy package', 'model/chart.ts', "import * as echarts from 'echarts';"],
  ];
  it.each(planted)('catch %s', (_, path, text) => {
    expect(violations([{ path, text }])).toHaveLength(1);
  });

  it('let the engine of the browser reach no Node API by any way', () => {
    expect(nodeReachedFrom('browser/index.ts', sourceFiles())).toEqual([]);
  });

  it('catch a Node API that is reached over another file, but not one whose types alone are used', () => {
    const files = [
      {
        path: 'browser/a.ts',
        text: "import { b } from '../shell/b.js';\nimport type { C } from '../shell/c.js';",
      },
      { path: 'shell/b.ts', text: "import { readFileSync } from 'node:fs';" },
      { path: 'shell/c.ts', text: "import { join } from 'node:path';" },
    ];
    expect(nodeReachedFrom('browser/a.ts', files)).toEqual(['browser/a.ts -> shell/b.ts uses node:fs']);
  });

  it('catch a cycle', () => {
    const files = [
      { path: 'risk/a.ts', text: "import { b } from './b.js';" },
      { path: 'risk/b.ts', text: "import { a } from './a.js';" },
    ];
    expect(violations(files)).toEqual(['cycle: risk/a.ts -> risk/b.ts -> risk/a.ts']);
  });
});
