/** The numbers of the ICMP tunnel behaviour. */
import { z } from 'zod';

export const icmpTunnelOptions = z.strictObject({
  usualOddPackets: z
    .number()
    .positive()
    .default(5)
    .describe('echo packets of a pair in an hour whose answers had another size, mean of ordinary pairs'),
  cutAnswerBytes: z
    .number()
    .positive()
    .default(100)
    .describe(
      'answers up to this size (bytes, with IP header) to larger requests are those of hosts that cut them',
    ),
  pingBytes: z
    .number()
    .positive()
    .default(100)
    .describe('bytes of an echo packet, with its IP header, that ordinary pings do not pass'),
  usualBeyondBytes: z
    .number()
    .positive()
    .default(500_000)
    .describe('bytes beyond that size, both ways, of a pair in an hour, most of ordinary ones'),
  mostByVolume: z
    .number()
    .min(0)
    .default(3.3)
    .describe('surprise (-log10) that volume alone, answered in kind as large pings are, does not exceed'),
  fireSurprise: z.number().min(0).default(2.5).describe('surprise (-log10) from which evidence is told'),
  maxSurprise: z.number().positive().default(20).describe('surprise (-log10) that is never exceeded'),
  forgetAfterMs: z
    .number()
    .positive()
    .default(24 * 3_600_000)
    .describe('idle time (ms) after which a pair is forgotten'),
  maxPairs: z.int().min(16).default(8_192).describe('pairs of hosts kept'),
});
export type IcmpTunnelOptions = z.infer<typeof icmpTunnelOptions>;
