/** What counts as new, and as too far. */
import { z } from 'zod';

const DAY_MS = 24 * 3_600_000;

export const newPlaceOptions = z.strictObject({
  learnMs: z
    .number()
    .min(0)
    .default(3 * DAY_MS)
    .describe('event time that a host must have been seen for before something is new to it (ms)'),
  travelKmPerHour: z
    .number()
    .positive()
    .default(1_000)
    .describe('speed above which a user cannot have travelled (km/h); aeroplanes fly at 900'),
  travelKm: z
    .number()
    .positive()
    .default(500)
    .describe('distance from which it counts: locations are often wrong by less (km)'),
  maxHosts: z
    .int()
    .min(16)
    .max(1_000_000)
    .default(20_000)
    .describe('internal hosts remembered, least recent first out'),
  maxUsers: z
    .int()
    .min(16)
    .max(1_000_000)
    .default(20_000)
    .describe('users remembered, least recent first out'),
});
export type NewPlaceOptions = z.infer<typeof newPlaceOptions>;
