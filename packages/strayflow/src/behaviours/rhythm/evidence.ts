/** Rises, drops and silence, in words and numbers that a person can check. */
import type { Contribution, Evidence } from '../../model/evidence.js';
import { networkService, sensor, WHOLE_NETWORK } from '../../model/network-subject.js';
import { hostText } from '../host-key.js';
import { listed } from '../references.js';
import { evidenceOf } from '../telling.js';
import { plainCount, plainNumber } from '../words.js';
import { HOUR_MS } from './history.js';
import type { About, Episode, Subject } from './subject.js';

export type Change = 'rise' | 'drop' | 'silence';

export interface RhythmFinding {
  readonly subject: Subject;
  readonly change: Change;
  readonly measure: string;
  readonly value: number;
  readonly usual: Contribution['usual'];
  /** "usually 90 to 120 at this hour of the week, over 3 weeks" */
  readonly comparison: string;
  readonly threshold: number;
  readonly surprise: number;
  readonly episode: Episode;
}

/** "400 flows", "1 flow", "10,000 bytes" */
function amount(value: number, measure: string): string {
  return `${plainNumber(value)} ${value === 1 ? measure.replace(/s$/, '') : measure}`;
}

/** What the sentence is about; of a host nothing, because it stands before the sentence wherever that is shown. */
function whatOf(about: About): string {
  switch (about.kind) {
    case 'host':
      return '';
    case 'host-service':
      return `its service ${about.service} `;
    case 'network':
      return 'the network as a whole ';
    case 'service':
      return `service ${about.service} of the whole network `;
    case 'sensor':
      return `${sensor(about.name)} `;
  }
}

/** Whom evidence names: a host, or what is none. */
function subjectOf(about: About): Pick<Evidence, 'host' | 'subject'> {
  switch (about.kind) {
    case 'host':
    case 'host-service':
      return { host: hostText(about.host) };
    case 'network':
      return { subject: 'network', host: WHOLE_NETWORK };
    case 'service':
      return { subject: 'network', host: networkService(about.service) };
    case 'sensor':
      return { subject: 'network', host: sensor(about.name) };
  }
}

function sentence({ subject, change, measure, value, comparison, episode }: RhythmFinding): string {
  const { about } = subject;
  const what = whatOf(about);
  if (change === 'silence') {
    const hours = plainCount(episode.lastHour - episode.firstHour + 1, 'hour');
    const others = about.kind === 'sensor' ? '; others went on' : '';
    return `${what}fell silent: no flow for ${hours}, ${comparison}${others}`;
  }
  const way = change === 'rise' ? 'rose' : 'dropped';
  return `${what}${way} to ${amount(value, measure)} in an hour, ${comparison}`;
}

export function rhythmEvidence(finding: RhythmFinding, site: string): Evidence {
  const { subject, change, episode, measure } = finding;
  const { about, references } = subject;
  const service = about.kind === 'host-service' ? `${about.service} ` : '';
  const feature = change === 'silence' ? 'hours with flows before' : `${measure} in the hour`;
  return evidenceOf({
    revision: episode.told.revision,
    family: 'rhythm',
    site,
    ...subjectOf(about),
    role: change === 'rise' && about.kind === 'host' ? 'actor' : 'victim',
    peer: null,
    key: `${change} ${service}${measure}`,
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
