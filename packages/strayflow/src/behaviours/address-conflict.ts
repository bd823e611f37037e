/** Address conflict: two devices with one address by mistake, or a device with an address of another network. */

import type { Behaviour, NetworkContext } from '../model/behaviour.js';
import type { Evidence } from '../model/evidence.js';
import { FactKind } from '../model/fact-batch.js';
import type { Emit } from '../model/stage.js';
import {
  CONFLICT_SURPRISE,
  conflictEvidence,
  type Misplaced,
  misplacedEvidence,
} from './address-conflict/evidence.js';
import { misplacedBy } from './address-conflict/misplaced.js';
import { type AddressConflictOptions, addressConflictOptions } from './address-conflict/options.js';
import {
  type ClaimTable,
  claimsDropped,
  claimTable,
  type Holding,
  isBinding,
  settle,
  takeBinding,
  takeLease,
} from './link/claim-table.js';
import { type IntrusionLimits, isPressed } from './link/intrusion.js';
import { areNeighbours } from './link/mac.js';
import { noteSightings, type Sightings, seeFlows } from './link/sightings.js';
import { type PerSiteState, perSite, type SiteStage } from './per-site.js';
import { type RecentMap, recall, recentMap, remember } from './recent-map.js';
import { isNews, nextTold, type Told } from './telling.js';

const HOUR_MS = 3_600_000;
const MAX_TOLD = 1_024;

/** From here on a claim is no mistake any more but presses; the man in the middle behaviour looks at it. */
const PRESSING: IntrusionLimits = { minDirected: 3, manyDirected: 6, rivalMs: 1_200_000 };

export interface AddressConflictState {
  readonly table: ClaimTable;
  readonly sightings: Sightings;
  /** Contested addresses that wait until it is clear what they are. */
  readonly waiting: Set<string>;
  /** What was told of an address. */
  readonly told: RecentMap<{ told: Told; lastSeen: number }>;
  readonly misplaced: Misplaced[];
}

/** Several ports of one device, or what takes turns on purpose, are no mistake; what presses is none either. */
function isMistake(holding: Holding, options: AddressConflictOptions): boolean {
  if (holding.shared || holding.returns < options.minReturns || isPressed(holding, PRESSING)) return false;
  const first = holding.claims[0]!;
  return holding.claims.slice(1).some((claim) => !areNeighbours(first.mac, claim.mac));
}

function tell(
  state: AddressConflictState,
  holding: Holding,
  site: string,
  atEnd: boolean,
  options: AddressConflictOptions,
  emit: Emit<Evidence>,
): void {
  if (!isMistake(holding, options)) return;
  const before = recall(state.told, holding.address)?.told ?? null;
  const surprise = holding.returns > 1 ? CONFLICT_SURPRISE.again : CONFLICT_SURPRISE.once;
  if (!isNews(before, surprise, holding.references.count, atEnd)) return;
  const told = nextTold(before, surprise, holding.references.count);
  remember(state.told, holding.address, { told, lastSeen: holding.lastSeen });
  emit(conflictEvidence(holding, told, site, options));
}

function siteStage(
  options: AddressConflictOptions,
  network: NetworkContext,
): SiteStage<AddressConflictState> {
  return {
    name: 'address-conflict',
    key: 'site',
    open: () => ({
      table: claimTable(options.maxAddresses),
      sightings: new Map(),
      waiting: new Set(),
      told: recentMap(MAX_TOLD),
      misplaced: [],
    }),
    step: (state, batch) => seeFlows(state.sightings, state.table, batch),
    facts(state, batch) {
      for (let row = 0; row < batch.length; row++) {
        const kind = batch.kind[row]!;
        if (isBinding(kind)) {
          const misplaced = misplacedBy(state.table, batch, row, network);
          if (misplaced !== null && state.misplaced.length < MAX_TOLD) state.misplaced.push(misplaced);
          takeBinding(state.table, batch, row);
        } else if (kind === FactKind.dhcpOffer) takeLease(state.table, batch, row);
      }
    },
    advance(state, now, site, emit) {
      const { table, waiting } = state;
      noteSightings(state.sightings, table);
      for (const address of table.dirty) waiting.add(address);
      settle(table, now);
      for (const address of waiting) {
        const holding = recall(table.holdings, address);
        if (holding !== undefined && now < holding.contestedAt + options.settleMs) continue;
        waiting.delete(address);
        if (holding !== undefined)
          tell(state, holding, site, now === Number.POSITIVE_INFINITY, options, emit);
      }
      for (const misplaced of state.misplaced.splice(0)) {
        const key = `misconfigured ${misplaced.address}`;
        const before = recall(state.told, key);
        if (before !== undefined && misplaced.time - before.lastSeen < HOUR_MS) continue;
        remember(state.told, key, { told: nextTold(null, 0, 1), lastSeen: misplaced.time });
        emit(misplacedEvidence(misplaced, site));
      }
    },
    dropped: (state) => claimsDropped(state.table),
  };
}

export const addressConflict: Behaviour<AddressConflictOptions, PerSiteState<AddressConflictState>> = {
  name: 'address-conflict',
  title: 'Address conflict',
  families: ['address-conflict'],
  options: addressConflictOptions,
  create: (options, network) => perSite(siteStage(options, network)),
};
