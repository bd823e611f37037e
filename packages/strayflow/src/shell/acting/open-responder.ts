/** The responder of a watch, as its configuration has it. */
import type { Config } from '../../config.js';
import { Ledger } from '../../store/ledger/ledger.js';
import { configuredEnforcers } from './configured.js';
import type { FaultPoint } from './fault-point.js';
import { machinePeers } from './machine.js';
import { Responder, type ResponderClock, type ResponderReporter } from './responder.js';

export interface ResponderPlace {
  /** The state folder, which is there. */
  readonly folder: string;
  /** What the environment has for SSH_CONNECTION; the empty string for none. */
  readonly sshConnection: string;
  readonly faultPoint: FaultPoint | undefined;
}

/** Throws StrayflowError: 'state-unreadable', 'state-unwritable'. */
export function openResponder(
  config: Config,
  { folder, sshConnection, faultPoint }: ResponderPlace,
  clock: ResponderClock,
  reporter: ResponderReporter,
): Responder {
  return new Responder({
    ledger: new Ledger(folder),
    site: config.site,
    enforcers: configuredEnforcers(config),
    clock,
    reporter,
    machine: () => machinePeers({ proc: '/proc', etc: '/etc', sshConnection }),
    keepDays: config.watch.evidenceDays,
    faultPoint,
  });
}
