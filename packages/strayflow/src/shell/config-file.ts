/** Reads a configuration file: YAML by the schema, every fault with its line. */
import { readFileSync } from 'node:fs';
import { LineCounter, parseDocument } from 'yaml';
import { type Config, configSchema } from '../config.js';
import { StrayflowError } from '../model/errors.js';
import { withLists } from './lists.js';

const MAX_BYTES = 1 << 20;

export interface ConfigFault {
  /** 1-based; null where the fault has no place in the file. */
  readonly line: number | null;
  /** "policy.lines.block" */
  readonly path: string;
  readonly message: string;
}

/** The configuration of no file at all. */
export function defaultConfig(): Config {
  return configSchema.parse({});
}

/** Parses text; either a configuration or every fault in it. */
export function parseConfig(text: string): { config: Config } | { faults: readonly ConfigFault[] } {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: true });
  if (document.errors.length > 0) {
    return {
      faults: document.errors.map((error) => ({
        line: lines.linePos(error.pos[0]).line,
        path: '',
        message: error.message.split('\n')[0] ?? 'not YAML',
      })),
    };
  }
  const parsed = configSchema.safeParse(withoutNulls(document.toJS({ maxAliasCount: 100 }) ?? {}));
  if (parsed.success) return { config: parsed.data };
  const lineOf = (path: readonly PropertyKey[]): number | null => {
    for (let depth = path.length; depth > 0; depth--) {
      const node = document.getIn(path.slice(0, depth), true) as
        | { range?: [number, number, number] }
        | undefined;
      if (node?.range !== undefined) return lines.linePos(node.range[0]).line;
    }
    return null;
  };
  return {
    faults: parsed.error.issues
      .map((issue) => {
        const path = issue.code === 'unrecognized_keys' ? [...issue.path, issue.keys[0] ?? ''] : issue.path;
        return { line: lineOf(path), path: path.map(String).join('.'), message: issue.message };
      })
      .sort((a, b) => (a.line ?? 0) - (b.line ?? 0)),
  };
}

/** A key without a value, as the template has them, means its default. */
function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, child]) => child !== null)
      .map(([key, child]) => [key, withoutNulls(child)]),
  );
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

export function describeFault(fault: ConfigFault): string {
  const place = fault.line === null ? '' : `:${fault.line}`;
  return `${place}: ${fault.path === '' ? '' : `${fault.path}: `}${fault.message}`;
}
