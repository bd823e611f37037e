/** The configuration that `init` writes: every setting with its meaning, commented out at its default. */
import { stringify } from 'yaml';
import { type Setting, settings } from './schema-leaves.js';

const HEAD = `# Strayflow configuration. Every setting is shown at its default; take the "#" before it away to change it.
# Check it with: strayflow check-config FILE
`;
const WIDTH = 108;

function comment(text: string, indent: string): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/\s+/).filter((part) => part !== '')) {
    if (line.length + word.length + indent.length > WIDTH) {
      lines.push(`${indent}# ${line}`);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return line === '' ? lines : [...lines, `${indent}# ${line}`];
}

function leaf(setting: Setting): string {
  if (setting.default === undefined) return `: # ${setting.type}`;
  return `: ${stringify(setting.default, { collectionStyle: 'flow', lineWidth: 0 }).trim()}`;
}

/** YAML text; as it stands it means the defaults. */
export function configTemplate(): string {
  const lines = [HEAD];
  for (const setting of settings()) {
    const indent = '  '.repeat(setting.path.length - 1);
    const name = setting.path.at(-1) ?? '';
    if (setting.path.length === 1) lines.push('');
    lines.push(...comment(setting.description, indent));
    lines.push(setting.group ? `${indent}${name}:` : `${indent}#${name}${leaf(setting)}`);
  }
  return `${lines.join('\n')}\n`;
}
