import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { configTemplate } from '../../src/cli/config-template.js';
import { editConfig, editConfigFile } from '../../src/shell/config-edit.js';
import { parseConfig } from '../../src/shell/config-file.js';
import { scratchFolder } from './scratch-folder.js';

const path = ['sources', 'csv', 'map'];

function mapOf(text: string): unknown {
  const result = parseConfig(text);
  return 'config' in result ? (result.config.sources['csv'] as { map: unknown }).map : result.faults;
}

it('keeps comments, order and everything else', () => {
  const before = [
    '# My network.',
    'site: home # the small one',
    'sources:',
    '  # Our odd exports.',
    '  csv:',
    '    delimiter: ";"',
    'seed: 7',
    '',
  ].join('\n');
  const after = editConfig(before, [{ path, value: { source: 'von', destination: 'nach' } }], 'x.yaml');
  expect(mapOf(after)).toEqual({ source: 'von', destination: 'nach' });
  expect(after).toContain('# My network.');
  expect(after).toContain('site: home # the small one');
  expect(after).toContain('# Our odd exports.');
  expect(after.indexOf('seed: 7')).toBeGreaterThan(after.indexOf('nach'));
});

it('writes into the template and into nothing', () => {
  const value = { source: '1', destination: 'a: b # c' };
  for (const text of ['', '\n', '# only words\n', configTemplate()]) {
    expect(mapOf(editConfig(text, [{ path, value }], 'x.yaml'))).toEqual(value);
  }
});

it('replaces the mapping that was there, and takes one away', () => {
  const before = 'sources:\n  csv:\n    map:\n      source: a\n      user: b\n'.replace('user', 'identity');
  expect(mapOf(editConfig(before, [{ path, value: { source: 'x' } }], 'x.yaml'))).toEqual({ source: 'x' });
  expect(mapOf(editConfig(before, [{ path, value: null }], 'x.yaml'))).toEqual({});
});

it('touches no file that is no configuration, or would be none', () => {
  const file = join(scratchFolder(), 'strayflow.yaml');
  writeFileSync(file, 'sitee: home\n');
  expect(() => editConfigFile(file, [{ path, value: { source: 'a' } }])).toThrow(/sitee/);
  writeFileSync(file, 'site: home\n');
  expect(() => editConfigFile(file, [{ path, value: { from: 'a' } }])).toThrow(/sources/);
  expect(readFileSync(file, 'utf8')).toBe('site: home\n');
  editConfigFile(file, [{ path, value: { source: 'a' } }]);
  expect(mapOf(readFileSync(file, 'utf8'))).toEqual({ source: 'a' });
});
