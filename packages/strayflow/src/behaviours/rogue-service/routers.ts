/** IPv6 routers of a link: one that shows up beside those that were there (RFC 6104). */
import type { FactBatch } from '../../model/fact-batch.js';
import { addressKey, hostText } from '../host-key.js';
import { type RecentMap, recall, recentMap, recentValues, remember } from '../recent-map.js';
import { type References, refer, references } from '../references.js';
import type { Told } from '../telling.js';
import { plainCount, plainDuration } from '../words.js';
import type { Finding } from './finding.js';

/** A second router is bought as well as forged: far below the alert line. */
const SURPRISE = 2.5;
/** Routers advertise themselves at least every half hour (RFC 4861 section 6.2.1): one that is new by then is new. */
const SETTLED_MS = 1_800_000;
const MIN_ADVERTISEMENTS = 3;

interface Router {
  readonly router: string;
  advertisements: number;
  readonly firstSeen: number;
  lastSeen: number;
  readonly references: References;
  told: Told | null;
}

export interface RouterState {
  readonly routers: RecentMap<Router>;
  readonly dirty: Set<string>;
}

export const routerState = (capacity: number): RouterState => ({
  routers: recentMap(capacity),
  dirty: new Set(),
});

export function takeRouter(state: RouterState, batch: FactBatch, row: number): void {
  if (batch.text.dictionary[batch.text.codes[row]!] !== 'router') return;
  const router = addressKey(batch.address, 16 * row);
  const time = batch.time[row]!;
  let entry = recall(state.routers, router);
  if (entry === undefined) {
    entry = {
      router,
      advertisements: 0,
      firstSeen: time,
      lastSeen: time,
      references: references(),
      told: null,
    };
    remember(state.routers, router, entry, (kept) => kept.advertisements >= MIN_ADVERTISEMENTS);
  }
  entry.advertisements++;
  entry.lastSeen = time;
  refer(entry.references, batch.input[row]!, batch.recordNumber[row]!);
  state.dirty.add(router);
}

/** Findings since the last tick, with whose they are. */
export function routerFindings(
  state: RouterState,
  isKnown: (router: string) => boolean,
): readonly { readonly finding: Finding; readonly entry: { told: Told | null } }[] {
  const found: { finding: Finding; entry: { told: Told | null } }[] = [];
  for (const key of state.dirty) {
    const entry = recall(state.routers, key);
    if (entry === undefined || isKnown(key)) continue;
    let usual: Router | null = null;
    for (const other of recentValues(state.routers)) {
      if (usual === null || other.firstSeen < usual.firstSeen) usual = other;
    }
    if (usual === null || usual === entry || usual.advertisements < MIN_ADVERTISEMENTS) continue;
    if (entry.firstSeen - usual.firstSeen < SETTLED_MS) continue;
    const finding: Finding = {
      host: entry.router,
      role: 'actor',
      peer: usual.router,
      key: `router ${hostText(entry.router)}`,
      firstSeen: entry.firstSeen,
      lastSeen: entry.lastSeen,
      surprise: SURPRISE,
      why: 'a second router is added on purpose as well',
      summary: `began to advertise itself as an IPv6 router ${plainDuration(
        entry.firstSeen - usual.firstSeen,
      )} after ${hostText(usual.router)}, ${plainCount(entry.advertisements, 'time')} so far`,
      feature: 'advertisements of a router that was not there before',
      value: entry.advertisements,
      usual: 0,
      least: 1,
      references: entry.references,
      technique: 'T1557',
    };
    found.push({ finding, entry });
  }
  state.dirty.clear();
  return found;
}
