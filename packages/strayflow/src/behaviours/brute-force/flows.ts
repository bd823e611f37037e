/** What a flow record says of a login. */
import { ConnectionState, type FlowBatch, isEstablished, isKnown } from '../../model/flow-batch.js';
import type { BruteForceOptions, LoginService } from './options.js';

/** Service (index) by port and by the name that the source gives. */
export interface Services {
  readonly byPort: ReadonlyMap<number, number>;
  readonly byName: ReadonlyMap<string, number>;
}

export function indexServices(options: BruteForceOptions): Services {
  const byPort = new Map<number, number>();
  const byName = new Map<string, number>();
  for (const [index, service] of options.services.entries()) {
    byName.set(service.name, index);
    for (const port of service.ports) byPort.set(port, index);
  }
  return { byPort, byName };
}

const nameOf = (batch: FlowBatch, row: number) =>
  batch.service === null ? '' : batch.service.dictionary[batch.service.codes[row]!]!;

/** The login service of a flow, -1 for none; what the source saw inside the flow counts more than its port. */
export function serviceOf(batch: FlowBatch, row: number, services: Services): number {
  const name = nameOf(batch, row);
  const named = name === '' ? undefined : services.byName.get(name);
  return named ?? services.byPort.get(batch.destinationPort[row]!) ?? -1;
}

/** Bytes of both sides in this record; null where neither is known. */
export function bytesOf(batch: FlowBatch, row: number): number | null {
  const sent = isKnown(batch.validity.bytesSent, row);
  const received = isKnown(batch.validity.bytesReceived, row);
  if (!sent && !received) return null;
  return (sent ? batch.bytesSent[row]! : 0) + (received ? batch.bytesReceived[row]! : 0);
}

/**
 * `short`: ended as soon as a failed login does. `cut-off`: the server spoke to a client and reset the connection, as it
 * does to too many logins at once. `session`: longer or larger than any failed login.
 */
export type LoginLook = 'none' | 'short' | 'cut-off' | 'session';

export function lookOf(
  batch: FlowBatch,
  row: number,
  bytes: number | null,
  service: LoginService,
  options: BruteForceOptions,
): LoginLook {
  const { validity } = batch;
  if (batch.initiatorKnown[row] === 0 || !isKnown(validity.state, row)) return 'none';
  const state = batch.state[row]!;
  if (!isEstablished(state)) return 'none';
  if (isKnown(validity.durationMs, row) && batch.durationMs[row]! > options.maxDurationMs) return 'session';
  if (bytes === null) return 'short';
  if (bytes > service.maxBytes) return 'session';
  if (bytes >= service.minBytes) return 'short';
  const spoke = nameOf(batch, row) === service.name;
  return spoke && state === ConnectionState.RSTR ? 'cut-off' : 'none';
}
