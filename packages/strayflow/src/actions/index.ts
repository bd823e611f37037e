/** What can be done about decisions: one line per action. */
import { z } from 'zod';
import type { Action } from '../model/report.js';
import { email } from './email.js';
import { emailOptionsSchema } from './email-options.js';

export const ACTIONS: readonly Action[] = [email];

/** An action is done when it is configured. */
export const actionOptionsSchema = z.strictObject({
  email: emailOptionsSchema.optional().describe('Mail about every new alert or block'),
});
