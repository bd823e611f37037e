/** Bodies of requests: read as far as they may go, and no further. */
import { Problem } from './problem.js';

/** Of JSON (bytes). */
export const MOST_JSON_BYTES = 1 << 20;

/** Throws Problem 413. */
export async function readBody(request: Request, most: number): Promise<Uint8Array> {
  const tooLarge = () => new Problem(413, `The body is longer than ${most} bytes.`);
  if (Number(request.headers.get('content-length') ?? 0) > most) throw tooLarge();
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of request.body ?? []) {
    length += part.length;
    if (length > most) throw tooLarge();
    parts.push(part);
  }
  return Buffer.concat(parts, length);
}

/** Throws Problem 400, 413, 415. A page elsewhere cannot send this type without being asked first (CORS). */
export async function readJson(request: Request): Promise<unknown> {
  const type = (request.headers.get('content-type') ?? '').split(';')[0]!.trim().toLowerCase();
  if (type !== 'application/json') throw new Problem(415, 'The body must be application/json.');
  const bytes = await readBody(request, MOST_JSON_BYTES);
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)) as unknown;
  } catch (cause) {
    throw new Problem(400, 'The body is no JSON.', { cause });
  }
}
