/** DNS tunnels in words and numbers that a person can check. */
import type { Contribution, Evidence } from '../../model/evidence.js';
import { byteSize, percent } from '../../model/format.js';
import { visible } from '../../model/visible.js';
import { countOfSurprise, usualRange } from '../counting-test.js';
import { hostText } from '../host-key.js';
import { listed } from '../references.js';
import { usualVolumes, volumeOfSurprise } from '../tail-bound.js';
import { evidenceOf, type Told } from '../telling.js';
import { plainCount, plainDuration, plainNumber } from '../words.js';
import type { NameMeasure } from './measure.js';
import type { DnsTunnelOptions } from './options.js';
import type { NameSeries, PortSeries } from './state.js';

const LONGEST_DOMAIN = 64;

const contribution = (
  feature: string,
  value: number,
  unit: string,
  usual: Contribution['usual'] = null,
  share = 0,
): Contribution => ({ feature, value, unit, usual, share });

function domainText(domain: string): string {
  if (domain === '') return 'no known top-level domain';
  const text = visible(domain);
  return text.length > LONGEST_DOMAIN ? `${text.slice(0, LONGEST_DOMAIN - 1)}…` : text;
}

export function namesEvidence(
  series: NameSeries,
  measure: NameMeasure,
  told: Told,
  site: string,
  options: DnsTunnelOptions,
): Evidence {
  const domain = domainText(series.domain);
  const feature = `new names that carry data within ${measure.within}`;
  const mean = series.characters / Math.max(1, series.names);
  const carriers = series.carriers / Math.max(1, series.names);
  const through = measure.forwarder ? ', for clients of its own,' : '';
  const others = measure.otherClients === 0 ? '' : `; ${measure.otherClients} other clients here do so, too`;
  return evidenceOf({
    revision: told.revision,
    family: 'dns-tunnel',
    site,
    host: hostText(series.client),
    role: 'actor',
    peer: series.manyServers ? null : hostText(series.server),
    key: `names ${domain}`,
    firstSeen: series.firstSeen,
    lastSeen: series.lastSeen,
    basis: { kind: 'test-bound', test: 'negative binomial bound on new names that carry data, dispersion 1' },
    surprise: told.surprise,
    attributable: false,
    summary: `asked${through} for ${plainCount(series.names, 'different name')} under ${domain} in ${plainDuration(
      series.lastSeen - series.firstSeen,
    )}, ${plainNumber(mean)} characters long below the domain, ${percent(carriers)} of types that carry large answers: names as a DNS tunnel makes them${others}`,
    contributions: [
      contribution(feature, measure.count, '', usualRange(measure.usualMean), 1),
      contribution('different names', series.names, ''),
      contribution('mean length below the domain', mean, 'characters'),
      contribution('longest name below the domain', series.longest, 'characters'),
      contribution('share of NULL, TXT, CNAME and the like', 100 * carriers, '%'),
      contribution('queries', series.queries, ''),
      contribution('characters of first answers', series.answerCharacters, ''),
    ],
    threshold: {
      feature,
      value: countOfSurprise(options.fireSurprise + Math.log10(2), measure.usualMean),
      unit: 'names',
    },
    records: listed(series.references),
    recordCount: series.references.count,
    technique: 'T1071.004',
  });
}

export function portEvidence(
  series: PortSeries,
  told: Told,
  site: string,
  options: DnsTunnelOptions,
): Evidence {
  const peer = hostText(series.server);
  const feature = 'bytes beyond ordinary queries and answers within an hour';
  return evidenceOf({
    revision: told.revision,
    family: 'dns-tunnel',
    site,
    host: hostText(series.client),
    role: 'actor',
    peer,
    key: `port 53 ${peer}`,
    firstSeen: series.firstSeen,
    lastSeen: series.lastSeen,
    basis: { kind: 'test-bound', test: 'Lomax bound on bytes beyond ordinary packets, tail index 2' },
    surprise: told.surprise,
    attributable: series.proven > series.references.count / 2,
    summary: `exchanged ${byteSize(series.beyond)} with port 53 of ${peer} within an hour beyond what queries and answers of ordinary size hold (${plainCount(
      series.packets,
      'packet',
    )} sent, ${byteSize(series.bytes)}), as a DNS tunnel does; what was asked is not in these records`,
    contributions: [
      contribution(feature, series.beyond, 'B', usualVolumes(options.usualBeyondBytes), 1),
      contribution('mean bytes of a packet sent', series.bytes / Math.max(1, series.packets), 'B'),
      contribution('packets sent', series.packets, ''),
    ],
    threshold: {
      feature,
      value: Math.ceil(volumeOfSurprise(options.fireSurprise, options.usualBeyondBytes)),
      unit: 'B',
    },
    records: listed(series.references),
    recordCount: series.references.count,
    technique: 'T1071.004',
  });
}
