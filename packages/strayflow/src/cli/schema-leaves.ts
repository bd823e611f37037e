/** The configuration schema as a flat list of settings, for the page in docs/ and the template of `init`. */
import { z } from 'zod';
import { configSchema } from '../config.js';

interface JsonSchema {
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly default?: unknown;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly items?: JsonSchema;
  readonly additionalProperties?: JsonSchema | boolean;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly exclusiveMaximum?: number;
}

export interface Setting {
  readonly path: readonly string[];
  readonly type: string;
  /** Undefined where there is none: the setting is left out by default. */
  readonly default: unknown;
  readonly description: string;
  /** A group holds settings and is none itself. */
  readonly group: boolean;
}

/** Every group and leaf of the configuration, in the order of the schema. */
export function settings(): readonly Setting[] {
  const schema = z.toJSONSchema(configSchema, { io: 'input', unrepresentable: 'any' }) as JsonSchema;
  const found: Setting[] = [];
  walk(schema, [], found);
  return found;
}

function walk(schema: JsonSchema, path: readonly string[], found: Setting[]): void {
  for (const [name, child] of Object.entries(schema.properties ?? {})) {
    const here = [...path, name];
    const group = child.properties !== undefined;
    found.push({
      path: here,
      type: group ? '' : typeName(child),
      default: group ? undefined : child.default,
      description: child.description ?? '',
      group,
    });
    if (group) walk(child, here, found);
  }
}

function typeName(schema: JsonSchema): string {
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices !== undefined) {
    const names = choices.map(typeName);
    return [...new Set(names)].join(' or ');
  }
  if (schema.enum !== undefined) return schema.enum.map((value) => `\`${value}\``).join(', ');
  if (schema.const !== undefined) return `\`${schema.const}\``;
  if (schema.type === 'array')
    return `list of ${schema.items === undefined ? 'any' : typeName(schema.items)}`;
  if (schema.properties !== undefined) {
    return `{ ${Object.entries(schema.properties)
      .map(([name, child]) => `${name}: ${typeName(child)}`)
      .join(', ')} }`;
  }
  const low = schema.minimum ?? schema.exclusiveMinimum;
  const high = schema.maximum ?? schema.exclusiveMaximum;
  const bounded =
    (low !== undefined && Math.abs(low) < Number.MAX_SAFE_INTEGER) ||
    (high !== undefined && Math.abs(high) < Number.MAX_SAFE_INTEGER);
  const name = Array.isArray(schema.type)
    ? schema.type.join(' or ')
    : ((schema.type as string | undefined) ?? 'any');
  if (!bounded) return name;
  const text = (value: number | undefined) =>
    value === undefined || Math.abs(value) >= Number.MAX_SAFE_INTEGER ? '' : String(value);
  return `${name} ${text(low)}..${text(high)}`;
}
