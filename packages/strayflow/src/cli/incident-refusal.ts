/** Why nothing was done about an incident, as the commands say it. */
import { StrayflowError } from '../model/errors.js';
import type { IncidentRefusal } from '../shell/acting/incident-deeds.js';

const REFUSALS: Readonly<Record<IncidentRefusal, (id: string) => StrayflowError>> = {
  none: (id) =>
    new StrayflowError('usage', `there is no incident ${id}`, {
      hint: 'strayflow incidents list --closed shows all of them.',
    }),
  over: (id) =>
    new StrayflowError('usage', `the incident ${id} is over`, {
      hint: 'strayflow incidents list shows those that are open.',
    }),
  'no-address': (id) =>
    new StrayflowError('usage', `the host of ${id} is no address that could be spared`, {
      hint: 'strayflow incidents close ends it without a message.',
    }),
};

/** Throws StrayflowError 'usage'. */
export function done<Result extends object>(id: string, result: Result | IncidentRefusal): Result {
  if (typeof result === 'string') throw REFUSALS[result](id);
  return result;
}
