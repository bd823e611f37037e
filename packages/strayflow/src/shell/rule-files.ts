/** Reads files of rules: YAML, every fault with file and line. */
import { readFileSync } from 'node:fs';
import { type Rule, ruleFileSchema } from '../behaviours/index.js';
import { StrayflowError } from '../model/errors.js';
import { parseYaml } from './yaml-file.js';

const MOST_CHARACTERS = 1 << 20;
const MOST_RULES = 500;
const SHOWN_FAULTS = 5;

/** Throws StrayflowError `list-unreadable` with the first faults. */
export function readRules(file: string): readonly Rule[] {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (cause) {
    throw new StrayflowError('list-unreadable', `cannot read the rules ${file}`, { cause });
  }
  if (text.length > MOST_CHARACTERS)
    throw new StrayflowError('list-unreadable', `${file} is larger than 1 MiB: no file of rules`);
  const result = parseYaml(text, ruleFileSchema);
  if ('data' in result) return result.data.rules;
  const shown = result.faults
    .slice(0, SHOWN_FAULTS)
    .map(({ line, path, message }) => `${file}${line === null ? '' : `:${line}`}: ${path}: ${message}`);
  throw new StrayflowError('list-unreadable', shown.join('\n'));
}

/** All rules, in their order. Throws StrayflowError `list-unreadable` also where two have one name. */
export function openRules(files: readonly string[], given: readonly Rule[] = []): readonly Rule[] {
  const rules = [...given];
  const names = new Set(given.map(({ name }) => name));
  for (const file of files) {
    for (const rule of readRules(file)) {
      if (names.has(rule.name))
        throw new StrayflowError(
          'list-unreadable',
          `${file}: there is another rule of the name ${rule.name}`,
        );
      names.add(rule.name);
      rules.push(rule);
    }
  }
  if (rules.length > MOST_RULES)
    throw new StrayflowError('list-unreadable', `there are ${rules.length} rules; at most ${MOST_RULES}`);
  return rules;
}
