/** How surprising it is to have dealings with a destination, by its port, how many use it, and how long it is known. */
import type { Standing } from '../prevalence.js';
import type { DestinationOptions } from './options.js';
import { Service } from './service.js';

/** Two decades less for ten times the hosts; where many of few hosts use it, as for a service of the site. */
export function commonness(standing: Standing): number {
  const share = standing.hosts / standing.siteHosts;
  const crowd = standing.siteHosts >= 5 ? Math.min(3, Math.max(0, 10 * (share - 0.1))) : 0;
  return 2 * Math.log10(standing.hosts) + (standing.hosts > 1 ? crowd : 0);
}

/** What is taken away because the site has too few hosts to tell what is rare on it. */
export function ignorance(standing: Standing, options: DestinationOptions): number {
  const known = Math.log(standing.siteHosts) / Math.log(options.knownHosts);
  return options.unknownSurprise * Math.max(0, 1 - known);
}

/** Whether at `now` (Unix ms) it was first used of late, on a site that was watched for long enough to say so. */
export function isNew(standing: Standing, now: number, options: DestinationOptions): boolean {
  const { firstSeen, watchedSince } = standing;
  return firstSeen - watchedSince >= options.newForMs && now - firstSeen <= options.freshForMs;
}

export function serviceSurprise(service: Service, options: DestinationOptions): number {
  if (service === Service.web) return options.webSurprise;
  return service === Service.standing ? options.standingSurprise : options.otherSurprise;
}

/** -log10 of the share of ordinary hosts that deal so with such a destination. */
export function raritySurprise(
  service: Service,
  standing: Standing,
  now: number,
  options: DestinationOptions,
): number {
  const fresh = isNew(standing, now, options) ? options.newSurprise : 0;
  const less = commonness(standing) + ignorance(standing, options);
  return Math.max(0, serviceSurprise(service, options) + fresh - less);
}
