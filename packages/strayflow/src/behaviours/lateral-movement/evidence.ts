/** Lateral movement in words and numbers that a person can check. */
import type { Contribution, Evidence } from '../../model/evidence.js';
import { countOfSurprise, usualRange } from '../counting-test.js';
import { hostText } from '../host-key.js';
import { listed } from '../references.js';
import { evidenceOf, type Told } from '../telling.js';
import { plainCount, plainDuration } from '../words.js';
import type { LateralMovementOptions } from './options.js';
import type { FirstSessionMeasure, FirstSessions } from './state.js';

const TECHNIQUES: Readonly<Record<string, string>> = {
  rdp: 'T1021.001',
  smb: 'T1021.002',
  rpc: 'T1021.003',
  ssh: 'T1021.004',
  vnc: 'T1021.005',
  winrm: 'T1021.006',
};

function namesOf(series: FirstSessions): string {
  const names = series.named.map(hostText);
  const more = series.hosts - names.length;
  return more > 0 ? `${names.join(', ')} and ${more} more` : names.join(', ');
}

export function lateralEvidence(
  series: FirstSessions,
  measure: FirstSessionMeasure,
  told: Told,
  site: string,
  options: LateralMovementOptions,
): Evidence {
  const service = options.services[series.service]!;
  const feature = `hosts used for the first time by ${service.name} within ${measure.within}`;
  const contribution = (
    name: string,
    value: number,
    unit: string,
    usual: Contribution['usual'] = null,
    share = 0,
  ): Contribution => ({ feature: name, value, unit, usual, share });
  return evidenceOf({
    revision: told.revision,
    family: 'lateral-movement',
    site,
    host: hostText(series.source),
    role: 'actor',
    peer: series.hosts === 1 ? hostText(series.named[0]!) : null,
    key: service.name,
    firstSeen: series.firstSeen,
    lastSeen: series.lastSeen,
    basis: {
      kind: 'test-bound',
      test: 'negative binomial bound on hosts used for the first time, dispersion 1',
    },
    surprise: told.surprise,
    attributable: true,
    summary: `held ${service.name} sessions with ${plainCount(
      series.hosts,
      'internal host',
    )} that it had not used before (${namesOf(series)}) in ${plainDuration(
      series.lastSeen - series.firstSeen,
    )}; usual are up to ${usualRange(measure.usualMean).high} within ${measure.within}, compared with ${plainDuration(
      measure.historyMs,
    )} of history`,
    contributions: [
      contribution(feature, measure.count, '', usualRange(measure.usualMean), 1),
      contribution('hosts used for the first time today', series.hosts, ''),
      contribution('of these, used by no other host', series.unshared, ''),
      contribution('history before', measure.historyMs, 'ms'),
    ],
    threshold: {
      feature,
      value: countOfSurprise(options.fireSurprise + Math.log10(2), measure.usualMean),
      unit: 'hosts',
    },
    records: listed(series.references),
    recordCount: series.references.count,
    technique: TECHNIQUES[service.name] ?? 'T1021',
  });
}
