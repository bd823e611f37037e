/** The numbers of the ping sweep behaviour. */
import { z } from 'zod';

const probability = z.number().gt(0).lt(1);

export const pingSweepOptions = z.strictObject({
  usualHosts: z
    .number()
    .positive()
    .default(1)
    .describe('hosts that an ordinary host pings for the first time in a minute, mean'),
  usualArpHosts: z
    .number()
    .positive()
    .default(6)
    .describe('addresses that an ordinary host asks for by ARP for the first time in a minute, mean'),
  minHosts: z.int().min(2).default(8).describe('hosts that must have been pinged or asked for'),
  ordinarySilence: probability
    .default(0.5)
    .describe('probability that a host that an ordinary host pings stays silent (firewalls drop pings)'),
  sweeperSilence: probability.default(0.95).describe('the same probability for a sweep of an address range'),
  silentShare: z
    .number()
    .min(0)
    .max(1)
    .default(0.2)
    .describe(
      'share of silent hosts below which the surprise stays at doubtfulSurprise: a monitor knows whom it pings',
    ),
  returningShare: z
    .number()
    .min(0)
    .max(1)
    .default(0.5)
    .describe('share of hosts pinged again later from which it is a monitor, whatever the surprise'),
  returnAfterMs: z
    .number()
    .min(0)
    .default(30_000)
    .describe('time (ms) after the first ping from which another counts as coming back'),
  watchMs: z
    .number()
    .min(0)
    .default(300_000)
    .describe(
      'how long (ms) a source is watched for coming back before its surprise passes doubtfulSurprise',
    ),
  doubtfulSurprise: z
    .number()
    .min(0)
    .default(3.5)
    .describe('highest surprise (-log10) of what may be a monitor or a router'),
  fireSurprise: z.number().min(0).default(2.5).describe('surprise (-log10) from which evidence is told'),
  maxSurprise: z.number().positive().default(20).describe('surprise (-log10) that is never exceeded'),
  answerWaitMs: z.number().min(0).default(5_000).describe('how long (ms) a ping may wait for its answer'),
  forgetAfterMs: z
    .number()
    .positive()
    .default(24 * 3_600_000)
    .describe('idle time (ms) after which a source or contact is forgotten'),
  maxContacts: z.int().min(16).default(65_536).describe('distinct pairs of source and pinged host kept'),
  maxPending: z.int().min(16).default(16_384).describe('pings that may wait for their answer at once'),
  maxSources: z.int().min(16).default(8_192).describe('sources of pings kept'),
});
export type PingSweepOptions = z.infer<typeof pingSweepOptions>;
