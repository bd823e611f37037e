/**
 * How surprising a pair is: either ordinary visits happen to be as regular as this, or an ordinary program keeps this
 * time with such a destination. The probabilities of both add up.
 */
import { eitherSurprise } from '../destination/either.js';
import { commonness, ignorance, isNew, serviceSurprise } from '../destination/rarity.js';
import { Service } from '../destination/service.js';
import type { Standing } from '../prevalence.js';
import type { BeaconingOptions } from './options.js';
import { keptGaps, keptSizes, type Pair } from './pair.js';
import { alike, type Regularity, regularity } from './regularity.js';

/** More than this share of flows must fail before they are called a retry of a dead service. */
const FAILING = 0.8;
const SAME_SIZE = 0.8;
const FAILING_DECADES = 0.7;
const SAME_SIZE_DECADES = 0.3;

export interface Judgement {
  readonly surprise: number;
  readonly regularity: Regularity;
  readonly standing: Standing;
  /** -log10 of the share of ordinary hosts with a program that does this: its parts. */
  readonly service: number;
  readonly fresh: number;
  readonly failing: number;
  readonly sameSize: number;
  /** Taken away: many use it, too few hosts to tell, many such pairs of this host. */
  readonly less: number;
  /** Sizes within a tenth of their median, of how many known. */
  readonly alike: number;
  readonly sizes: number;
}

/** `peers`: destinations on unusual ports that the host keeps coming back to, as peer-to-peer programs have many. */
export function judge(
  pair: Pair,
  standing: Standing,
  peers: number,
  options: BeaconingOptions,
): Judgement | null {
  const regular = regularity(keptGaps(pair), options.minGaps, options.joinMs);
  if (regular === null) return null;
  const sizes = keptSizes(pair);
  const same = alike(sizes);
  const unusual = pair.service === Service.other;
  const failing = unusual && pair.ended > 0 && pair.failed > FAILING * pair.ended ? FAILING_DECADES : 0;
  const sameSize =
    sizes.length >= options.minGaps && same >= SAME_SIZE * sizes.length ? SAME_SIZE_DECADES : 0;
  const service = serviceSurprise(pair.service, options);
  const fresh = isNew(standing, pair.lastSeen, options) ? options.newSurprise : 0;
  const crowd = unusual ? Math.log10(Math.max(1, peers)) : 0;
  const less = commonness(standing) + ignorance(standing, options) + crowd;
  const program = Math.max(0, service + fresh + failing + sameSize - less);
  const chance = Math.max(0, regular.surprise - Math.log10(options.pairsPerHost));
  return {
    surprise: Math.max(0, Math.min(options.maxSurprise, eitherSurprise(chance, program))),
    regularity: regular,
    standing,
    service,
    fresh,
    failing,
    sameSize,
    less,
    alike: same,
    sizes: sizes.length,
  };
}
