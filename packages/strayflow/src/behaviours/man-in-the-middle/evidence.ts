/** A device between others, in words and numbers that a person can check. */
import type { Contribution, Evidence, RecordReference } from '../../model/evidence.js';
import { MAX_REFERENCES } from '../../model/evidence.js';
import { hostText } from '../host-key.js';
import type { Intrusion } from '../link/intrusion.js';
import { macText } from '../link/mac.js';
import { listed } from '../references.js';
import { evidenceOf, type Told } from '../telling.js';
import { plainCount, plainDuration } from '../words.js';
import type { ManInTheMiddleOptions } from './options.js';

/** Surprise by what was seen; documented in docs/detection/man-in-the-middle.md. */
export const MITM_SURPRISE = { two: 6, one: 4.5, announced: 4, withFlows: 1 } as const;

export interface Assessment {
  /** Whose the evidence is: the intruder's own address, or, where it has none, the address that it took. */
  readonly host: string;
  readonly role: Evidence['role'];
  readonly intrusions: readonly Intrusion[];
  readonly surprise: number;
}

const MAX_NAMED = 3;

function named(texts: readonly string[]): string {
  const shown = texts.slice(0, MAX_NAMED);
  const more = texts.length - shown.length;
  if (more > 0) return `${shown.join(', ')} and ${more} more`;
  return shown.length < 2 ? shown.join('') : `${shown.slice(0, -1).join(', ')} and ${shown.at(-1)}`;
}

function recordsOf(intrusions: readonly Intrusion[]): { records: RecordReference[]; count: number } {
  const records: RecordReference[] = [];
  let count = 0;
  for (const { holding } of intrusions) {
    count += holding.references.count;
    records.push(...listed(holding.references));
  }
  records.sort((a, b) => a.input - b.input || a.record - b.record);
  return { records: records.slice(0, MAX_REFERENCES), count };
}

const CLASS_WHY =
  'cards that share an address, failover and mistaken addresses do not keep telling others, unasked, that the address of a live device is theirs';

export function interceptionEvidence(
  { host, role, intrusions, surprise }: Assessment,
  firstSeen: number,
  told: Told,
  site: string,
  options: ManInTheMiddleOptions,
): Evidence {
  const first = intrusions[0]!;
  const mac = macText(first.claim.mac);
  const sum = (pick: (intrusion: Intrusion) => number) =>
    intrusions.reduce((total, each) => total + pick(each), 0);
  const directed = sum(({ claim }) => claim.directed);
  const announced = sum(({ claim }) => claim.announced);
  const flows = sum(({ claim }) => claim.flows);
  const lastSeen = Math.max(...intrusions.map(({ claim }) => claim.lastSeen));
  const addresses = named(intrusions.map(({ holding }) => hostText(holding.address)));
  const holders = named([...new Set(intrusions.map(({ rival }) => macText(rival.mac)))]);
  const unasked = directed > 0 ? plainCount(directed, 'answer') : plainCount(announced, 'announcement');
  const subject = role === 'actor' ? `its MAC ${mac} claimed` : `${mac} claimed`;
  const through = flows > 0 ? `; ${plainCount(flows, 'flow')} from there came with that MAC since` : '';
  const records = recordsOf(intrusions);
  const share = (value: number) => value / (directed + announced);
  const contributions: Contribution[] = [
    {
      feature: 'answers that nobody had asked for',
      value: directed,
      unit: '',
      usual: { low: 0, high: options.minDirected - 1 },
      share: share(directed),
    },
    {
      feature: 'announcements',
      value: announced,
      unit: '',
      usual: { low: 0, high: 8 },
      share: share(announced),
    },
    {
      feature: 'addresses of other devices that it claims',
      value: intrusions.length,
      unit: '',
      usual: { low: 0, high: 0 },
      share: 0,
    },
    { feature: 'flows from these addresses with its MAC', value: flows, unit: '', usual: null, share: 0 },
  ];
  return evidenceOf({
    revision: told.revision,
    family: 'man-in-the-middle',
    site,
    host: hostText(host),
    role,
    peer: role === 'actor' ? hostText(first.holding.address) : null,
    key: `link ${mac}`,
    firstSeen,
    lastSeen,
    basis: {
      kind: 'confidence-class',
      name: surprise >= MITM_SURPRISE.one ? 'high' : 'medium',
      why: CLASS_WHY,
    },
    surprise,
    attributable: role === 'actor',
    summary: `${subject} ${addresses}, which ${holders} ${intrusions.length > 1 ? 'hold' : 'holds'}, in ${unasked} that nobody had asked for within ${plainDuration(
      lastSeen - firstSeen,
    )}${through}`,
    contributions,
    threshold:
      directed > 0
        ? { feature: 'answers that nobody had asked for', value: options.minDirected, unit: '' }
        : { feature: 'announcements', value: 9, unit: '' },
    records: records.records,
    recordCount: records.count,
    technique: 'T1557.002',
  });
}
