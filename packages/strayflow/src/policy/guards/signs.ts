/** Guards that look at what the traffic says for a host: much used before, or merely answering. */
import type { Evidence } from '../../model/evidence.js';
import { MUCH_USED_KEY, REFLECTOR_KEY } from '../../model/guard-signs.js';
import type { PolicyOptions } from '../options.js';
import { type PartialRisk, provenPart } from '../partial-risk.js';
import type { Guard } from './guard.js';

const HOUR_MS = 3_600_000;
/** Use counts when it was much this long before the incident (ms): what led to it may have looked like use. */
const BEFORE_MS = HOUR_MS;
/** The sign is told again every week; after so long without (ms) nobody uses the peer any more. */
const LASTS_MS = 28 * 24 * HOUR_MS;
/** A server that was made to answer is left alone so long (ms). */
const ANSWERED_MS = 24 * HOUR_MS;

function signOf(evidence: readonly Evidence[], key: string): Evidence | undefined {
  return evidence.find((each) => each.family === 'context' && each.key === key);
}

/** The first record of anything that the host is accused of (Unix ms); Infinity where it is accused of nothing. */
function incidentStart(evidence: readonly Evidence[]): number {
  return evidence.reduce(
    (first, { family, firstSeen }) => (family === 'context' ? first : Math.min(first, firstSeen)),
    Number.POSITIVE_INFINITY,
  );
}

/** A peer that many own hosts used before: blocking it would harm them, whatever happened to it since. */
export function muchUsedGuard(evidence: readonly Evidence[], options: PolicyOptions): Guard | null {
  if (!options.spareMuchUsed) return null;
  const sign = signOf(evidence, MUCH_USED_KEY);
  const start = incidentStart(evidence);
  if (sign === undefined || sign.firstSeen + BEFORE_MS > start || sign.lastSeen + LASTS_MS < start)
    return null;
  return { name: 'much-used-peer', reason: `before this began, it ${sign.summary}` };
}

/**
 * A host that merely answered forged requests. One whose own handshakes show an attack is none, whatever it sends
 * besides: else a source port of 53 would make anybody untouchable.
 */
export function reflectorGuard(
  evidence: readonly Evidence[],
  now: number,
  options: PolicyOptions,
  partial: PartialRisk,
): Guard | null {
  const sign = signOf(evidence, REFLECTOR_KEY);
  if (sign === undefined || now - sign.lastSeen > ANSWERED_MS) return null;
  if (provenPart(evidence, partial).risk >= options.attributableLine) return null;
  return { name: 'reflector', reason: `it ${sign.summary}` };
}
