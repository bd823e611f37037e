/** The configuration of the live shell. */
import { z } from 'zod';

const path = (meaning: string) => z.string().min(1).max(4_000).describe(meaning);
const format = z.string().min(1).max(100).optional().describe('Read it as this format instead of looking');

/** "192.0.2.1:2055", "[::]:6343", ":2055" */
const LISTEN = /^(?:\[[0-9a-fA-F:.]+\]|[0-9.]*):\d{1,5}$/;

const watchInputSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('follow'),
    path: path('File, or glob of files, that is read and then followed as it grows and is rotated'),
    format,
  }),
  z.strictObject({
    kind: z.literal('udp'),
    listen: z
      .string()
      .regex(LISTEN, 'expected ADDRESS:PORT such as 0.0.0.0:2055 or [::]:6343')
      .describe('Address and port that exporters send to'),
    receiveBufferBytes: z
      .int()
      .min(4_096)
      .max(2 ** 30)
      .default(16 * 2 ** 20)
      .describe(
        'Buffer that is asked of the kernel for bursts; it gives no more than net.core.rmem_max (bytes)',
      ),
    storedBytes: z
      .int()
      .min(2 ** 17)
      .max(2 ** 40)
      .default(2 ** 29)
      .describe(
        'Datagrams that were received and are not yet parsed and stored; beyond it the newest are dropped (bytes)',
      ),
  }),
  z.strictObject({
    kind: z.literal('push'),
    name: z
      .string()
      .regex(/^[a-z0-9][a-z0-9-]{0,63}$/, 'expected lower-case letters, digits and "-"')
      .describe(
        'What strayflow serve takes in at /push/NAME: logs that others send by HTTPS, such as Logpush',
      ),
    format,
    storedBytes: z
      .int()
      .min(2 ** 20)
      .max(2 ** 40)
      .default(2 ** 29)
      .describe(
        'Bodies that were taken and are not yet parsed and stored; beyond it senders are told to try again (bytes)',
      ),
  }),
  z.strictObject({
    kind: z.literal('pipe'),
    path: path('Named pipe, or "-" for standard input'),
    format,
  }),
]);

export const watchOptionsSchema = z.strictObject({
  state: path('Folder of the state and the history; one watch at a time').default('strayflow-state'),
  inputs: z
    .array(watchInputSchema)
    .max(1_000)
    .default([])
    .describe('What is watched when the command line names no input: `follow`, `udp`, `push`, `pipe`'),
  latenessSeconds: z
    .number()
    .min(0)
    .max(86_400)
    .default(30)
    .describe('How much later than others a record may come and still be put in its place (s)'),
  settleSeconds: z
    .number()
    .min(0)
    .max(86_400)
    .default(1)
    .describe(
      'Where only datagrams, pushes and pipes are watched, records wait this long to be put into order; what comes after its turn, by `latenessSeconds` at most, is judged at the present turn (s)',
    ),
  aheadSeconds: z
    .number()
    .min(60)
    .max(31_536_000)
    .default(86_400)
    .describe('A record that is this much ahead of its input, or of the clock, has a broken time (s)'),
  maxHeldRows: z
    .int()
    .min(1_000)
    .max(100_000_000)
    .default(2_000_000)
    .describe(
      'Rows that wait to be put into order, 120 to 150 bytes of memory each; beyond it the oldest go on early, and that is counted',
    ),
  statusSeconds: z
    .number()
    .min(0)
    .max(86_400)
    .default(10)
    .describe('How often a line of status is printed; 0 for never (s)'),
  driftHours: z
    .number()
    .min(0)
    .max(744)
    .default(24)
    .describe(
      'Flows of so long are compared with those that the models know, and columns that drifted are named; 0 for never (h of event time)',
    ),
  retrain: z
    .strictObject({
      everyHours: z
        .number()
        .min(0)
        .max(8_760)
        .default(24)
        .describe(
          'Models of this network are learned from the history this often, in a process of its own with the lowest priority, unless --model names others; 0 for never (h)',
        ),
      days: z.int().min(1).max(365).default(7).describe('... from so much of the latest history (days)'),
      promote: z
        .boolean()
        .default(true)
        .describe('... and judge as soon as they are learned; false: strayflow models promote decides'),
      keep: z.int().min(2).max(1_000).default(10).describe('Versions of models that are kept'),
    })
    .prefault({})
    .describe('Learning again and again what is ordinary here.'),
  reports: z
    .strictObject({
      everyHours: z
        .int()
        .min(0)
        .max(8_760)
        .default(0)
        .describe(
          'A report about the history of so long is made when that time is over, and published where `publish` says; 0 for never (h, 24: days of UTC)',
        ),
      keep: z.int().min(1).max(10_000).default(30).describe('Reports that are kept in the state folder'),
    })
    .prefault({})
    .describe('Reports about what was watched, in the state folder.'),
  incidentQuietMinutes: z
    .int()
    .min(1)
    .max(100_000)
    .default(60)
    .describe('An incident of which nothing is heard for so long is over (minutes of the clock on the wall)'),
  evidenceDays: z
    .int()
    .min(1)
    .max(36_500)
    .default(365)
    .describe('Evidence and decisions are kept this long (days of event time)'),
  network: z
    .strictObject({
      rows: z
        .int()
        .min(100)
        .max(100_000)
        .default(5_000)
        .describe('The internal network is inferred once, from at most this many first rows'),
      seconds: z
        .number()
        .min(1)
        .max(86_400)
        .default(300)
        .describe('... or from those of this long, whichever is less (s of event time)'),
    })
    .prefault({})
    .describe('Inference of the internal network where `internal` is empty; judging begins after it.'),
  checkpoint: z
    .strictObject({
      rows: z
        .int()
        .min(1_000)
        .max(100_000_000)
        .default(500_000)
        .describe('State is stored after this many rows'),
      seconds: z
        .number()
        .min(0.05)
        .max(3_600)
        .default(5)
        .describe('... or after this long, or ten times what storing took, whichever is longer (s)'),
      bytesPerSecond: z
        .int()
        .min(10_000)
        .default(2_000_000)
        .describe('... or so much later that what is remembered is not written faster than this (bytes/s)'),
    })
    .prefault({})
    .describe('How often the state is stored: evidence is told when it is stored.'),
  history: z
    .strictObject({
      enabled: z.boolean().default(true).describe('Keep every record, in one Parquet file an hour and kind'),
      days: z.int().min(1).max(36_500).default(30).describe('Hours older than this are removed (days)'),
      maxBytes: z
        .int()
        .min(1 << 20)
        .default(20 * 2 ** 30)
        .describe('When the files take more, the oldest are removed (bytes)'),
    })
    .prefault({})
    .describe('The history, in the state folder.'),
});
