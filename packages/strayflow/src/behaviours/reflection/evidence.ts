/** A reflection attack in words and numbers that a person can check: its victim, and by what it was amplified. */
import type { Contribution, Evidence } from '../../model/evidence.js';
import { countOfSurprise, usualRange } from '../counting-test.js';
import { type Crowd, senderCount } from '../flood/crowd.js';
import { hostText } from '../host-key.js';
import { listed } from '../references.js';
import { evidenceOf, type Told } from '../telling.js';
import { plainCount, plainDuration, plainNumber } from '../words.js';
import type { ReflectionOptions } from './options.js';
import { answerName, requestBytes } from './services.js';
import { type Reflection, usualAnswers } from './state.js';

/** Bytes received for each byte of the smallest request; null where bytes are unknown. */
function amplification(reflection: Reflection, crowd: Crowd): number | null {
  const requests = reflection.requestsBefore + reflection.requests;
  if (crowd.bytes === 0 || requests === 0) return null;
  return crowd.bytes / (requests * requestBytes(reflection.service));
}

export function reflectionEvidence(
  reflection: Reflection,
  crowd: Crowd,
  told: Told,
  site: string,
  options: ReflectionOptions,
): Evidence {
  const { meter, service } = reflection;
  const name = answerName(service);
  const victim = hostText(meter.victim);
  const usual = usualAnswers(service, options);
  const servers = senderCount(crowd);
  const factor = amplification(reflection, crowd);
  const seconds = Math.max(1, (crowd.lastSeen - crowd.firstSeen) / 1000);
  const contribution = (
    feature: string,
    value: number,
    unit: string,
    range: Contribution['usual'] = null,
    share = 0,
  ): Contribution => ({ feature, value, unit, usual: range, share });
  const contributions = [
    contribution('unrequested answers within 5 min', meter.most, '', usualRange(usual), 1),
    contribution('servers', servers.value, ''),
    contribution('unrequested answers a second', crowd.count / seconds, '/s'),
    contribution('bytes a second', crowd.bytes / seconds, 'B/s'),
  ];
  if (factor !== null) contributions.push(contribution('amplification', factor, 'x'));
  const times =
    factor === null ? '' : `, ${plainNumber(factor)} times the bytes of the smallest requests for them`;
  const from = `${servers.exact ? '' : 'about '}${plainCount(servers.value, 'server')}`;
  return evidenceOf({
    revision: told.revision,
    family: 'reflection',
    site,
    host: victim,
    role: 'victim',
    peer: null,
    key: name,
    firstSeen: crowd.firstSeen,
    lastSeen: crowd.lastSeen,
    basis: { kind: 'test-bound', test: 'negative binomial bound on a count in a window, dispersion 1' },
    surprise: told.surprise,
    attributable: false,
    summary: `received ${plainCount(crowd.count, 'unrequested answer')} (${name}) in ${plainDuration(
      crowd.lastSeen - crowd.firstSeen,
    )} at ${victim} from ${from}${times}: they are answers to requests forged in its name`,
    contributions,
    threshold: {
      feature: 'unrequested answers within 5 min',
      value: countOfSurprise(options.fireSurprise, usual),
      unit: 'answers',
    },
    records: listed(crowd.references),
    recordCount: crowd.references.count,
    technique: 'T1498.002',
  });
}
