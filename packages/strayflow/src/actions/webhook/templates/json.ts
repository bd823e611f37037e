/** Strayflow's own form of a message, in the envelope of Standard Webhooks; described in docs/acting/webhook.md. */
import { isoTime } from '../../../model/format.js';
import type { Message } from '../../../model/notifier.js';
import { asciiJson } from '../../notices/ascii-json.js';
import { MAX_NOTICES } from '../../notices/clean.js';
import { fitted } from './fitted.js';

/** Grows when a receiver that reads the form before would misread this one. */
const VERSION = 1;
const MAX_BYTES = 256 << 10;

export function jsonBody(message: Message): string {
  return fitted(message, write, { maxBytes: MAX_BYTES, notices: MAX_NOTICES, isBrief: false });
}

function write({ id, purpose, time, notices, omitted }: Message): string {
  return asciiJson({
    type: `strayflow.${purpose}`,
    version: VERSION,
    timestamp: isoTime(time),
    data: { id, purpose, time, notices, omitted },
  });
}
