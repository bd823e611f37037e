/** How surprising it is that a connection lasts so long: by its service's usual durations, and by its destination. */
import { eitherSurprise } from '../destination/either.js';
import { commonness, raritySurprise } from '../destination/rarity.js';
import { Service } from '../destination/service.js';
import type { Standing } from '../prevalence.js';
import { type Durations, shareAsLong } from './durations.js';
import type { LongConnectionOptions } from './options.js';
import type { LongConnections } from './state.js';

function scaleOf(service: Service, options: LongConnectionOptions): number {
  if (service === Service.web) return options.webMs;
  return service === Service.standing ? options.standingMs : options.otherMs;
}

/** Share of other connections of the service on the site that last as long. */
export function othersAsLong(
  long: LongConnections,
  durationMs: number,
  durations: Durations | undefined,
  options: LongConnectionOptions,
): number {
  const scale = scaleOf(long.service, options);
  return shareAsLong(durations, durationMs, scale, options.priorConnections, long.ended);
}

/** -log10 of the share of ordinary hosts that keep such a connection for `durationMs`. */
export function durationSurprise(
  long: LongConnections,
  durationMs: number,
  durations: Durations | undefined,
  standing: Standing,
  options: LongConnectionOptions,
): number {
  const perHost = Math.max(1, (durations?.total ?? 0) / standing.siteHosts);
  const others = othersAsLong(long, durationMs, durations, options);
  const chance = Math.max(0, -Math.log10(Math.min(1, others * perHost)));
  const program = long.internal
    ? Math.max(0, options.internalSurprise - commonness(standing))
    : raritySurprise(long.service, standing, long.lastSeen, options);
  return Math.max(0, Math.min(options.maxSurprise, eitherSurprise(chance, program)));
}
