/** Text in YAML held against a schema: every fault with its line. */
import { LineCounter, parseDocument } from 'yaml';
import type { z } from 'zod';

export interface YamlFault {
  /** 1-based; null where the fault has no place in the file. */
  readonly line: number | null;
  /** "policy.lines.block" */
  readonly path: string;
  readonly message: string;
}

/** Either what the schema makes of it or every fault in it. */
export function parseYaml<Data>(
  text: string,
  schema: z.ZodType<Data>,
): { data: Data } | { faults: readonly YamlFault[] } {
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
  let value: unknown;
  try {
    value = document.toJS({ maxAliasCount: 100 }) ?? {};
  } catch (error) {
    // Aliases that lead nowhere, or to too much.
    return {
      faults: [{ line: null, path: '', message: error instanceof Error ? error.message : 'not YAML' }],
    };
  }
  const parsed = schema.safeParse(withoutNulls(value));
  if (parsed.success) return { data: parsed.data };
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
