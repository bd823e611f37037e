/** Context evidence of places, in words. */
import { type Evidence, evidenceId } from '../../model/evidence.js';
import type { FlowBatch } from '../../model/flow-batch.js';
import { counted, duration, quantity } from '../../model/format.js';
import { WINDOW_MS, windowStart } from '../../model/window.js';
import type { NewPlaceOptions } from './options.js';

export interface UserPlace {
  readonly latitude: number;
  readonly longitude: number;
  readonly countryCode: string | null;
  /** 16 bytes as text, and when (Unix ms). */
  readonly address: string;
  readonly time: number;
  readonly input: number;
  readonly record: number;
}

export interface NewPlace {
  readonly site: string;
  readonly host: string;
  readonly peer: string;
  /** "country NL", "network 64500 Example". */
  readonly name: string;
  readonly time: number;
  /** How long the host was known before, and how many places. */
  readonly knownMs: number;
  readonly places: number;
  readonly isNewToAll: boolean;
}

const BASIS = {
  kind: 'confidence-class',
  name: 'low',
  why: 'people travel, services move, and databases of locations are often wrong',
} as const;

type Draft = Pick<
  Evidence,
  | 'site'
  | 'host'
  | 'peer'
  | 'key'
  | 'firstSeen'
  | 'lastSeen'
  | 'surprise'
  | 'summary'
  | 'contributions'
  | 'threshold'
  | 'records'
>;

function contextEvidence(draft: Draft): Evidence {
  const start = windowStart(draft.lastSeen);
  const whole = {
    revision: 0,
    family: 'context',
    role: 'actor',
    window: { start, end: start + WINDOW_MS },
    basis: BASIS,
    attributable: false,
    recordCount: draft.records.length,
    technique: null,
    ...draft,
  } as const;
  return { id: evidenceId(whole), ...whole };
}

export function newPlaceEvidence(found: NewPlace, batch: FlowBatch, row: number): Evidence {
  const { site, host, peer, name, time, knownMs, places, isNewToAll } = found;
  const others = isNewToAll ? 'nor had any other host of the site' : 'though other hosts of the site had';
  return contextEvidence({
    site,
    host,
    peer,
    key: `new ${name}`,
    firstSeen: time,
    lastSeen: time,
    surprise: isNewToAll ? 3 : 2.5,
    summary: `dealt with ${peer} in ${name}, as it had not in ${duration(knownMs)} before, ${others}`,
    contributions: [
      {
        feature: 'countries and networks that it dealt with before',
        value: places,
        unit: '',
        usual: null,
        share: 1,
      },
    ],
    threshold: null,
    records: [{ input: batch.input[row]!, record: batch.recordNumber[row]! }],
  });
}

export interface Travel {
  readonly site: string;
  readonly identity: string;
  readonly before: UserPlace;
  readonly now: UserPlace;
  readonly distance: number;
  readonly hours: number;
  readonly options: NewPlaceOptions;
}

export function travelEvidence({ site, identity, before, now, distance, hours, options }: Travel): Evidence {
  const speed = distance / hours;
  const from = before.countryCode === null ? before.address : `${before.address} (${before.countryCode})`;
  const to = now.countryCode === null ? '' : ` (${now.countryCode})`;
  return contextEvidence({
    site,
    host: now.address,
    peer: null,
    key: `travel of ${identity}`,
    firstSeen: before.time,
    lastSeen: now.time,
    surprise: 3,
    summary: `the user ${identity} came from ${from}, and ${duration(now.time - before.time)} later from here${to}, ${counted(Math.round(distance), 'kilometre')} away`,
    contributions: [
      {
        feature: 'speed between the two',
        value: Number(quantity(speed).replaceAll(',', '')),
        unit: 'km/h',
        usual: { low: 0, high: options.travelKmPerHour },
        share: 1,
      },
    ],
    threshold: { feature: 'speed between the two', value: options.travelKmPerHour, unit: 'km/h' },
    records: [before, now].map(({ input, record }) => ({ input, record })),
  });
}
