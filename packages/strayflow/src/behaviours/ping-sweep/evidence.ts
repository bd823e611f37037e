/** A sweep in words and numbers that a person can check. */
import type { Contribution, Evidence } from '../../model/evidence.js';
import { countOfSurprise, usualRange } from '../counting-test.js';
import { hostText } from '../host-key.js';
import { listed } from '../references.js';
import { evidenceOf, type Told } from '../telling.js';
import { plainCount, plainDuration, plainNumber } from '../words.js';
import type { PingSweepOptions } from './options.js';
import { type Judgement, type Sweep, usualPerMinute } from './sweep.js';

function summarize(sweep: Sweep): string {
  const span = plainDuration(sweep.lastSeen - sweep.firstSeen);
  const hosts = plainCount(sweep.hosts, sweep.kind === 'icmp' ? 'host' : 'address');
  const plural = sweep.kind === 'arp' && sweep.hosts !== 1 ? `${plainNumber(sweep.hosts)} addresses` : hosts;
  const doubt = sweep.forwards
    ? '; it forwards packets of others, and may ask on their behalf'
    : sweep.returned >= sweep.hosts / 2
      ? '; it came back to them later, as monitors do'
      : '';
  if (sweep.kind === 'arp') return `asked by ARP who has ${plural} in ${span}${doubt}`;
  return `pinged ${plural} in ${span}, ${plainNumber(sweep.silent)} of which stayed silent${doubt}`;
}

export function sweepEvidence(
  sweep: Sweep,
  by: Judgement['by'],
  told: Told,
  site: string,
  options: PingSweepOptions,
): Evidence {
  const usual = usualPerMinute(sweep, options);
  const contribution = (
    feature: string,
    value: number,
    share: number,
    range: Contribution['usual'] = null,
  ): Contribution => ({ feature, value, unit: '', usual: range, share });
  const step = Math.log10(options.sweeperSilence / options.ordinarySilence);
  const needed = options.fireSurprise + Math.log10(2);
  const byCount = by === 'count';
  return evidenceOf({
    revision: told.revision,
    family: 'ping-sweep',
    site,
    host: hostText(sweep.source),
    role: 'actor',
    peer: null,
    key: sweep.kind,
    firstSeen: sweep.firstSeen,
    lastSeen: sweep.lastSeen,
    basis: {
      kind: 'test-bound',
      test: byCount
        ? 'negative binomial bound on hosts first asked for in a minute, dispersion 1'
        : 'threshold random walk on silent hosts',
    },
    surprise: told.surprise,
    attributable: false,
    summary: summarize(sweep),
    contributions: [
      contribution(
        'hosts first asked for within a minute',
        sweep.mostPerMinute,
        byCount ? 1 : 0,
        usualRange(usual),
      ),
      contribution('hosts that stayed silent', sweep.silent, byCount ? 0 : 1),
      contribution('hosts that answered', sweep.answered, 0),
      contribution('hosts asked for again later', sweep.returned, 0),
    ],
    threshold: byCount
      ? {
          feature: 'hosts first asked for within a minute',
          value: Math.max(options.minHosts, countOfSurprise(needed, usual)),
          unit: 'hosts',
        }
      : {
          feature: 'hosts that stayed silent',
          value: Math.max(options.minHosts, Math.ceil(needed / step - 1e-9)),
          unit: 'hosts',
        },
    records: listed(sweep.references),
    recordCount: sweep.references.count,
    technique: 'T1018',
  });
}
