/** The description of the API (OpenAPI 3.1), made of its routes and their schemas. */
import { z } from 'zod';
import { isMedia, type Route, route } from './route.js';

type Json = Record<string, unknown>;

/** JSON Schemas, those with an `id` (zod `.meta({ id })`) once, under their name. */
class Schemas {
  readonly named = new Map<string, Json>();

  of(schema: z.ZodType, io: 'input' | 'output'): Json {
    const made = z.toJSONSchema(schema, { io, unrepresentable: 'any' }) as Json;
    const { $schema: _, $defs: definitions, ...own } = made;
    for (const [name, definition] of Object.entries((definitions ?? {}) as Record<string, Json>)) {
      this.name(name, moved(definition));
    }
    const { id, ...rest } = moved(own);
    if (typeof id !== 'string') return rest;
    this.name(id, rest);
    return { $ref: `#/components/schemas/${id}` };
  }

  private name(name: string, { id: _, ...definition }: Json): void {
    const before = this.named.get(name);
    if (before !== undefined && JSON.stringify(before) !== JSON.stringify(definition)) {
      throw new RangeError(`expected one schema of the name ${name}, received two`);
    }
    this.named.set(name, definition);
  }
}

/** References to "$defs" become references to the components of the whole description. */
function moved(schema: Json): Json {
  return JSON.parse(
    JSON.stringify(schema, (key, value: unknown) =>
      key === '$ref' && typeof value === 'string'
        ? value.replace('#/$defs/', '#/components/schemas/')
        : value,
    ),
  ) as Json;
}

function parameters(schemas: Schemas, schema: z.ZodType | null, where: 'query' | 'path'): Json[] {
  if (schema === null) return [];
  const { properties, required } = schemas.of(schema, 'input');
  const needed = new Set((required ?? []) as string[]);
  return Object.entries((properties ?? {}) as Record<string, Json>).map(
    ([name, { description, ...rest }]) => ({
      name,
      in: where,
      required: where === 'path' || needed.has(name),
      ...(description === undefined ? {} : { description }),
      schema: rest,
    }),
  );
}

function answerOf(schemas: Schemas, { answer, status }: Route): Json {
  if (answer === null) return { [status]: { description: 'Done.' } };
  if (isMedia(answer)) {
    return {
      [status]: { description: 'The answer.', content: { [answer.media]: { schema: { type: 'string' } } } },
    };
  }
  const schema = schemas.of(answer, 'output');
  return { [status]: { description: 'The answer.', content: { 'application/json': { schema } } } };
}

const problem = z
  .strictObject({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    errors: z.array(z.strictObject({ at: z.string(), message: z.string() })).optional(),
  })
  .meta({ id: 'Problem' });

function operation(schemas: Schemas, each: Route): Json {
  const { body, role, scope, isOpenToLoopback, group, summary, params, query } = each;
  const given = [...parameters(schemas, params, 'path'), ...parameters(schemas, query, 'query')];
  return {
    tags: [group],
    summary: summary,
    'x-role': role,
    'x-scope': scope,
    ...(isOpenToLoopback ? { 'x-open-to-loopback': true } : {}),
    security: role === 'public' ? [] : [{ session: [] }, { token: [] }],
    ...(given.length === 0 ? {} : { parameters: given }),
    ...(body === null
      ? {}
      : {
          requestBody: {
            required: true,
            content:
              body === 'raw'
                ? { 'application/octet-stream': { schema: { type: 'string', format: 'binary' } } }
                : { 'application/json': { schema: schemas.of(body, 'input') } },
          },
        }),
    responses: {
      ...answerOf(schemas, each),
      default: {
        description: 'What went wrong (RFC 9457).',
        content: { 'application/problem+json': { schema: schemas.of(problem, 'output') } },
      },
    },
  };
}

/** The same routes give the same bytes. */
export function openApi(routes: readonly Route[], version: string): Json {
  const schemas = new Schemas();
  const paths: Record<string, Json> = {};
  for (const each of routes) {
    paths[each.path] = { ...paths[each.path], [each.method]: operation(schemas, each) };
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Strayflow', version, license: { name: 'Apache-2.0', identifier: 'Apache-2.0' } },
    paths,
    components: {
      schemas: Object.fromEntries([...schemas.named].sort(([one], [other]) => (one < other ? -1 : 1))),
      securitySchemes: {
        session: { type: 'apiKey', in: 'cookie', name: '__Host-strayflow' },
        token: { type: 'http', scheme: 'bearer' },
      },
    },
  };
}

/** These and the operation that describes them all. */
export function withDescription(routes: readonly Route[]): readonly Route[] {
  const all: Route[] = [...routes];
  all.push(
    route({
      method: 'get',
      path: '/openapi.json',
      role: 'viewer',
      group: 'status',
      summary: 'This description of the API (OpenAPI 3.1).',
      answer: z.record(z.string(), z.unknown()),
      handle: ({ services }) => openApi(all, services.version),
    }),
  );
  return all;
}
