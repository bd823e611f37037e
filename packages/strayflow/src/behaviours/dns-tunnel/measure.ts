/** How surprising the names or packets of a series are. */
import { countSurprise } from '../counting-test.js';
import { recall } from '../recent-map.js';
import { volumeSurprise } from '../tail-bound.js';
import type { DnsTunnelOptions } from './options.js';
import type { DnsTunnelState, NameSeries, PortSeries } from './state.js';

export interface NameMeasure {
  readonly surprise: number;
  readonly within: '5 minutes' | 'an hour';
  readonly count: number;
  readonly usualMean: number;
  readonly otherClients: number;
  readonly forwarder: boolean;
}

export function measureNames(
  state: DnsTunnelState,
  series: NameSeries,
  options: DnsTunnelOptions,
): NameMeasure {
  const clients = recall(state.domains, series.domain) ?? [];
  // Names without a domain have no owner in common.
  const otherClients = series.domain === '' ? 0 : clients.filter((client) => client !== series.client).length;
  const perHour = Math.max(options.usualPerHour, series.usualHour) * (1 + otherClients);
  const perFive = (options.usualPer5Minutes * perHour) / options.usualPerHour;
  const five = countSurprise(series.mostFive, perFive);
  const hour = countSurprise(series.mostHour, perHour);
  const forwarder = recall(state.servers, series.client) !== undefined;
  const usualOfSite = otherClients >= options.siteClients;
  const limit = Math.min(
    usualOfSite ? options.fireSurprise : options.maxSurprise,
    forwarder ? options.mostOfForwarder : options.maxSurprise,
  );
  const short = five >= hour;
  return {
    surprise: Math.min(limit, Math.max(0, Math.max(five, hour) - Math.log10(2))),
    within: short ? '5 minutes' : 'an hour',
    count: short ? series.mostFive : series.mostHour,
    usualMean: short ? perFive : perHour,
    otherClients,
    forwarder,
  };
}

export function measurePort(state: DnsTunnelState, series: PortSeries, options: DnsTunnelOptions): number {
  const forwarder = recall(state.servers, series.client) !== undefined;
  const limit = forwarder ? Math.min(options.mostByFlows, options.mostOfForwarder) : options.mostByFlows;
  return Math.min(limit, volumeSurprise(series.beyond, options.usualBeyondBytes));
}
