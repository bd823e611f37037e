/** The example in the README runs and says what it should. */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import * as detectors from '../src/index.js';

it('runs the example of the README', () => {
  const text = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
  const [, code] = /```js\n([\s\S]*?)```/.exec(text)!;
  const [, names, body] = /^import \{([^}]*)\} from '@strayflow\/detectors';\n([\s\S]*)$/.exec(code!)!;
  const said: string[] = [];
  const run = new Function('detectors', 'console', `const {${names}} = detectors;\n${body}`);
  run(detectors, { log: (line: string) => said.push(line) });
  expect(said).toHaveLength(1);
  expect(said[0]).toMatch(/^one ordinary row in \d{3,} is as strange; column 1 is why$/);
});
