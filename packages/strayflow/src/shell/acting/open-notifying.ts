/** Who is told of incidents, as the configuration has it. */
import type { Config } from '../../config.js';
import { NoticeStore } from '../../store/ledger/notices.js';
import { configuredNotifiers } from './configured-notifiers.js';
import { type Known, Notifying } from './notifying.js';
import type { ResponderClock } from './responder.js';

const MINUTE_MS = 60_000;
const DAY_MS = 1_440 * MINUTE_MS;

/** Incidents are kept also where nobody is told: strayflow incidents lists them. */
export function openNotifying(
  config: Config,
  clock: ResponderClock,
  warning: (text: string) => void,
): (known: Known) => Notifying {
  const { incidentQuietMinutes, evidenceDays, state } = config.watch;
  return (known) =>
    new Notifying({
      store: new NoticeStore(state),
      notifiers: configuredNotifiers(config),
      clock,
      warning,
      ...known,
      quietMs: incidentQuietMinutes * MINUTE_MS,
      keepMs: evidenceDays * DAY_MS,
    });
}
