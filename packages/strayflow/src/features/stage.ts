/** The stage between records and models: closed flows and closed host windows as rows of numbers. */
import type { NetworkContext } from '../model/behaviour.js';
import type { FeatureRows } from '../model/feature-rows.js';
import type { Stage } from '../model/stage.js';
import { closedFlows, remainingFlows } from './open-flows.js';
import type { FeatureOptions } from './options.js';
import { type SiteFeatures, SiteReader, siteFeatures } from './site-features.js';

export interface FeatureState {
  /** By name, in order of their first rows. */
  readonly sites: Map<string, SiteFeatures>;
}

/** However it comes by its rows. */
export type FeatureStage = Stage<FeatureState, FeatureRows>;

/**
 * Rows of flows come when the flows close; those of hosts when their window does. Flows that are still open at the end
 * of the input are rows then.
 */
export function featureStage(options: FeatureOptions, network: NetworkContext): FeatureStage {
  const reader = new SiteReader(options, network);
  return {
    name: 'features',
    key: 'site',
    open: () => ({ sites: new Map() }),
    step(state, batch, emit) {
      let site = state.sites.get(batch.site);
      if (site === undefined) {
        site = siteFeatures(options);
        state.sites.set(batch.site, site);
      }
      for (const flows of closedFlows(site.open, batch)) reader.readFlows(site, flows, emit);
    },
    advance(state, now, emit) {
      for (const [name, site] of state.sites) {
        if (now === Number.POSITIVE_INFINITY) {
          for (const flows of remainingFlows(site.open, name)) reader.readFlows(site, flows, emit);
        }
        reader.advance(site, name, now, emit);
      }
    },
    dropped(state) {
      let sum = 0;
      for (const site of state.sites.values()) sum += site.open.dropped + site.memory.dropped;
      return sum;
    },
  };
}
