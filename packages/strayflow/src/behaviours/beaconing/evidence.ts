/** A beacon in words and numbers that a person can check. */
import type { Contribution, Evidence } from '../../model/evidence.js';
import { eitherSurprise } from '../destination/either.js';
import { Service } from '../destination/service.js';
import { standingContributions, standingWords } from '../destination/words.js';
import { hostText } from '../host-key.js';
import { protocolName } from '../protocol.js';
import { listed } from '../references.js';
import { evidenceOf, type Told } from '../telling.js';
import { plainCount, plainDuration, plainNumber } from '../words.js';
import type { Judgement } from './judgement.js';
import type { BeaconingOptions } from './options.js';
import type { Pair } from './pair.js';
import { agreementSurprise, ordinaryShare } from './regularity.js';

/** The fewest gaps, of which as many agree, that would have been told. */
function fewestGaps(judgement: Judgement, options: BeaconingOptions): number {
  const { agreeing, gaps, tolerance } = judgement.regularity;
  const { service, fresh, failing, sameSize, less } = judgement;
  const program = service + fresh + failing + sameSize - less;
  const correction = Math.log10(options.pairsPerHost);
  for (let n = options.minGaps; n < gaps; n++) {
    const chance =
      agreementSurprise(Math.round((n * agreeing) / gaps), n, ordinaryShare(tolerance)) - correction;
    if (eitherSurprise(chance, program) >= options.fireSurprise) return n;
  }
  return gaps;
}

function contributionsOf(judgement: Judgement): readonly Contribution[] {
  const { regularity, service, fresh, failing, sameSize } = judgement;
  const { agreeing, gaps, tolerance, within, periodMs } = regularity;
  const sum = service + fresh + failing + sameSize;
  const all: Contribution[] = [
    {
      feature: `pauses within ${plainNumber(100 * within)} % of ${plainDuration(periodMs)}`,
      value: agreeing,
      unit: '',
      usual: { low: 0, high: Math.ceil(ordinaryShare(tolerance) * gaps) },
      share: service / sum / 2,
    },
    ...standingContributions(judgement.standing, service / sum / 2, fresh / sum),
  ];
  if (failing > 0) {
    all.push({
      feature: 'attempts on an unusual port that fail',
      value: 100,
      unit: '%',
      usual: null,
      share: failing / sum,
    });
  }
  if (judgement.sizes > 0) {
    all.push({
      feature: 'visits that send as much as the middle one, within 10 %',
      value: (100 * judgement.alike) / judgement.sizes,
      unit: '%',
      usual: null,
      share: sameSize / sum,
    });
  }
  return all;
}

export function beaconEvidence(
  pair: Pair,
  judgement: Judgement,
  told: Told,
  site: string,
  options: BeaconingOptions,
): Evidence {
  const { agreeing, gaps, tolerance, within, periodMs } = judgement.regularity;
  const peer = hostText(pair.destination);
  const where = `${peer}:${pair.port} (${protocolName(pair.protocol)})`;
  const usual = Math.ceil(ordinaryShare(tolerance) * gaps);
  const answer = judgement.failing > 0 ? '; hardly any attempt succeeded' : '';
  return evidenceOf({
    revision: told.revision,
    family: 'beaconing',
    site,
    host: hostText(pair.source),
    role: 'actor',
    peer,
    ports: [pair.port],
    key: `${peer}:${pair.port}/${protocolName(pair.protocol)}`,
    firstSeen: pair.firstSeen,
    lastSeen: pair.lastSeen,
    basis: {
      kind: 'test-bound',
      test: 'binomial bound on gaps of bursty visits, and documented shares of ordinary programs that keep time',
    },
    surprise: told.surprise,
    attributable: pair.proven > pair.ended / 2,
    summary: `comes back to ${where} as a clock would, with pauses of about ${plainDuration(periodMs)}: ${plainNumber(
      agreeing,
    )} of ${plainCount(gaps, 'pause')} lie within ${plainNumber(100 * within)} % of it, where ordinary visits would have ${plainNumber(
      usual,
    )} or fewer; ${standingWords(judgement.standing)}${answer}`,
    contributions: contributionsOf(judgement),
    threshold: {
      feature: `pauses as regular as these, to ${judgement.standing.hosts === 1 ? 'a destination of one host' : 'such a destination'}`,
      value: fewestGaps(judgement, options),
      unit: 'pauses',
    },
    records: listed(pair.references),
    recordCount: pair.references.count,
    technique: pair.service === Service.other ? 'T1571' : 'T1071',
  });
}
