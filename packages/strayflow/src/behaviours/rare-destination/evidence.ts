/** Dealings with a rare, new destination in words and numbers that a person can check. */
import type { Evidence } from '../../model/evidence.js';
import { standingContributions, standingWords } from '../destination/words.js';
import { hostText } from '../host-key.js';
import type { Standing } from '../prevalence.js';
import { listed } from '../references.js';
import { evidenceOf, type Told } from '../telling.js';
import { plainCount, plainNumber } from '../words.js';
import type { RareDestinationOptions } from './options.js';
import type { Dealings } from './state.js';

export function rareDestinationEvidence(
  dealings: Dealings,
  standing: Standing,
  told: Told,
  site: string,
  options: RareDestinationOptions,
): Evidence {
  const peer = hostText(dealings.destination);
  const byFlows = dealings.flows >= options.minFlows;
  return evidenceOf({
    revision: told.revision,
    family: 'rare-destination',
    site,
    host: hostText(dealings.source),
    role: 'actor',
    peer,
    key: peer,
    firstSeen: dealings.firstSeen,
    lastSeen: dealings.lastSeen,
    basis: {
      kind: 'confidence-class',
      name: 'low',
      why: 'ordinary hosts find new destinations of their own on many days; it lends weight to other evidence',
    },
    surprise: told.surprise,
    attributable: dealings.proven > 0,
    summary: `has dealings with ${peer}, port ${dealings.port}, that is new to the site: ${plainCount(
      dealings.flows,
      'flow',
    )} and ${plainNumber(dealings.bytes)} bytes; ${standingWords(standing)}`,
    contributions: [
      ...standingContributions(standing, 0.5, 0.5),
      { feature: 'flows', value: dealings.flows, unit: '', usual: null, share: 0 },
      { feature: 'bytes of both sides', value: dealings.bytes, unit: 'B', usual: null, share: 0 },
    ],
    threshold: byFlows
      ? { feature: 'flows to the new destination', value: options.minFlows, unit: 'flows' }
      : { feature: 'bytes of both sides', value: options.minBytes, unit: 'B' },
    records: listed(dealings.references),
    recordCount: dealings.references.count,
    technique: null,
  });
}
