/** The inputs of the watch, and how they are. */
import { z } from 'zod';
import { type InputBooks, listInputs } from '../../store/reading/inputs.js';
import { decodeCursor, pageAnswer, pageOf, pageQuery } from '../paging.js';
import { count, time } from '../reading/schemas.js';
import type { Rate } from '../reading/source-rates.js';
import { route } from '../route.js';

/** The newest record of an input that is quiet, or silent, is this much older than the clock on the wall (ms). */
const QUIET_MS = 120_000;
const SILENT_MS = 900_000;

const health = z.enum(['receiving', 'quiet', 'silent', 'finished', 'lossy']);

const source = z
  .strictObject({
    input: count,
    source: z.string(),
    name: z.string(),
    format: z.string(),
    read: count,
    parsed: count,
    rejected: z.record(z.string(), count),
    ignored: z.record(z.string(), count),
    kernelDrops: count,
    overloadDrops: count,
    sequenceGaps: count,
    lastEvent: time.nullable(),
    isFinished: z.boolean(),
    perMinute: count.nullable().describe('Records read a minute, of the last five; null when first asked'),
    health,
  })
  .meta({ id: 'Source' });

function healthOf(books: InputBooks, { perMinute, isLossy }: Rate, now: number): z.output<typeof health> {
  if (books.isFinished) return 'finished';
  if (isLossy) return 'lossy';
  const age = now - (books.summary?.lastTime ?? Number.NEGATIVE_INFINITY);
  if ((perMinute ?? 0) > 0 || age < QUIET_MS) return 'receiving';
  return age < SILENT_MS ? 'quiet' : 'silent';
}

export const SOURCE_ROUTES = [
  route({
    method: 'get',
    path: '/sources',
    role: 'viewer',
    group: 'sources',
    summary: 'The inputs of the watch: what was read, refused and lost, and how they are.',
    query: z.strictObject(pageQuery),
    answer: pageAnswer(source),
    handle({ services: { reading }, query: { cursor, limit }, now }) {
      const after = decodeCursor(cursor, z.int()) ?? -1;
      const found = listInputs(reading.state, after, limit + 1);
      const { items, next } = pageOf(found, limit, ({ input }) => input);
      return {
        items: items.map((books) => {
          const { input, source: from, name, format, summary, loss, isFinished } = books;
          const rate = reading.rates.look(books, now);
          return {
            input,
            source: from,
            name,
            format,
            read: summary?.read ?? 0,
            parsed: summary?.parsed ?? 0,
            rejected: summary?.rejected ?? {},
            ignored: summary?.ignored ?? {},
            ...loss,
            lastEvent: summary?.lastTime ?? null,
            isFinished,
            perMinute: rate.perMinute,
            health: healthOf(books, rate, now),
          };
        }),
        next,
      };
    },
  }),
];
