/** The configuration of notifiers: lists by kind, each entry with a name of its own and when it is told. */
import { z } from 'zod';
import { commandOptionsSchema } from './command/options.js';
import { emailOptionsSchema } from './email-options.js';
import { syslogOptionsSchema } from './syslog/options.js';
import { webhookOptionsSchema } from './webhook/options.js';

/** @param tell when one is told: the policy's own schema, as no stage knows another */
export function notifierOptionsSchema<Tell extends z.ZodType>(tell: Tell) {
  const own = {
    name: z
      .string()
      .regex(/^[a-z0-9][a-z0-9-]{0,62}$/, 'expected lower-case letters, digits and "-"')
      .describe('What it is called in messages and commands; each name once'),
    tell: tell.describe('When it is told'),
  };
  return z.strictObject({
    email: z.array(emailOptionsSchema.safeExtend(own)).max(20).default([]).describe('Mails about incidents'),
    syslog: z
      .array(syslogOptionsSchema.safeExtend(own))
      .max(20)
      .default([])
      .describe('Messages to a log server'),
    webhook: z
      .array(webhookOptionsSchema.safeExtend(own))
      .max(20)
      .default([])
      .describe('Requests to Slack, Teams, PagerDuty or a service of your own'),
    command: z
      .array(commandOptionsSchema.safeExtend(own))
      .max(20)
      .default([])
      .describe('A program of your own'),
  });
}
