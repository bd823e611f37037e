/** The numbers of the man in the middle behaviour. */
import { z } from 'zod';

export const manInTheMiddleOptions = z.strictObject({
  minDirected: z
    .int()
    .min(1)
    .default(3)
    .describe(
      "answers that nobody had asked for, each claiming another device's address, from which a claim counts",
    ),
  manyDirected: z
    .int()
    .min(1)
    .default(6)
    .describe('as many count although the device that held the address was not seen since'),
  minSpanMs: z
    .number()
    .min(0)
    .default(2_000)
    .describe('shortest time (ms) from the first to the last of them'),
  rivalMs: z
    .number()
    .min(0)
    .default(1_200_000)
    .describe('how long before (ms) the device that held the address must have been seen'),
  stormPerTick: z
    .int()
    .min(1)
    .default(50)
    .describe('answers that nobody had asked for within 5 s, from one device, that are a storm'),
  minShown: z
    .int()
    .min(1)
    .default(3)
    .describe('times that a server showed a certificate before another one in its place is told'),
  maxAddresses: z.int().min(16).default(8_192).describe('addresses, and devices, whose claims are kept'),
  maxServers: z.int().min(16).default(8_192).describe('servers whose certificates are kept'),
});
export type ManInTheMiddleOptions = z.infer<typeof manInTheMiddleOptions>;
