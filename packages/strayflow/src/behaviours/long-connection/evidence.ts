/** A long connection in words and numbers that a person can check. */
import type { Contribution, Evidence } from '../../model/evidence.js';
import { standingContributions, standingWords } from '../destination/words.js';
import { hostText } from '../host-key.js';
import type { Standing } from '../prevalence.js';
import { protocolName } from '../protocol.js';
import { listed } from '../references.js';
import { evidenceOf, type Told } from '../telling.js';
import { plainCount, plainDuration, plainNumber } from '../words.js';
import type { Durations } from './durations.js';
import { durationSurprise, othersAsLong } from './judgement.js';
import type { LongConnectionOptions } from './options.js';
import type { LongConnections } from './state.js';

/** Durations are looked at in steps of this factor. */
const STEP = 1.05;

/** The shortest duration of which this is true; no longer than the longest seen. */
function shortest(longestMs: number, fromMs: number, holds: (durationMs: number) => boolean): number {
  let duration = fromMs;
  while (duration < longestMs && !holds(duration)) duration *= STEP;
  return Math.min(duration, longestMs);
}

function contributionsOf(
  long: LongConnections,
  durations: Durations | undefined,
  standing: Standing,
  options: LongConnectionOptions,
): readonly Contribution[] {
  const usual = shortest(long.longestMs, 1_000, (ms) => othersAsLong(long, ms, durations, options) <= 0.05);
  return [
    {
      feature: 'longest connection',
      value: long.longestMs / 1000,
      unit: 's',
      usual: { low: 0, high: usual / 1000 },
      share: 0.5,
    },
    ...standingContributions(standing, 0.5, 0),
    { feature: 'long connections', value: long.connections, unit: '', usual: null, share: 0 },
    { feature: 'bytes sent on them', value: long.bytesSent, unit: 'B', usual: null, share: 0 },
    { feature: 'bytes received on them', value: long.bytesReceived, unit: 'B', usual: null, share: 0 },
  ];
}

export function longConnectionEvidence(
  long: LongConnections,
  durations: Durations | undefined,
  standing: Standing,
  told: Told,
  site: string,
  options: LongConnectionOptions,
): Evidence {
  const peer = hostText(long.destination);
  const name = protocolName(long.protocol);
  const others = othersAsLong(long, long.longestMs, durations, options);
  const seen = Math.max(0, (durations?.total ?? 0) - long.ended);
  const more =
    long.connections > 1 ? `, the longest of ${plainCount(long.connections, 'long connection')}` : '';
  return evidenceOf({
    revision: told.revision,
    family: 'long-connection',
    site,
    host: hostText(long.source),
    role: 'actor',
    peer,
    ports: [long.port],
    key: `${peer}:${long.port}/${name}`,
    firstSeen: long.firstSeen,
    lastSeen: long.lastSeen,
    basis: {
      kind: 'test-bound',
      test: 'share of connections of this service that last as long, and documented shares of ordinary programs',
    },
    surprise: told.surprise,
    attributable: long.proven > 0,
    summary: `kept a connection to ${peer}:${long.port} (${name}) open for ${plainDuration(long.longestMs)}${more}: about 1 of ${plainNumber(
      1 / others,
    )} connections to this port is taken to last as long, judged by ${plainCount(
      seen,
      'other',
    )} seen on the site; ${standingWords(standing)}`,
    contributions: contributionsOf(long, durations, standing, options),
    threshold: {
      feature: 'duration of the connection',
      value:
        shortest(
          long.longestMs,
          options.minDurationMs,
          (ms) => durationSurprise(long, ms, durations, standing, options) >= options.fireSurprise,
        ) / 1000,
      unit: 's',
    },
    records: listed(long.references),
    recordCount: long.references.count,
    technique: 'T1071',
  });
}
