/** A flood in words and numbers that a person can check: once about its victim, once about each source it is laid to. */
import type { Contribution, Evidence } from '../../model/evidence.js';
import { BIN_MS } from '../../model/window.js';
import { countOfSurprise, usualRange } from '../counting-test.js';
import { hostText } from '../host-key.js';
import { listed } from '../references.js';
import { evidenceOf, type Told } from '../telling.js';
import { plainCount, plainDuration, plainNumber } from '../words.js';
import { type Crowd, type Sender, senderCount } from './crowd.js';
import { type FloodKind, type Meter, usualCount, windowTicks } from './meter.js';
import type { FloodOptions } from './options.js';

const UNITS: Record<FloodKind, string> = {
  syn: 'unfinished connection',
  'syn-ports': 'unfinished connection',
  udp: 'unanswered UDP flow',
  icmp: 'echo request',
  http: 'connection',
};

/** MITRE ATT&CK: direct network flood, service exhaustion flood. */
const TECHNIQUES: Record<FloodKind, string> = {
  syn: 'T1498.001',
  'syn-ports': 'T1498.001',
  udp: 'T1498.001',
  icmp: 'T1498.001',
  http: 'T1499.002',
};

function place(meter: Meter): string {
  const victim = hostText(meter.victim);
  if (meter.port < 0) return victim;
  return victim.includes(':') ? `[${victim}]:${meter.port}` : `${victim}:${meter.port}`;
}

function keyOf(meter: Meter): string {
  const from = meter.client === '' ? '' : ` from ${hostText(meter.client)}`;
  return `${meter.kind} ${place(meter)}${from}`;
}

/** "13,122 unfinished connections in under 1 s" */
function extent(meter: Meter, counted: number, crowd: Crowd): string {
  return `${plainCount(counted, UNITS[meter.kind])} in ${plainDuration(crowd.lastSeen - crowd.firstSeen)}`;
}

function sourcesInWords(crowd: Crowd): string {
  const { value, exact } = senderCount(crowd);
  return `${exact ? '' : 'about '}${plainCount(value, 'source')}`;
}

function windowInWords(kind: FloodKind): string {
  return plainDuration(windowTicks(kind) * BIN_MS);
}

function contributionsOf(meter: Meter, crowd: Crowd, options: FloodOptions): readonly Contribution[] {
  const seconds = Math.max(1, (crowd.lastSeen - crowd.firstSeen) / 1000);
  const usual = usualRange(usualCount(meter.kind, options));
  const contribution = (
    feature: string,
    value: number,
    unit: string,
    range: Contribution['usual'],
    share: number,
  ): Contribution => ({ feature, value, unit, usual: range, share });
  return [
    contribution(`${UNITS[meter.kind]}s within ${windowInWords(meter.kind)}`, meter.most, '', usual, 1),
    contribution('sources', senderCount(crowd).value, '', null, 0),
    contribution(`${UNITS[meter.kind]}s a second`, crowd.count / seconds, '/s', null, 0),
    contribution('bytes a second', crowd.bytes / seconds, 'B/s', null, 0),
  ];
}

type Shared = Pick<
  Evidence,
  | 'family'
  | 'site'
  | 'key'
  | 'firstSeen'
  | 'lastSeen'
  | 'basis'
  | 'contributions'
  | 'threshold'
  | 'records'
  | 'recordCount'
  | 'technique'
>;

function shared(meter: Meter, crowd: Crowd, site: string, options: FloodOptions): Shared {
  return {
    family: 'flood',
    site,
    ...(meter.port > 0 ? { ports: [meter.port] } : {}),
    key: keyOf(meter),
    firstSeen: crowd.firstSeen,
    lastSeen: crowd.lastSeen,
    basis: { kind: 'test-bound', test: 'negative binomial bound on a count in a window, dispersion 1' },
    contributions: contributionsOf(meter, crowd, options),
    threshold: {
      feature: `${UNITS[meter.kind]}s within ${windowInWords(meter.kind)}`,
      value: countOfSurprise(options.fireSurprise, usualCount(meter.kind, options)),
      unit: `${UNITS[meter.kind]}s`,
    },
    records: listed(crowd.references),
    recordCount: crowd.references.count,
    technique: TECHNIQUES[meter.kind],
  };
}

export function victimEvidence(
  meter: Meter,
  crowd: Crowd,
  accused: readonly { readonly key: string }[],
  told: Told,
  site: string,
  options: FloodOptions,
): Evidence {
  const blame =
    accused.length === 0
      ? 'no few sources make most of it, and forged addresses would look the same'
      : `mostly from ${accused.map(({ key }) => hostText(key)).join(', ')}`;
  return evidenceOf({
    ...shared(meter, crowd, site, options),
    revision: told.revision,
    host: hostText(meter.victim),
    role: 'victim',
    peer: accused.length === 1 ? hostText(accused[0]!.key) : null,
    surprise: told.surprise,
    attributable: false,
    summary: `was flooded with ${extent(meter, crowd.count, crowd)} at ${place(meter)} from ${sourcesInWords(crowd)}: ${blame}`,
  });
}

export function actorEvidence(
  meter: Meter,
  crowd: Crowd,
  source: string,
  sender: Sender,
  told: Told,
  site: string,
  options: FloodOptions,
): Evidence {
  const attributable = sender.proven > sender.count / 2;
  const doubt = attributable ? '' : '; no handshake shows that the address is its own';
  return evidenceOf({
    ...shared(meter, crowd, site, options),
    revision: told.revision,
    host: hostText(source),
    role: 'actor',
    peer: hostText(meter.victim),
    surprise: told.surprise,
    attributable,
    summary: `flooded ${place(meter)} with ${extent(meter, sender.count, crowd)}, ${plainNumber(
      (100 * sender.count) / crowd.count,
    )} % of all${doubt}`,
  });
}
