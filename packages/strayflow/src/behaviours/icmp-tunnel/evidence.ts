/** ICMP tunnels in words and numbers that a person can check. */
import type { Contribution, Evidence } from '../../model/evidence.js';
import { byteSize } from '../../model/format.js';
import { countOfSurprise, usualRange } from '../counting-test.js';
import { hostText } from '../host-key.js';
import { listed } from '../references.js';
import { usualVolumes, volumeOfSurprise } from '../tail-bound.js';
import { evidenceOf, type Told } from '../telling.js';
import { plainCount, plainDuration, plainNumber } from '../words.js';
import type { IcmpTunnelOptions } from './options.js';
import { type EchoSeries, echoSurprise } from './state.js';

const contribution = (
  feature: string,
  value: number,
  unit: string,
  usual: Contribution['usual'] = null,
  share = 0,
): Contribution => ({ feature, value, unit, usual, share });

export function echoEvidence(
  series: EchoSeries,
  told: Told,
  site: string,
  options: IcmpTunnelOptions,
): Evidence {
  const { bySizes } = echoSurprise(series, options);
  const peer = hostText(series.server);
  const sent = series.bytesSent / Math.max(1, series.packetsSent);
  const received = series.bytesReceived / Math.max(1, series.packetsReceived);
  const odd = 'echo packets whose answers had another size';
  const beyond = 'bytes beyond the size of ordinary pings';
  const fire = options.fireSurprise + Math.log10(2);
  const reason = bySizes
    ? `${plainCount(series.odd, 'packet')} got answers of another size, though an echo returns what it was sent`
    : 'more than pings hold, though each answer has the size of its request';
  return evidenceOf({
    revision: told.revision,
    family: 'icmp-tunnel',
    site,
    host: hostText(series.client),
    role: 'actor',
    peer,
    key: `echo ${peer}`,
    firstSeen: series.firstSeen,
    lastSeen: series.lastSeen,
    basis: bySizes
      ? { kind: 'test-bound', test: 'negative binomial bound on echo packets answered by another size' }
      : { kind: 'test-bound', test: 'Lomax bound on echo bytes beyond ordinary pings, tail index 2' },
    surprise: told.surprise,
    attributable: false,
    summary: `exchanged ${byteSize(series.bytesSent + series.bytesReceived)} with ${peer} in ICMP echo packets in ${plainDuration(
      series.lastSeen - series.firstSeen,
    )} (${plainNumber(series.packetsSent)} of ${plainNumber(sent)} bytes on average, ${plainNumber(
      series.packetsReceived,
    )} of ${plainNumber(received)} back): ${reason}`,
    contributions: [
      contribution(odd, series.odd, '', usualRange(options.usualOddPackets), bySizes ? 1 : 0),
      contribution(beyond, series.beyond, 'B', usualVolumes(options.usualBeyondBytes), bySizes ? 0 : 1),
      contribution('mean bytes of a packet sent', sent, 'B'),
      contribution('mean bytes of a packet received', received, 'B'),
    ],
    threshold: bySizes
      ? { feature: odd, value: countOfSurprise(fire, options.usualOddPackets), unit: 'packets' }
      : { feature: beyond, value: Math.ceil(volumeOfSurprise(fire, options.usualBeyondBytes)), unit: 'B' },
    records: listed(series.references),
    recordCount: series.references.count,
    technique: 'T1095',
  });
}
