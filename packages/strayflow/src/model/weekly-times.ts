/** Times of the week, as configuration names them. */
import { z } from 'zod';

const DAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const;
const DAY_MINUTES = 1440;
const clock = z.string().regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/, 'expected a time of day such as 22:00');

export const weeklyTimesSchema = z.strictObject({
  days: z
    .array(z.enum(DAYS))
    .min(1)
    .max(7)
    .default([...DAYS])
    .describe('days of the week'),
  from: clock.default('00:00').describe('first minute of the day'),
  to: clock.default('00:00').describe('minute of the day before which it ends; may be after midnight'),
  offsetMinutes: z.int().min(-840).max(840).default(0).describe('local time minus UTC (min)'),
});
export type WeeklyTimes = z.infer<typeof weeklyTimesSchema>;

const minuteOf = (text: string) => 60 * Number(text.slice(0, 2)) + Number(text.slice(3));

/** Whether an event time (Unix ms) is within; hours after midnight belong to the day on which they began. */
export function isWithin(times: WeeklyTimes, time: number): boolean {
  const minutes = Math.floor(time / 60_000) + times.offsetMinutes;
  const [from, to] = [minuteOf(times.from), minuteOf(times.to)];
  const length = to > from ? to - from : to - from + DAY_MINUTES;
  const since = minutes - from;
  const begun = Math.floor(since / DAY_MINUTES);
  if (since - begun * DAY_MINUTES >= length) return false;
  // 1 January 1970 was a Thursday.
  return times.days.includes(DAYS[(((begun + 4) % 7) + 7) % 7]!);
}
