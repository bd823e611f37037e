/** What can hold blocks: one line per enforcer. */
import { z } from 'zod';
import type { Enforcer } from '../model/enforcer.js';

export const ENFORCERS: readonly Enforcer[] = [];

/** An enforcer is used when it is configured. */
export const enforcerOptionsSchema = z.strictObject({});
