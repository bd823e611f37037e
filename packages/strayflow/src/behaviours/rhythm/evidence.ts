/** Rises, drops and silence, in words and numbers that a person can check. */
import type { Contribution, Evidence } from '../../model/evidence.js';
import { hostText } from '../host-key.js';
import { listed, type References } from '../references.js';
import { evidenceOf, type Told } from '../telling.js';
import { plainCount, plainNumber } from '../words.js';
import { HOUR_MS } from './history.js';

export type Change = 'rise' | 'drop' | 'silence';

/** Consecutive hours in which a measure of a subject was out of the usual in one way. */
export interface Episode {
  readonly firstHour: number;
  lastHour: number;
  told: Told;
}

export interface RhythmFinding {
  readonly host: string;
  /** "10.0.0.5 tcp/443"; empty for a host. */
  readonly service: string;
  readonly change: Change;
  readonly measure: string;
  readonly value: number;
  readonly usual: Contribution['usual'];
  /** "usually 90 to 120 at this hour of the week, over 3 weeks" */
  readonly comparison: string;
  readonly threshold: number;
  readonly surprise: number;
  readonly episode: Episode;
  readonly references: References;
}

/** "400 flows", "1 flow", "10,000 bytes" */
function amount(value: number, measure: string): string {
  return `${plainNumber(value)} ${value === 1 ? measure.replace(/s$/, '') : measure}`;
}

function sentence({ change, service, measure, value, comparison, episode }: RhythmFinding): string {
  const what = service === '' ? '' : `its service ${service} `;
  if (change === 'silence') {
    const hours = plainCount(episode.lastHour - episode.firstHour + 1, 'hour');
    return `${what}fell silent: no flow for ${hours}, ${comparison}`;
  }
  const way = change === 'rise' ? 'rose' : 'dropped';
  return `${what}${way} to ${amount(value, measure)} in an hour, ${comparison}`;
}

export function rhythmEvidence(finding: RhythmFinding, site: string): Evidence {
  const { change, episode, measure, references, service } = finding;
  const isActor = change === 'rise' && service === '';
  const feature = change === 'silence' ? 'hours with flows before' : `${measure} in the hour`;
  return evidenceOf({
    revision: episode.told.revision,
    family: 'rhythm',
    site,
    host: hostText(finding.host),
    role: isActor ? 'actor' : 'victim',
    peer: null,
    key: `${change} ${service === '' ? '' : `${service} `}${measure}`,
    firstSeen: episode.firstHour * HOUR_MS,
    lastSeen: (episode.lastHour + 1) * HOUR_MS - 1,
    basis: {
      kind: 'test-bound',
      test:
        change === 'silence'
          ? 'rule of succession over the hours before'
          : 'Student t with 3 degrees of freedom, median and median absolute deviation',
    },
    surprise: finding.surprise,
    attributable: false,
    summary: sentence(finding),
    contributions: [{ feature, value: finding.value, unit: '', usual: finding.usual, share: 1 }],
    // A drop is told below a number, not from it on.
    threshold: change === 'drop' ? null : { feature, value: finding.threshold, unit: '' },
    records: change === 'rise' ? listed(references) : [],
    recordCount: change === 'rise' ? references.count : 0,
    technique: null,
  });
}
