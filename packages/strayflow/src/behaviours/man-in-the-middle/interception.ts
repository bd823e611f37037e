/** Judges a device that claims addresses of others: is it between them, or is it a mistake? */
import type { ClaimTable } from '../link/claim-table.js';
import { type Intrusion, intrusionsOf, ownAddress } from '../link/intrusion.js';
import { type Assessment, MITM_SURPRISE } from './evidence.js';
import type { ManInTheMiddleOptions } from './options.js';

function holders(intrusions: readonly Intrusion[]): number {
  return new Set(intrusions.map(({ rival }) => rival.mac)).size;
}

function surpriseOf(intrusions: readonly Intrusion[], options: ManInTheMiddleOptions): number {
  const flows = intrusions.some(({ claim }) => claim.flows > 0) ? MITM_SURPRISE.withFlows : 0;
  if (holders(intrusions) >= 2) return MITM_SURPRISE.two + flows;
  const isDirected = intrusions.some(({ claim }) => claim.directed >= options.minDirected);
  return (isDirected ? MITM_SURPRISE.one : MITM_SURPRISE.announced) + flows;
}

/** Null when there is nothing to tell of this MAC. */
export function assess(table: ClaimTable, mac: string, options: ManInTheMiddleOptions): Assessment | null {
  const intrusions = intrusionsOf(table, mac, options).filter(
    ({ claim }) => claim.lastPressed - claim.firstPressed >= options.minSpanMs,
  );
  const first = intrusions[0];
  if (first === undefined) return null;
  const own = ownAddress(table, mac, first.holding.address);
  const surprise = surpriseOf(intrusions, options);
  if (own !== null) return { host: own, role: 'actor', intrusions, surprise };
  // One that holds nothing else may be a second card or a replaced device, unless it stands for two others.
  if (holders(intrusions) < 2) return null;
  return { host: first.holding.address, role: 'victim', intrusions, surprise };
}
