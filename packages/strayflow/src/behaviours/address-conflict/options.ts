/** The numbers of the address conflict behaviour. */
import { z } from 'zod';

export const addressConflictOptions = z.strictObject({
  settleMs: z
    .number()
    .min(0)
    .default(30_000)
    .describe(
      'time (ms) from the second claim of an address until a conflict is told: an attack shows by then',
    ),
  minReturns: z
    .int()
    .min(1)
    .default(1)
    .describe('how often a device must come back to an address that another has claimed'),
  maxAddresses: z.int().min(16).default(8_192).describe('addresses, and devices, whose claims are kept'),
});
export type AddressConflictOptions = z.infer<typeof addressConflictOptions>;
