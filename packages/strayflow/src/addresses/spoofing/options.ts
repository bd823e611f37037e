/** The numbers of the spoofing check. */
import { z } from 'zod';

export const spoofingOptions = z.strictObject({
  impossiblePackets: z
    .int()
    .min(1)
    .default(3)
    .describe(
      'Flows to one host from addresses that no sender can have, from which evidence is told (flows)',
    ),
  privateFlows: z
    .int()
    .min(1)
    .default(20)
    .describe('Unanswered flows to one internal host from private addresses outside the network (flows)'),
  ownFlows: z
    .int()
    .min(1)
    .default(5)
    .describe('Flows with the address of an internal host that came from outside (flows)'),
  foreignFlows: z
    .int()
    .min(1)
    .default(20)
    .describe('Failed flows with foreign sources that left by a way of the inside (flows)'),
  strayFlows: z
    .int()
    .min(2)
    .default(5)
    .describe(
      'Failed flows in the name of one host by a way, or from a distance, that none of its handshakes ever had (flows)',
    ),
  backscatterAddresses: z
    .int()
    .min(2)
    .default(10)
    .describe(
      'Own addresses that one outside host answers within five minutes though they never asked (addresses)',
    ),
  forgedSources: z
    .int()
    .min(10)
    .default(300)
    .describe('Sources that sent one host a single packet within five minutes and nothing else (sources)'),
  usualSources: z
    .number()
    .positive()
    .default(30)
    .describe('Such sources that an ordinary exposed host sees in five minutes (sources)'),
  maxSurprise: z.number().positive().default(8).describe('surprise (-log10) that is never exceeded'),
  victims: z.int().min(16).max(1_000_000).default(4_096).describe('Hosts that are watched at a time (hosts)'),
});
export type SpoofingOptions = z.infer<typeof spoofingOptions>;
