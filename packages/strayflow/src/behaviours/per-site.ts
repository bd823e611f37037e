/** Gives every site its own state, so that a behaviour is written for one site. */
import type { Evidence } from '../model/evidence.js';
import type { FactBatch } from '../model/fact-batch.js';
import type { FlowBatch } from '../model/flow-batch.js';
import type { Emit, Stage, StageKey } from '../model/stage.js';

export interface PerSiteState<State> {
  /** By name, in order of their first rows. */
  readonly sites: Map<string, State>;
}

/** A behaviour's work on the flows, and on the facts where it reads them, of one site. */
export interface SiteStage<State extends object> {
  readonly name: string;
  readonly key: StageKey;
  open(): State;
  step(state: State, batch: FlowBatch): void;
  facts?(state: State, batch: FactBatch): void;
  /** The only place where evidence is told: at most once a tick, and never depending on how rows were cut. */
  advance(state: State, now: number, site: string, emit: Emit<Evidence>): void;
  dropped(state: State): number;
}

export function perSite<State extends object>(stage: SiteStage<State>): Stage<PerSiteState<State>, Evidence> {
  const stateOf = (state: PerSiteState<State>, name: string): State => {
    let site = state.sites.get(name);
    if (site === undefined) {
      site = stage.open();
      state.sites.set(name, site);
    }
    return site;
  };
  return {
    name: stage.name,
    key: stage.key,
    open: () => ({ sites: new Map() }),
    step: (state, batch) => stage.step(stateOf(state, batch.site), batch),
    facts(state, batch) {
      stage.facts?.(stateOf(state, batch.site), batch);
    },
    advance(state, now, emit) {
      for (const [name, site] of state.sites) stage.advance(site, now, name, emit);
    },
    dropped(state) {
      let sum = 0;
      for (const site of state.sites.values()) sum += stage.dropped(site);
      return sum;
    },
  };
}
