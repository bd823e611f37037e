/** Pages of docs/ that are made from the code, so that they cannot drift from it. */
import { FLOW_FEATURES, HOST_FEATURES } from '../features/index.js';
import { ERRORS, ExitCode } from '../model/errors.js';
import type { FeatureSpec } from '../model/feature-rows.js';
import { settings } from './schema-leaves.js';

const cell = (text: string) => text.replaceAll('|', '\\|').replaceAll('\n', ' ');

/** docs/configuration.md */
export function configurationPage(): string {
  const lines = [
    '# Configuration',
    '',
    'One YAML file, given with `--config`; `strayflow init` writes one with every setting and its meaning, and',
    '`strayflow check-config FILE` names every fault with its line. Nothing has to be set. Unknown keys are refused.',
    'This page is generated from the schema (`npm run docs`).',
    '',
  ];
  let open: string | null = null;
  for (const setting of settings()) {
    const section = setting.group ? setting.path.join('.') : setting.path.slice(0, -1).join('.');
    if (setting.group || section !== open) {
      if (section !== open || setting.group) {
        if (!setting.group) lines.push('', `## ${section === '' ? 'General' : `\`${section}\``}`, '');
        else if (!hasLeaf(setting.path)) continue;
        else
          lines.push(
            '',
            `## \`${section}\``,
            '',
            ...(setting.description === '' ? [] : [setting.description, '']),
          );
        lines.push('| setting | type | default | meaning |', '|---|---|---|---|');
        open = section;
      }
      if (setting.group) continue;
    }
    const value = setting.default === undefined ? '' : `\`${JSON.stringify(setting.default)}\``;
    const name = setting.path.at(-1) ?? '';
    lines.push(`| \`${name}\` | ${cell(setting.type)} | ${cell(value)} | ${cell(setting.description)} |`);
  }
  return `${lines.join('\n').replace(/\n{3,}/g, '\n\n')}\n`;
}

function hasLeaf(path: readonly string[]): boolean {
  const prefix = path.join('.');
  return settings().some(
    (setting) =>
      !setting.group &&
      setting.path.length === path.length + 1 &&
      setting.path.slice(0, -1).join('.') === prefix,
  );
}

const EXIT_MEANING: Readonly<Record<keyof typeof ExitCode, string>> = {
  ok: 'The run is done.',
  conditionMet: 'The run is done and the condition of `--fail-on` holds.',
  usage: 'Wrong arguments or configuration; nothing was done.',
  input: 'The input could not be read or judged, or the report could not be written.',
  alert: 'The report is written, but an alert could not be delivered.',
  publish: 'The report is written, but could not be published.',
  internal: 'A fault of the program itself; please report it with the lines it printed.',
};

/** docs/errors.md */
export function errorsPage(): string {
  const exits = Object.entries(ExitCode).map(
    ([name, code]) => `| ${code} | ${name} | ${EXIT_MEANING[name as keyof typeof ExitCode]} |`,
  );
  const codes = Object.entries(ERRORS).map(
    ([code, { exit, hint }]) => `| \`${code}\` | ${exit} | ${cell(hint)} |`,
  );
  return [
    '# Errors and exit codes',
    '',
    'An error that an operator can act on is printed as `error CODE: what happened` and a line with what to do.',
    'When several apply, the exit code is the first of 70, 2, 3, 4, 5, 1.',
    'This page is generated from the code (`npm run docs`).',
    '',
    '## Exit codes',
    '',
    '| code | name | meaning |',
    '|---|---|---|',
    ...exits,
    '',
    '## Error codes',
    '',
    '| error | exit | what to do |',
    '|---|---|---|',
    ...codes,
    '',
  ].join('\n');
}

/** docs/features.md */
export function featuresPage(): string {
  const table = (features: readonly FeatureSpec[]) => [
    '| feature | meaning | unit | scaling | why it separates |',
    '|---|---|---|---|---|',
    ...features.map(
      ({ name, title, unit, scale, why }) =>
        `| \`${name}\` | ${cell(title)} | ${cell(unit)} | ${scale} | ${cell(why)} |`,
    ),
  ];
  return [
    '# Features',
    '',
    'The numbers that the models see. Every one is causal: it depends on nothing that came later. This page is generated from',
    'the code (`npm run docs`).',
    '',
    '## Per flow',
    '',
    ...table(FLOW_FEATURES),
    '',
    '## Per host and five-minute window',
    '',
    ...table(HOST_FEATURES),
    '',
  ].join('\n');
}
