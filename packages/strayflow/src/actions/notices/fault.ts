/** A message could not be delivered: what happened, and what to do about it. */
import { StrayflowError } from '../../model/errors.js';

export function notifyFault(detail: string, hint: string, cause?: unknown): StrayflowError {
  return new StrayflowError('notify-failed', detail, { hint, cause });
}
