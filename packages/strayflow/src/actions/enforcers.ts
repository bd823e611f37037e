/** What can hold blocks: one line per enforcer. */
import { z } from 'zod';
import type { Enforcer } from '../model/enforcer.js';
import { blockListOptionsSchema } from './block-list/options.js';
import { blockList } from './block-list.js';
import { crowdsecOptionsSchema } from './crowdsec/options.js';
import { crowdsec } from './crowdsec.js';
import { nftables, nftablesOptionsSchema } from './nftables.js';

export const ENFORCERS: readonly Enforcer[] = [nftables, crowdsec, blockList];

/** An enforcer is used when it is configured. */
export const enforcerOptionsSchema = z.strictObject({
  nftables: nftablesOptionsSchema.optional().describe('The firewall of this machine'),
  crowdsec: crowdsecOptionsSchema.optional().describe('Decisions for the bouncers of CrowdSec'),
  blockList: blockListOptionsSchema
    .optional()
    .describe('A file for web servers and firewalls that read a list'),
});
