/** What an indicator is worth at a time: by how sure its source is, and how old it is. */
import { addedOf } from './matcher.js';
import type { Confidence, IndicatorEntry, IndicatorOptions } from './options.js';

/** How a host came upon it. */
export type Sight = 'contact' | 'incoming' | 'name' | 'resolver' | 'certificate' | 'fingerprint';

export function freshSurprise(confidence: Confidence, options: IndicatorOptions): number {
  if (confidence === 'high') return options.highSurprise;
  return confidence === 'medium' ? options.mediumSurprise : options.lowSurprise;
}

/** Age (ms) at `now` (Unix ms); null where it is not known, 0 for what was listed only later. */
export function ageOf(entry: IndicatorEntry, now: number): number | null {
  const added = addedOf(entry);
  return added === null ? null : Math.max(0, now - added);
}

export function isExpired(entry: IndicatorEntry, now: number): boolean {
  return entry.expires !== undefined && Date.parse(entry.expires) < now;
}

export function surpriseOf(
  entry: IndicatorEntry,
  sight: Sight,
  now: number,
  options: IndicatorOptions,
): number {
  const age = ageOf(entry, now);
  const decade = entry.kind === 'address' ? options.addressDecadeMs : options.otherDecadeMs;
  let less = age === null ? options.unknownAgeLess : age / decade;
  if (isExpired(entry, now)) less += options.expiredLess;
  if (sight === 'fingerprint') less += options.fingerprintLess;
  if (sight === 'incoming') less += options.incomingLess;
  if (sight === 'resolver') less += options.resolverLess;
  return Math.max(0, freshSurprise(entry.confidence, options) - less);
}
