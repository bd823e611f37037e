/** A storm of answers that nobody had asked for: what overwrites the tables of a whole link. */
import type { Evidence } from '../../model/evidence.js';
import { hostText } from '../host-key.js';
import { macText } from '../link/mac.js';
import { evidenceOf, type Told } from '../telling.js';
import { plainCount } from '../words.js';
import type { ManInTheMiddleOptions } from './options.js';

/** A load-balancing bond tells all its peers at once, too: below the alert line. */
const SURPRISE = 3;

export interface Storm {
  readonly mac: string;
  readonly host: string;
  readonly claims: number;
  readonly addresses: number;
  readonly firstSeen: number;
  readonly lastSeen: number;
  readonly record: { readonly input: number; readonly record: number };
}

export function stormEvidence(
  storm: Storm,
  told: Told,
  site: string,
  options: ManInTheMiddleOptions,
): Evidence {
  return evidenceOf({
    revision: told.revision,
    family: 'man-in-the-middle',
    site,
    host: hostText(storm.host),
    role: 'actor',
    peer: null,
    key: `storm ${macText(storm.mac)}`,
    firstSeen: storm.firstSeen,
    lastSeen: storm.lastSeen,
    basis: {
      kind: 'confidence-class',
      name: 'low',
      why: 'a bond that balances its load, or a loop, can send as many for a moment',
    },
    surprise: SURPRISE,
    attributable: false,
    summary: `its MAC ${macText(storm.mac)} sent ${plainCount(storm.claims, 'answer')} within 5 s that nobody had asked for, claiming ${plainNumberOfAddresses(
      storm.addresses,
    )}`,
    contributions: [
      {
        feature: 'answers that nobody had asked for within 5 s',
        value: storm.claims,
        unit: '',
        usual: { low: 0, high: 5 },
        share: 1,
      },
    ],
    threshold: {
      feature: 'answers that nobody had asked for within 5 s',
      value: options.stormPerTick,
      unit: '',
    },
    records: [storm.record],
    recordCount: storm.claims,
    technique: 'T1557.002',
  });
}

function plainNumberOfAddresses(count: number): string {
  return count === 1 ? '1 address' : `${count} addresses`;
}
