/** Types of what operations answer and are given, by their address and method. */
import type { components, paths } from './generated.js';

type Method = 'get' | 'post' | 'put' | 'patch' | 'delete';

type Json<Content> = Content extends { content: { 'application/json': infer Body } } ? Body : never;

type Operation<Path extends keyof paths, By extends Method> = NonNullable<paths[Path][By]>;

export type Schema<Name extends keyof components['schemas']> = components['schemas'][Name];

/** What is answered where all is well. */
export type Answer<Path extends keyof paths, By extends Method = 'get'> =
  Operation<Path, By> extends { responses: infer Responses }
    ? Json<Responses[keyof Responses & (200 | 201)]>
    : never;

/** The body that is sent. */
export type Order<Path extends keyof paths, By extends Method = 'post'> =
  Operation<Path, By> extends { requestBody: infer Body } ? Json<Body> : never;

/** What stands behind "?" in the address. */
export type Query<Path extends keyof paths> =
  Operation<Path, 'get'> extends { parameters: { query?: infer Asked } } ? NonNullable<Asked> : never;
