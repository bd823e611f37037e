/** Dealings with something that is on a list, in words and numbers that a person can check. */
import type { Evidence } from '../../model/evidence.js';
import { hostText } from '../host-key.js';
import { listed, type References } from '../references.js';
import { evidenceOf, type Told } from '../telling.js';
import { plainCount } from '../words.js';
import type { IndicatorEntry } from './options.js';
import { ageOf, isExpired, type Sight } from './weight.js';

/** One host's dealings with one indicator. */
export interface Finding {
  readonly host: string;
  /** The other side of the first record; null once there are several. */
  peer: string | null;
  readonly entry: IndicatorEntry;
  readonly sight: Sight;
  /** "flow", "connection", "time" */
  readonly unit: string;
  readonly surprise: number;
  readonly firstSeen: number;
  lastSeen: number;
  /** Records whose handshake shows that the host itself spoke. */
  proven: number;
  readonly references: References;
  told: Told | null;
}

const DAY_MS = 86_400_000;

/** Cut, so that a line stays a line. */
const shown = (text: string) => (text.length > 80 ? `${text.slice(0, 79)}…` : text);

function doing({ entry, sight }: Finding): string {
  const value = shown(entry.value);
  switch (sight) {
    case 'contact':
      return `connected to ${value}`;
    case 'incoming':
      return `came to this network from ${value}`;
    case 'name':
      return `used the name ${value} or one below it`;
    case 'resolver':
      return `asked for the name ${value} or one below it, as a resolver for others`;
    case 'certificate':
      return `was shown the certificate ${value}`;
    case 'fingerprint':
      return `spoke TLS with the fingerprint ${value}`;
  }
}

function ageWords(entry: IndicatorEntry, now: number): string {
  const age = ageOf(entry, now);
  const since = age === null ? 'of unknown age' : `listed for ${plainCount(Math.floor(age / DAY_MS), 'day')}`;
  return isExpired(entry, now) ? `${since}, expired` : since;
}

export function findingEvidence(finding: Finding, told: Told, site: string): Evidence {
  const { entry, sight, references, unit, firstSeen } = finding;
  const list = shown(entry.source);
  const age = ageOf(entry, firstSeen);
  const count = references.count;
  return evidenceOf({
    revision: told.revision,
    family: entry.context === true ? 'context' : 'indicator',
    site,
    host: hostText(finding.host),
    role: 'actor',
    peer: finding.peer === null ? null : hostText(finding.peer),
    key: `${sight} ${entry.value}`,
    firstSeen,
    lastSeen: finding.lastSeen,
    basis: {
      kind: 'confidence-class',
      name: entry.confidence,
      why: `${list} lists it with ${entry.confidence} confidence; ${ageWords(entry, firstSeen)}`,
    },
    surprise: finding.surprise,
    attributable: 2 * finding.proven > count,
    summary: `${doing(finding)}, which ${list} lists (${plainCount(count, unit)}; ${ageWords(entry, firstSeen)}, confidence ${entry.confidence})`,
    contributions: [
      {
        feature: `${unit}s that match the list`,
        value: count,
        unit: '',
        usual: { low: 0, high: 0 },
        share: age === null ? 1 : 0.7,
      },
      ...(age === null
        ? []
        : [
            {
              feature: 'age of the indicator',
              value: Math.floor(age / DAY_MS),
              unit: 'days',
              usual: null,
              share: 0.3,
            },
          ]),
    ],
    threshold: { feature: `${unit}s that match the list`, value: 1, unit: '' },
    records: listed(references),
    recordCount: count,
    technique: entry.kind === 'address' ? null : 'T1071',
  });
}
