/** How much the features may remember. */
import { z } from 'zod';

export const featureOptionsSchema = z.strictObject({
  openFlows: z
    .int()
    .min(16)
    .max(10_000_000)
    .default(262_144)
    .describe('Flows that are open at a time; beyond it the oldest counts as closed (flows)'),
  pairs: z
    .int()
    .min(16)
    .max(10_000_000)
    .default(262_144)
    .describe('Pairs of hosts that are remembered; beyond it those unused for longest are forgotten (pairs)'),
  recentFlows: z
    .int()
    .min(16)
    .max(10_000_000)
    .default(262_144)
    .describe('Flows of the last five minutes that are counted; beyond it the oldest are left out (flows)'),
  forgetPairsAfterHours: z
    .number()
    .positive()
    .max(10_000)
    .default(168)
    .describe('A pair of hosts that was silent for longer is new again (hours)'),
});
export type FeatureOptions = z.infer<typeof featureOptionsSchema>;
