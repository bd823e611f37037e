/** How the watch is doing. */
import { z } from 'zod';
import type { WatchStatus } from '../../shell/live/status.js';
import { route } from '../route.js';

const count = z.number().min(0);

export const watchStatusSchema = z
  .strictObject({
    read: count,
    parsed: count,
    rejected: count,
    ignored: count,
    rows: count,
    judged: count,
    waiting: count,
    early: count,
    late: count,
    ahead: count,
    loss: z.strictObject({ kernelDrops: count, overloadDrops: count, sequenceGaps: count }),
    dropped: z.record(z.string(), count),
    judgedBy: z
      .enum(['own', 'baseline', 'none'])
      .describe('Models of this network, the baseline of others, or none'),
    drift: z
      .strictObject({ start: z.number(), end: z.number(), flows: count, columns: z.array(z.string()) })
      .nullable(),
    lagMs: count.nullable(),
    caughtUp: z.boolean(),
    checkpointMs: count,
  })
  .meta({ id: 'WatchStatus' }) satisfies z.ZodType<WatchStatus>;

export const STATUS_ROUTES = [
  route({
    method: 'get',
    path: '/status',
    role: 'viewer',
    group: 'status',
    summary: 'How the watch is doing: what it read, judged and lost since its state began.',
    answer: z.strictObject({
      now: z.number().describe('Unix ms'),
      version: z.string(),
      started: z.number().describe('When the server started (Unix ms)'),
      heard: z.number().nullable().describe('When the watch last told of itself (Unix ms)'),
      watch: watchStatusSchema.nullable(),
    }),
    handle({ services, now }) {
      const heard = services.heard();
      return {
        now,
        version: services.version,
        started: services.started,
        heard: heard?.time ?? null,
        watch: heard?.status ?? null,
      };
    },
  }),
];
