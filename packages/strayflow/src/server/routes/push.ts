/** What others send: bodies of lines, acknowledged when they are on the disk. */
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { z } from 'zod';
import { readBody } from '../body.js';
import { Problem } from '../problem.js';
import { route } from '../route.js';

/** Of a body as it is sent, and as it is read (bytes). */
const MOST_SENT = 64 << 20;
const MOST_READ = 256 << 20;
/** Bodies in memory at a time. */
const MOST_AT_ONCE = 2;
const AGAIN_SECONDS = 10;

const unpack = promisify(gunzip);
let underway = 0;

export const PUSH_ROUTES = [
  route({
    method: 'post',
    path: '//push/{name}',
    role: 'viewer',
    scope: 'push',
    group: 'push',
    summary:
      'Takes lines of logs for an input of kind "push", as they are or by gzip. 204: they are on the disk; the same body again is taken once. 503: not taken, to be sent again.',
    params: z.strictObject({ name: z.string().min(1).max(64) }),
    body: 'raw',
    answer: null,
    async handle({ services, params, request }) {
      const writer = services.pushes.get(params.name);
      if (writer === undefined) {
        throw new Problem(404, 'watch.inputs of the configuration has no input of kind "push" of this name.');
      }
      if (underway >= MOST_AT_ONCE) throw busy('Too many bodies come at once.');
      underway++;
      try {
        const body = await unpacked(request, await readBody(request, MOST_SENT));
        const outcome = await writer.add(body).catch((cause: unknown) => {
          throw busy('It cannot be stored now.', cause);
        });
        if (outcome === 'full') throw busy('What was taken before is not read yet.');
      } finally {
        underway--;
      }
    },
  }),
];

function busy(detail: string, cause?: unknown): Problem {
  return new Problem(503, detail, { retryAfter: AGAIN_SECONDS, cause });
}

async function unpacked(request: Request, body: Uint8Array): Promise<Uint8Array> {
  const encoding = (request.headers.get('content-encoding') ?? 'identity').trim().toLowerCase();
  if (encoding === 'identity') return body;
  if (encoding !== 'gzip') throw new Problem(415, 'The body must be sent as it is, or by gzip.');
  try {
    return await unpack(body, { maxOutputLength: MOST_READ });
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === 'ERR_BUFFER_TOO_LARGE')
      throw new Problem(413, `Unpacked, it is longer than ${MOST_READ} bytes.`);
    throw new Problem(400, 'The body is no gzip.', { cause });
  }
}
