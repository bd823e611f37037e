/** The numbers of the rogue service behaviour. */
import { z } from 'zod';

export const rogueServiceOptions = z.strictObject({
  knownServers: z
    .array(z.string().max(64))
    .max(256)
    .default([])
    .describe('addresses of DHCP servers, resolvers and routers that are known to be right'),
  minOffers: z
    .int()
    .min(1)
    .default(3)
    .describe(
      'answers of a DHCP server from which it counts as the usual one, beside which another is told surely',
    ),
  overlapMs: z
    .number()
    .min(0)
    .default(600_000)
    .describe('how close (ms) two DHCP servers must have answered for one to be beside the other'),
  minNames: z
    .int()
    .min(2)
    .default(3)
    .describe('different names, answered as no ordinary host or resolver does, from which a host is told'),
  minDisputed: z
    .int()
    .min(1)
    .default(3)
    .describe('names for which one question got two different answers, from which it is told'),
  maxServers: z.int().min(16).default(1_024).describe('servers kept, of each service'),
  maxQuestions: z.int().min(16).default(16_384).describe('questions and answers of DNS kept'),
});
export type RogueServiceOptions = z.infer<typeof rogueServiceOptions>;
