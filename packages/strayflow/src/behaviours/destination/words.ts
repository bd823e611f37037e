/** How common a destination is, in words and numbers. */
import type { Contribution } from '../../model/evidence.js';
import type { Standing } from '../prevalence.js';
import { plainCount, plainDuration, plainNumber } from '../words.js';

/** Linear counting in 64 bits tells no more apart. */
const MOST_HOSTS = 200;

export function standingWords(standing: Standing): string {
  const hosts = standing.hosts > MOST_HOSTS ? 'over 200' : plainNumber(standing.hosts);
  const known = standing.firstSeen - standing.watchedSince;
  const since = known >= 60_000 ? `, first ${plainDuration(known)} after the site was first watched` : '';
  return `${hosts} of about ${plainCount(standing.siteHosts, 'host')} of the site ${standing.hosts === 1 ? 'uses' : 'use'} it${since}`;
}

export function standingContributions(
  standing: Standing,
  hostsShare: number,
  newShare: number,
): readonly Contribution[] {
  return [
    {
      feature: 'hosts of the site that use it',
      value: standing.hosts,
      unit: '',
      usual: null,
      share: hostsShare,
    },
    {
      feature: 'time from the first watch of the site to its first use',
      value: (standing.firstSeen - standing.watchedSince) / 3_600_000,
      unit: 'h',
      usual: null,
      share: newShare,
    },
  ];
}
