import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readConfig } from '../../src/shell/config-file.js';
import { openRules } from '../../src/shell/rule-files.js';
import { scratchFolder } from './scratch-folder.js';

const RULE = '  - name: telnet\n    on: flow\n    match: { ports: [23] }\n    summary: used telnet\n';

it('rules of a file reach the options of the behaviour', () => {
  const folder = scratchFolder({ 'rules.yaml': `rules:\n${RULE}` });
  const config = join(
    scratchFolder({ 'c.yaml': `rules: [${JSON.stringify(join(folder, 'rules.yaml'))}]\n` }),
    'c.yaml',
  );
  expect(readConfig(config).behaviours).toHaveProperty('rule.rules.0.name', 'telnet');
});

it('faults name file and line', () => {
  const folder = scratchFolder({
    'bad.yaml': `rules:\n${RULE}    count: 0\n    windw: 3\n`,
    'twice.yaml': `rules:\n${RULE}${RULE}`,
  });
  expect(() => openRules([join(folder, 'bad.yaml')])).toThrow(
    /bad\.yaml:6: rules\.0\.count: [\s\S]*bad\.yaml:7: rules\.0\.windw/,
  );
  expect(() => openRules([join(folder, 'twice.yaml')])).toThrow(/another rule of the name telnet/);
  expect(() => openRules([join(folder, 'none.yaml')])).toThrow(/cannot read the rules/);
});
