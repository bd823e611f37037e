/** The examples in the README run and say what they should. */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import * as detectors from '../src/index.js';

const text = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
const examples = [
  ...text.matchAll(/```js\nimport \{([^}]*)\} from '@strayflow\/detectors';\n([\s\S]*?)```/g),
];

/** What an example logs. */
function run([, names, body]: RegExpMatchArray): unknown[] {
  const said: unknown[] = [];
  const example = new Function('detectors', 'console', `const {${names}} = detectors;\n${body}`);
  example(detectors, { log: (...words: unknown[]) => said.push(...words) });
  return said;
}

it('has two examples that are whole', () => {
  expect(examples).toHaveLength(2);
});

it('begins with a forest that finds a row strange by both columns', () => {
  const [strange, explanation] = run(examples[0]!);
  expect(strange).toBe(true);
  expect((explanation as Float64Array).every((part) => part > 0.1)).toBe(true);
});

it('goes on to how rare a row is, and why', () => {
  expect(run(examples[1]!)).toEqual([
    expect.stringMatching(/^one ordinary row in \d{3,} is as strange; column 1 is why$/),
  ]);
});
