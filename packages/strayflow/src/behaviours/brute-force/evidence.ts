/** Guessed logins in words and numbers that a person can check. */
import type { Contribution, Evidence } from '../../model/evidence.js';
import { countOfSurprise, usualRange } from '../counting-test.js';
import { hostText } from '../host-key.js';
import { listed } from '../references.js';
import { evidenceOf, type Told } from '../telling.js';
import { plainCount, plainDuration, plainNumber } from '../words.js';
import type { BruteForceOptions, LoginService } from './options.js';
import { type LoginSeries, loginSurprise } from './series.js';

export function bruteForceEvidence(
  series: LoginSeries,
  service: LoginService,
  told: Told,
  site: string,
  options: BruteForceOptions,
): Evidence {
  const { within } = loginSurprise(series, service, options);
  const short = within === '5 minutes';
  const count = short ? series.most5Minutes : series.mostHour;
  const usualMean = short ? service.usualPer5Minutes : service.usualPerHour;
  const span = series.lastSeen - series.firstSeen;
  const meanBytes = series.measured === 0 ? null : series.bytes / series.measured;
  const meanSeconds = series.durationMs / series.logins / 1000;
  const peer = hostText(series.destination);
  const contribution = (
    feature: string,
    value: number,
    unit: string,
    usual: Contribution['usual'] = null,
    share = 0,
  ): Contribution => ({ feature, value, unit, usual, share });
  const contributions = [
    contribution(`short logins within ${within}`, count, '', usualRange(usualMean), 1),
    contribution('mean length of a login', meanSeconds, 's'),
    contribution('mean gap between logins', span / Math.max(1, series.logins - 1) / 1000, 's'),
  ];
  if (meanBytes !== null) contributions.push(contribution('mean bytes of a login', meanBytes, 'B'));
  const size = meanBytes === null ? '' : ` and ${plainNumber(meanBytes)} bytes`;
  return evidenceOf({
    revision: told.revision,
    family: 'brute-force',
    site,
    host: hostText(series.source),
    role: 'actor',
    peer,
    key: `${service.name} ${peer}:${series.port}`,
    firstSeen: series.firstSeen,
    lastSeen: series.lastSeen,
    basis: { kind: 'test-bound', test: 'negative binomial bound on short logins, dispersion 1' },
    surprise: told.surprise,
    attributable: series.proven > series.logins / 2,
    summary: `logged in to ${service.name} at ${peer}:${series.port} ${plainCount(series.logins, 'time')} in ${plainDuration(
      span,
    )} and left each time after about ${plainDuration(meanSeconds * 1000)}${size}, as guessed passwords do`,
    contributions,
    threshold: {
      feature: `short logins within ${within}`,
      value: countOfSurprise(options.fireSurprise + Math.log10(2), usualMean),
      unit: 'logins',
    },
    records: listed(series.references),
    recordCount: series.references.count,
    technique: 'T1110',
  });
}
