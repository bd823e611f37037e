/** Reads a configuration file: YAML by the schema, every fault with its line. */
import { readFileSync } from 'node:fs';
import { type Config, configSchema } from '../config.js';
import { StrayflowError } from '../model/errors.js';
import { withLists } from './lists.js';
import { parseYaml, type YamlFault } from './yaml-file.js';

const MAX_BYTES = 1 << 20;

/** The configuration of no file at all. */
export function defaultConfig(): Config {
  return configSchema.parse({});
}

/** Parses text; either a configuration or every fault in it. */
export function parseConfig(text: string): { config: Config } | { faults: readonly YamlFault[] } {
  const result = parseYaml(text, configSchema);
  return 'data' in result ? { config: result.data } : result;
}

/**
 * The configuration with the lists that it names. Throws StrayflowError: 'input-unreadable' when there is no such file,
 * 'config-invalid' with the first faults, 'list-unreadable' for a list.
 */
export function readConfig(path: string): Config {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (cause) {
    throw new StrayflowError('input-unreadable', `cannot read the configuration ${path}`, { cause });
  }
  if (text.length > MAX_BYTES) {
    throw new StrayflowError('config-invalid', `${path} is larger than 1 MiB: not a configuration`);
  }
  const result = parseConfig(text);
  if ('config' in result) return withLists(result.config);
  const shown = result.faults.slice(0, 5).map((fault) => `${path}${describeFault(fault)}`);
  throw new StrayflowError('config-invalid', shown.join('\n'));
}

export function describeFault(fault: YamlFault): string {
  const place = fault.line === null ? '' : `:${fault.line}`;
  return `${place}: ${fault.path === '' ? '' : `${fault.path}: `}${fault.message}`;
}
