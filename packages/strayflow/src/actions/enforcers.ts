/** What can hold blocks: one line per enforcer. */
import { z } from 'zod';
import type { Enforcer } from '../model/enforcer.js';
import { nftables, nftablesOptionsSchema } from './nftables.js';

export const ENFORCERS: readonly Enforcer[] = [nftables];

/** An enforcer is used when it is configured. */
export const enforcerOptionsSchema = z.strictObject({
  nftables: nftablesOptionsSchema.optional().describe('The firewall of this machine'),
});
