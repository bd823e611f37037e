/** Data sent out, in words and numbers that a person can check. */
import type { Contribution, Evidence } from '../../model/evidence.js';
import { byteSize, measured } from '../../model/format.js';
import { hostText } from '../host-key.js';
import { usualVolumes, volumeOfSurprise } from '../tail-bound.js';
import { evidenceOf, type Told } from '../telling.js';
import { plainCount, plainDuration } from '../words.js';
import { listedLargest } from './largest-references.js';
import { serviceNumbers, type UploadMeasure } from './measure.js';
import type { ExfiltrationOptions } from './options.js';
import type { PairUploads } from './state.js';

function historyWords(measure: UploadMeasure): string {
  const { historyMs, volumes } = measure;
  if (volumes === 0)
    return `and there is too little history of this host to compare with (${plainDuration(historyMs)})`;
  return `compared with ${volumes} hourly volumes that it sent before, in ${plainDuration(historyMs)}`;
}

function destinationWords(measure: UploadMeasure): string {
  if (measure.speedTest) return ', up and down at once as a speed test does';
  const { otherSenders } = measure;
  if (otherSenders > 0)
    return `, to which ${plainCount(otherSenders, 'other host')} ${otherSenders === 1 ? 'sends' : 'send'}, too`;
  return ', to which no other host here sends';
}

export function exfiltrationEvidence(
  pair: PairUploads,
  measure: UploadMeasure,
  told: Told,
  site: string,
  options: ExfiltrationOptions,
): Evidence {
  const service = serviceNumbers(pair.service, options);
  const peer = hostText(pair.destination);
  const contribution = (
    feature: string,
    value: number,
    unit: string,
    usual: Contribution['usual'] = null,
    share = 0,
  ): Contribution => ({ feature, value, unit, usual, share });
  return evidenceOf({
    revision: told.revision,
    family: 'exfiltration',
    site,
    host: hostText(pair.source),
    role: 'actor',
    peer,
    ports: [pair.port],
    key: `${service.name} ${peer}`,
    firstSeen: pair.firstSeen,
    lastSeen: pair.lastSeen,
    basis: { kind: 'test-bound', test: 'Lomax bound on bytes sent beyond those received, tail index 2' },
    surprise: told.surprise,
    attributable: pair.proven > pair.records / 2,
    summary: `sent ${byteSize(measure.bytes)} more than it got to ${peer}:${pair.port} (${service.name}) within ${measure.within}${destinationWords(
      measure,
    )}; usual are up to ${measured(usualVolumes(measure.scale).high, 'B')}, ${historyWords(measure)}`,
    contributions: [
      contribution(
        `bytes sent beyond those received within ${measure.within}`,
        measure.bytes,
        'B',
        usualVolumes(measure.scale),
        1,
      ),
      contribution('bytes sent', pair.sent, 'B'),
      contribution('bytes received', pair.received, 'B'),
      contribution('hours with uploads', pair.hours, 'h'),
      contribution('history of this host', measure.historyMs, 'ms'),
      contribution('other hosts that send there', measure.otherSenders, ''),
    ],
    threshold: {
      feature: `bytes sent beyond those received within ${measure.within}`,
      value: Math.ceil(volumeOfSurprise(options.fireSurprise + Math.log10(2), measure.scale)),
      unit: 'B',
    },
    records: listedLargest(pair.references),
    recordCount: pair.references.count,
    technique: pair.service === 0 ? 'T1048' : 'T1041',
  });
}
