/** DNS tunnels: data in names under one domain, or far more bytes to port 53 than queries and answers hold. */
import type { Behaviour } from '../model/behaviour.js';
import type { Evidence } from '../model/evidence.js';
import type { Emit } from '../model/stage.js';
import { namesEvidence, portEvidence } from './dns-tunnel/evidence.js';
import { measureNames, measurePort } from './dns-tunnel/measure.js';
import { type DnsTunnelOptions, dnsTunnelOptions } from './dns-tunnel/options.js';
import {
  type DnsTunnelState,
  HOUR_MS,
  type NameSeries,
  openDnsTunnel,
  type PortSeries,
} from './dns-tunnel/state.js';
import { takeFlow } from './dns-tunnel/take-flows.js';
import { nameRules, takeFact } from './dns-tunnel/take-names.js';
import { type PerSiteState, perSite, type SiteStage } from './per-site.js';
import { forgetIdle, recall, recentValues } from './recent-map.js';
import * as table from './recent-table.js';
import { isNews, nextTold } from './telling.js';

/** What telling needs beside the series. */
interface Teller {
  readonly state: DnsTunnelState;
  readonly site: string;
  readonly atEnd: boolean;
  readonly options: DnsTunnelOptions;
  readonly emit: Emit<Evidence>;
}

function tellNames(series: NameSeries, { state, site, atEnd, options, emit }: Teller): void {
  const measure = measureNames(state, series, options);
  if (measure.surprise < options.fireSurprise && series.told === null) return;
  const surprise = Math.max(measure.surprise, series.told?.surprise ?? 0);
  if (!isNews(series.told, surprise, series.references.count, atEnd)) return;
  series.told = nextTold(series.told, surprise, series.references.count);
  emit(namesEvidence(series, measure, series.told, site, options));
}

/** Facts of a client say more than its flows, which are of the same packets. */
function tellPort(series: PortSeries, { state, site, atEnd, options, emit }: Teller): void {
  if (recall(state.askers, series.client) !== undefined) return;
  const surprise = Math.max(measurePort(state, series, options), series.told?.surprise ?? 0);
  if (surprise < options.fireSurprise) return;
  if (!isNews(series.told, surprise, series.references.count, atEnd)) return;
  series.told = nextTold(series.told, surprise, series.references.count);
  emit(portEvidence(series, series.told, site, options));
}

function tellAll(teller: Teller): void {
  const { state, atEnd } = teller;
  if (atEnd) {
    for (const series of recentValues(state.names)) tellNames(series, teller);
    for (const series of table.recentValues(state.ports)) tellPort(series, teller);
  } else {
    for (const key of state.dirtyNames) {
      const series = recall(state.names, key);
      if (series !== undefined) tellNames(series, teller);
    }
    for (const key of state.dirtyPorts) {
      const series = table.recall(state.ports, key);
      if (series !== undefined) tellPort(series, teller);
    }
  }
  state.dirtyNames.clear();
  state.dirtyPorts.clear();
}

function sweep(state: DnsTunnelState, now: number, options: DnsTunnelOptions): void {
  if (now < state.nextSweep || now === Number.POSITIVE_INFINITY) return;
  state.nextSweep = now + HOUR_MS;
  const since = now - options.forgetAfterMs;
  forgetIdle(state.names, (series) => series.lastSeen < since);
  table.forgetIdle(state.ports, (series) => series.lastSeen < since);
}

function siteStage(options: DnsTunnelOptions): SiteStage<DnsTunnelState> {
  const rules = nameRules(options);
  return {
    name: 'dns-tunnel',
    key: 'source',
    open: () => openDnsTunnel(options),
    step(state, batch) {
      for (let row = 0; row < batch.length; row++) takeFlow(state, batch, row, options);
    },
    facts(state, batch) {
      for (let row = 0; row < batch.length; row++) takeFact(state, batch, row, rules);
    },
    advance(state, now, site, emit) {
      tellAll({ state, site, atEnd: now === Number.POSITIVE_INFINITY, options, emit });
      sweep(state, now, options);
    },
    dropped: (state) =>
      state.names.forgotten +
      state.ports.forgotten +
      state.domains.forgotten +
      state.servers.forgotten +
      state.askers.forgotten,
  };
}

export const dnsTunnel: Behaviour<DnsTunnelOptions, PerSiteState<DnsTunnelState>> = {
  name: 'dns-tunnel',
  title: 'DNS tunnel',
  families: ['dns-tunnel'],
  options: dnsTunnelOptions,
  create: (options) => perSite(siteStage(options)),
};
