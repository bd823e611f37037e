/** When a notice is sent: at once, with the next digest, or after the quiet hours. Nothing is dropped for its time. */
import { z } from 'zod';
import { isBlock } from '../model/decision.js';
import type { Notice } from '../model/notifier.js';

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;
const DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
const clock = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'expected a time such as 22:30');

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).format(0) !== '';
  } catch {
    return false;
  }
}

export const tellOptionsSchema = z.strictObject({
  on: z
    .array(z.enum(['opened', 'updated', 'closed']))
    .max(3)
    .default(['opened', 'updated', 'closed'])
    .describe('of which turns of an incident it is told'),
  minRisk: z.number().min(0).max(1).default(0).describe('incidents below this risk (0..1) are not told'),
  digestBelow: z
    .number()
    .min(0)
    .max(1)
    .default(0)
    .describe('incidents below this risk (0..1) wait for the next digest; blocks do not'),
  digestMinutes: z.int().min(1).max(10_080).default(60).describe('a digest is sent this often (minutes)'),
  maxPerHour: z
    .int()
    .min(1)
    .max(10_000)
    .default(20)
    .describe('messages in an hour; what is beyond waits, and comes as one digest'),
  quietHours: z
    .strictObject({
      from: clock.describe('when they begin'),
      to: clock.describe('when they end; earlier than `from`: on the next day'),
      days: z
        .array(z.enum(DAYS))
        .min(1)
        .max(7)
        .default([...DAYS])
        .describe('on which days they begin'),
      timeZone: z
        .string()
        .max(64)
        .refine(isTimeZone, 'expected a time zone such as Europe/Berlin')
        .default('UTC')
        .describe('whose clock'),
      breakThrough: z
        .number()
        .min(0)
        .max(1)
        .default(0.8)
        .describe('incidents of this risk (0..1) and blocks are told all the same'),
    })
    .optional()
    .describe('hours in which notices wait, and come as one digest at their end'),
});
export type TellOptions = z.infer<typeof tellOptionsSchema>;

export interface NoticeTime {
  /** On the wall's clock (Unix ms). */
  readonly due: number;
  /** It waits for others, to be sent with them. */
  readonly isHeld: boolean;
}

/** Null where this receiver is not told. `now` is Unix ms on the wall's clock. */
export function noticeTime(notice: Notice, options: TellOptions, now: number): NoticeTime | null {
  if (!options.on.includes(notice.kind) || notice.risk < options.minRisk) return null;
  const isUrgent = isBlock(notice) && !notice.simulated;
  const { quietHours } = options;
  if (quietHours !== undefined && !isUrgent && notice.risk < quietHours.breakThrough) {
    const end = endOfQuiet(quietHours, now);
    if (end > now) return { due: end, isHeld: true };
  }
  if (!isUrgent && notice.risk < options.digestBelow) {
    const every = options.digestMinutes * MINUTE_MS;
    return { due: (Math.floor(now / every) + 1) * every, isHeld: true };
  }
  return { due: now, isHeld: false };
}

/** When the next message may be sent (Unix ms); `sent` are the times of those of the last hour, oldest first. */
export function nextSlot(sent: readonly number[], options: TellOptions, now: number): number {
  const recent = sent.filter((time) => time > now - HOUR_MS);
  return recent.length < options.maxPerHour ? now : recent[recent.length - options.maxPerHour]! + HOUR_MS;
}

type QuietHours = NonNullable<TellOptions['quietHours']>;

/** The end of the quiet hours that hold at `now`; `now` where none do. Minute by minute, so that clock changes are right. */
function endOfQuiet(quiet: QuietHours, now: number): number {
  const clock = clockOf(quiet.timeZone);
  if (!isQuiet(quiet, clock, now)) return now;
  let end = Math.floor(now / MINUTE_MS) * MINUTE_MS;
  for (let minutes = 0; minutes < 26 * 60; minutes++) {
    end += MINUTE_MS;
    if (!isQuiet(quiet, clock, end)) break;
  }
  return end;
}

function clockOf(timeZone: string): Intl.DateTimeFormat {
  const parts = { weekday: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;
  return new Intl.DateTimeFormat('en-GB', { timeZone, ...parts });
}

function isQuiet({ from, to, days }: QuietHours, clock: Intl.DateTimeFormat, time: number): boolean {
  const parts = Object.fromEntries(clock.formatToParts(time).map(({ type, value }) => [type, value]));
  const at = `${parts['hour']}:${parts['minute']}`;
  const today = (DAYS as readonly string[]).indexOf(parts['weekday']!.toLowerCase());
  const begins = (day: number) => days.includes(DAYS[(day + 7) % 7]!);
  if (from <= to) return begins(today) && at >= from && at < to;
  return (begins(today) && at >= from) || (begins(today - 1) && at < to);
}
