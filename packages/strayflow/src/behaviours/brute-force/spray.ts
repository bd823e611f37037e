/**
 * Password spraying: one source, many users or servers, and nearly all of their first logins fail. Sequential test as
 * of port scans (Jung and others 2004): people of one gateway or proxy mistype, too, but most of their logins succeed.
 */
import type { Evidence } from '../../model/evidence.js';
import { hostText } from '../host-key.js';
import { listed, type References, references } from '../references.js';
import { evidenceOf, type Told } from '../telling.js';
import { plainCount, plainDuration, plainNumber } from '../words.js';
import type { BruteForceOptions } from './options.js';

export interface Spray {
  readonly source: string;
  /** Users and servers whose first login failed, and succeeded. */
  users: number;
  servers: number;
  failed: number;
  succeeded: number;
  score: number;
  peak: number;
  /** Times that the test began again. */
  begun: number;
  firstSeen: number;
  lastSeen: number;
  readonly references: References;
  told: Told | null;
  changed: boolean;
}

export function openSpray(source: string, time: number): Spray {
  return {
    source,
    users: 0,
    servers: 0,
    failed: 0,
    succeeded: 0,
    score: 0,
    peak: 0,
    begun: 1,
    firstSeen: time,
    lastSeen: time,
    references: references(),
    told: null,
    changed: false,
  };
}

/** The first login of a further user, or at a further server where no user is known. */
export function countSprayed(
  spray: Spray,
  about: 'user' | 'server',
  success: boolean,
  time: number,
  options: BruteForceOptions,
): void {
  const { ordinaryLoginFailure: ordinary, sprayerLoginFailure: sprayer } = options;
  spray.lastSeen = time;
  spray.changed = true;
  if (success) {
    spray.succeeded++;
    spray.score += Math.log10((1 - sprayer) / (1 - ordinary));
    if (spray.score > 0) return;
    spray.score = 0;
    spray.begun++;
    return;
  }
  spray.failed++;
  if (about === 'user') spray.users++;
  else spray.servers++;
  spray.score += Math.log10(sprayer / ordinary);
  spray.peak = Math.max(spray.peak, spray.score);
}

export function spraySurprise(spray: Spray, options: BruteForceOptions): number {
  if (spray.failed < options.minSprayed) return 0;
  return Math.min(options.maxSurprise, Math.max(0, spray.peak - Math.log10(1 + spray.begun)));
}

export function sprayEvidence(spray: Spray, told: Told, site: string, options: BruteForceOptions): Evidence {
  const step = Math.log10(options.sprayerLoginFailure / options.ordinaryLoginFailure);
  const least = (options.fireSurprise + Math.log10(1 + spray.begun)) / step;
  const whom = [
    ...(spray.users > 0 ? [plainCount(spray.users, 'user')] : []),
    ...(spray.servers > 0 ? [plainCount(spray.servers, 'server')] : []),
  ].join(' and at ');
  const tried = spray.failed + spray.succeeded;
  return evidenceOf({
    revision: told.revision,
    family: 'brute-force',
    site,
    host: hostText(spray.source),
    role: 'actor',
    peer: null,
    key: 'password spraying',
    firstSeen: spray.firstSeen,
    lastSeen: spray.lastSeen,
    basis: { kind: 'test-bound', test: 'sequential test on failed first logins of users and servers' },
    surprise: told.surprise,
    attributable: true,
    summary: `failed the first login ${spray.users > 0 ? 'as' : 'at'} ${whom} in ${plainDuration(
      spray.lastSeen - spray.firstSeen,
    )}, ${plainNumber(spray.failed)} of ${plainNumber(tried)}, as one password tried on many does`,
    contributions: [
      {
        feature: 'users and servers whose first login failed',
        value: spray.failed,
        unit: '',
        usual: { low: 0, high: options.minSprayed - 1 },
        share: 1,
      },
      {
        feature: 'users and servers whose first login succeeded',
        value: spray.succeeded,
        unit: '',
        usual: null,
        share: 0,
      },
    ],
    threshold: {
      feature: 'users and servers whose first login failed',
      value: Math.max(options.minSprayed, Math.ceil(least - 1e-9)),
      unit: '',
    },
    records: listed(spray.references),
    recordCount: spray.references.count,
    technique: 'T1110.003',
  });
}
