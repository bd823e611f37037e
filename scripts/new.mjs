/** `npm run new source|behaviour|action|report NAME`: a plug-in's file, its line in the registry, and its first test. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { root } from './run.mjs';

const [kind, name] = process.argv.slice(2);
const base = process.env['STRAYFLOW_NEW_ROOT'] ?? `${root}packages/strayflow/`;

const KINDS = {
  source: { folder: 'sources', registry: 'SOURCE_FORMATS', suffix: 'Format' },
  behaviour: { folder: 'behaviours', registry: 'BEHAVIOURS', suffix: 'Behaviour' },
  action: { folder: 'actions', registry: 'ACTIONS', suffix: 'Action' },
  report: { folder: 'reports', registry: 'REPORTS', suffix: 'Report' },
};

const plan = KINDS[/** @type {keyof typeof KINDS} */ (kind)];
if (plan === undefined || !/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name ?? '')) {
  process.stderr.write(
    'usage: npm run new source|behaviour|action|report NAME   (NAME in lower case, words joined by "-")\n',
  );
  process.exit(2);
}
const camel = name.replace(/-([a-z0-9])/g, (_, letter) => letter.toUpperCase());
const identifier = `${camel}${plan.suffix}`;
const words = name.replaceAll('-', ' ');

const TEMPLATES = {
  source: {
    code: `/** Reads ${words}: say here which tool writes it and where its format is described. */
import { z } from 'zod';
import type { Parser, ParserContext, SourceFormat } from '../model/source.js';

const options = z.strictObject({});

function open(context: ParserContext): Parser {
  let bytes = 0;
  return {
    push(chunk) {
      bytes += chunk.length;
    },
    flush() {},
    end() {
      if (bytes === 0) return;
      context.sink.read(1);
      context.sink.reject('not-understood', 1, \`\${bytes} bytes\`);
    },
  };
}

export const ${identifier}: SourceFormat<z.infer<typeof options>> = {
  name: '${name}',
  title: '${words}',
  options,
  sniff: () => 0,
  open: (context) => open(context),
};
`,
    test: `import { expect, it } from 'vitest';
import { ${identifier} } from '../../src/sources/${name}.js';

it('does not claim what it cannot read', () => {
  expect(${identifier}.sniff(new TextEncoder().encode('something else'))).toBe(0);
});
`,
  },
  behaviour: {
    code: `/** Finds ${words}: say here what it means, what sets it off, and the paper or technique behind it. */
import { z } from 'zod';
import type { Behaviour } from '../model/behaviour.js';

const options = z.strictObject({});

interface State {
  rows: number;
}

export const ${identifier}: Behaviour<z.infer<typeof options>, State> = {
  name: '${name}',
  title: '${words}',
  families: ['rule'],
  options,
  create: () => ({
    name: '${name}',
    key: 'source',
    open: () => ({ rows: 0 }),
    step(state, batch) {
      state.rows += batch.length;
    },
    advance() {},
    dropped: () => 0,
  }),
};
`,
    test: `import { expect, it } from 'vitest';
import { ${identifier} } from '../../src/behaviours/${name}.js';

it('says nothing when nothing happens', () => {
  const stage = ${identifier}.create({}, { isInternal: () => false });
  const told: unknown[] = [];
  stage.advance(stage.open(), Number.POSITIVE_INFINITY, (evidence) => told.push(evidence));
  expect(told).toEqual([]);
});
`,
  },
  action: {
    code: `/** Does ${words}: say here what it does in the world and how it is undone. */
import { z } from 'zod';
import type { Action } from '../model/report.js';

const options = z.strictObject({});

export const ${identifier}: Action<z.infer<typeof options>> = {
  name: '${name}',
  title: '${words}',
  options,
  async perform({ decisions }) {
    return { outcome: 'nothing-to-do', detail: \`\${decisions.length} decisions\` };
  },
  async check() {
    return { outcome: 'done', detail: 'nothing is needed' };
  },
};
`,
    test: `import { expect, it } from 'vitest';
import { ${identifier} } from '../../src/actions/${name}.js';

it('can be checked without doing anything', async () => {
  expect((await ${identifier}.check({})).outcome).toBe('done');
});
`,
  },
  report: {
    code: `/** Writes ${words}: say here who reads it. */
import type { Report } from '../model/report.js';

export const ${identifier}: Report = {
  name: '${name}',
  title: '${words}',
  render: (analysis) => [
    {
      path: '${name}.txt',
      mediaType: 'text/plain',
      content: new TextEncoder().encode(\`\${analysis.flowCount} flows\\n\`),
    },
  ],
};
`,
    test: `import { expect, it } from 'vitest';
import { ${identifier} } from '../../src/reports/${name}.js';
import { exampleAnalysis } from '../example-analysis.js';

it('writes its file', () => {
  expect(${identifier}.render(exampleAnalysis(), []).map((file) => file.path)).toEqual(['${name}.txt']);
});
`,
  },
};

const template = TEMPLATES[/** @type {keyof typeof TEMPLATES} */ (kind)];
const file = `${base}src/${plan.folder}/${name}.ts`;
const test = `${base}test/${plan.folder}/${name}.test.ts`;
const registryFile = `${base}src/${plan.folder}/index.ts`;
for (const path of [file, test]) {
  if (existsSync(path)) {
    process.stderr.write(`${path} is there already; nothing was written\n`);
    process.exit(2);
  }
}
const registry = readFileSync(registryFile, 'utf8');
const list = new RegExp(`(export const ${plan.registry}\\b[^=]*= \\[)([^\\]]*)(\\])`);
if (!list.test(registry)) {
  process.stderr.write(`no registry ${plan.registry} in ${registryFile}; nothing was written\n`);
  process.exit(1);
}
const withEntry = registry.replace(list, (_, head, entries, tail) => {
  const kept = entries.trim().replace(/,$/, '');
  return `${head}${kept}${kept === '' ? '' : ', '}${identifier}${tail}`;
});
const lastImport = withEntry.lastIndexOf('\nimport ');
const at = withEntry.indexOf('\n', withEntry.indexOf(" from '", lastImport)) + 1;
writeFileSync(
  registryFile,
  `${withEntry.slice(0, at)}import { ${identifier} } from './${name}.js';\n${withEntry.slice(at)}`,
);
writeFileSync(file, template.code);
writeFileSync(test, template.test);
process.stdout.write(`wrote ${file}\nwrote ${test}\nadded ${identifier} to ${registryFile}\n`);
process.stdout.write('next: npm run format && npm run check\n');
