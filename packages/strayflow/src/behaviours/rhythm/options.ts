/** The numbers of the rhythm behaviour. */
import { z } from 'zod';

export const rhythmOptions = z.strictObject({
  minWeeks: z
    .int()
    .min(2)
    .max(4)
    .default(2)
    .describe('weeks of history before an hour of the week is judged'),
  minDays: z.int().min(3).max(14).default(3).describe('days of history before an hour of the day is judged'),
  tellSurprise: z.number().min(0).default(2).describe('surprise (-log10) from which a rise or drop is told'),
  maxSurprise: z
    .number()
    .min(0)
    .max(6)
    .default(3.5)
    .describe('surprise (-log10) that is never exceeded; up to 3.5 it stays below the alert line'),
  maxSensorSurprise: z
    .number()
    .min(0)
    .max(6)
    .default(5)
    .describe(
      'surprise (-log10) that the silence of a sensor, or of the whole network, never exceeds; over 3.8 it is alerted',
    ),
  leastSpread: z
    .number()
    .positive()
    .default(0.2)
    .describe('least spread that is taken for ordinary (natural logarithm of a count)'),
  leastFlows: z
    .number()
    .min(1)
    .default(20)
    .describe('flows an hour below which a rise is none, and from above which a drop is one'),
  steadyHours: z.int().min(24).default(72).describe('hours in a row with flows before silence is told'),
  silentMinutes: z
    .int()
    .min(5)
    .max(1_440)
    .default(15)
    .describe(
      'minutes without a flow of a sensor, or of the whole network, before that is told; never before it lasts four times as long as the pauses of the last one to two weeks',
    ),
  maxSubjects: z.int().min(16).default(8_192).describe('hosts and services of hosts kept, up to 7 kB each'),
});
export type RhythmOptions = z.infer<typeof rhythmOptions>;
