/** What can carry messages about incidents: one line per notifier. */
import type { Notifier } from '../model/notifier.js';
import { command } from './command.js';
import { emailNotice } from './email-notice.js';
import { syslog } from './syslog.js';
import { webhook } from './webhook.js';

export const NOTIFIERS: readonly Notifier[] = [emailNotice, syslog, webhook, command];
