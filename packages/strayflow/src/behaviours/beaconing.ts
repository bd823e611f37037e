/** Beaconing: a host comes back to one destination as a clock would, and hardly anybody else does. */
import type { Behaviour, NetworkContext } from '../model/behaviour.js';
import type { Evidence } from '../model/evidence.js';
import type { Emit } from '../model/stage.js';
import { beaconEvidence } from './beaconing/evidence.js';
import { judge } from './beaconing/judgement.js';
import { type BeaconingOptions, beaconingOptions } from './beaconing/options.js';
import type { Pair } from './beaconing/pair.js';
import { type BeaconingState, openBeaconing } from './beaconing/state.js';
import { stepRow } from './beaconing/visits.js';
import { noteNames } from './destination/names.js';
import { servicesOf } from './destination/service.js';
import { type PerSiteState, perSite, type SiteStage } from './per-site.js';
import { countOf } from './prevalence/table.js';
import { advancePrevalence, prevalenceForgotten, standingOf } from './prevalence.js';
import { forgetIdle, peek, recentValues } from './recent-table.js';
import { isNews, nextTold } from './telling.js';

const SWEEP_MS = 3_600_000;
/** What was told is taken back when it turns out to be worth this much less: others use the destination, too. */
const TAKEN_BACK = 0.5;

function peersOf(state: BeaconingState, pair: Pair): number {
  const peers = peek(state.peers, pair.sourceId);
  return peers === undefined ? 1 : countOf(peers.low, peers.high);
}

/** Tells a pair if there is news; false while its destination is not in a closed window yet. */
function tell(
  state: BeaconingState,
  pair: Pair,
  site: string,
  atEnd: boolean,
  options: BeaconingOptions,
  emit: Emit<Evidence>,
): boolean {
  const standing = standingOf(state.prevalence, pair.destinationId);
  if (standing === null) return false;
  const judgement = judge(pair, standing, peersOf(state, pair), options);
  if (judgement === null) return true;
  const { surprise } = judgement;
  const { count } = pair.references;
  const less = pair.told !== null && surprise <= pair.told.surprise - TAKEN_BACK;
  const news = surprise >= options.fireSurprise && isNews(pair.told, surprise, count, atEnd);
  if (!news && !less) return true;
  pair.told = nextTold(pair.told, surprise, count);
  emit(beaconEvidence(pair, judgement, pair.told, site, options));
  return true;
}

function tellDue(state: BeaconingState, site: string, options: BeaconingOptions, emit: Emit<Evidence>): void {
  for (const key of state.due) {
    const pair = peek(state.pairs, key);
    if (pair === undefined || tell(state, pair, site, false, options, emit)) state.due.delete(key);
  }
}

function tellAll(state: BeaconingState, site: string, options: BeaconingOptions, emit: Emit<Evidence>): void {
  for (const pair of recentValues(state.pairs)) {
    if (pair.count >= options.minGaps) tell(state, pair, site, true, options, emit);
  }
  state.due.clear();
}

function siteStage(options: BeaconingOptions, network: NetworkContext): SiteStage<BeaconingState> {
  const services = servicesOf(options);
  return {
    name: 'beaconing',
    key: 'pair',
    open: () => openBeaconing(options),
    step(state, batch) {
      for (let row = 0; row < batch.length; row++) stepRow(state, batch, row, options, services, network);
    },
    facts: (state, batch) => noteNames(state.prevalence, batch, network),
    advance(state, now, site, emit) {
      advancePrevalence(state.prevalence, now);
      if (now === Number.POSITIVE_INFINITY) {
        tellAll(state, site, options, emit);
        return;
      }
      tellDue(state, site, options, emit);
      if (now < state.nextSweep) return;
      state.nextSweep = now + SWEEP_MS;
      forgetIdle(state.pairs, (pair) => pair.lastSeen < now - options.forgetAfterMs);
    },
    dropped: (state) =>
      state.pairs.forgotten + state.counts.forgotten + prevalenceForgotten(state.prevalence),
  };
}

export const beaconing: Behaviour<BeaconingOptions, PerSiteState<BeaconingState>> = {
  name: 'beaconing',
  title: 'Beaconing',
  families: ['beaconing'],
  options: beaconingOptions,
  create: (options, network) => perSite(siteStage(options, network)),
};
