import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { configTemplate } from '../../src/cli/config-template.js';
import { configurationPage, errorsPage, featuresPage } from '../../src/cli/generated-pages.js';
import { settings } from '../../src/cli/schema-leaves.js';
import { ERRORS } from '../../src/model/errors.js';
import { defaultConfig, parseConfig } from '../../src/shell/config-file.js';

const page = (name: string) =>
  readFileSync(fileURLToPath(new URL(`../../../../docs/${name}`, import.meta.url)), 'utf8');

describe('generated pages', () => {
  it('are fresh: npm run docs writes what stands in docs/', () => {
    expect(page('configuration.md')).toBe(configurationPage());
    expect(page('errors.md')).toBe(errorsPage());
    expect(page('features.md')).toBe(featuresPage());
  });

  it('document every error code once', () => {
    for (const code of Object.keys(ERRORS)) {
      expect(errorsPage().split(`| \`${code}\` |`), code).toHaveLength(2);
    }
  });

  it('explain every setting', () => {
    const silent = settings().filter((setting) => !setting.group && setting.description === '');
    expect(silent.map((setting) => setting.path.join('.'))).toEqual([]);
  });
});

describe('the template of init', () => {
  it('means the defaults as it stands', () => {
    expect(parseConfig(configTemplate())).toEqual({ config: defaultConfig() });
  });

  it('still parses when every setting that has a default is taken in', () => {
    // They are off by default; on, e-mail needs a server, and an enforcer is there.
    const withoutActing = configTemplate().replace(/^(?:actions|enforcers):\n(?: .*\n|\n(?= ))*/gm, '');
    const uncommented = withoutActing.replace(/^(\s*)#([A-Za-z][A-Za-z0-9-]*: (?!#).+)$/gm, '$1$2');
    expect(uncommented.split('\n').filter((line) => /^\s*[a-z]/i.test(line)).length).toBeGreaterThan(50);
    expect(parseConfig(uncommented)).toEqual({ config: defaultConfig() });
  });
});

describe('a configuration', () => {
  it('names each fault with its line', () => {
    const text =
      'seed: 5\npolicy:\n  alertLine: high\n  colour: red\ninternal:\n  - 10.0.0.0/8\n  - nowhere\n';
    const result = parseConfig(text);
    expect('faults' in result && result.faults.map(({ line, path }) => [line, path])).toEqual([
      [3, 'policy.alertLine'],
      [4, 'policy.colour'],
      [7, 'internal.1'],
    ]);
  });

  it('is refused where it is no YAML, with the line', () => {
    const result = parseConfig('seed: 1\nlist: [1, 2\n');
    expect('faults' in result && result.faults[0]!.line).toBeGreaterThanOrEqual(2);
  });
});
