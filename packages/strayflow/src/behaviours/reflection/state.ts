/** What the reflection behaviour remembers of one site. */

import { RESETS } from '../../model/amplifiers.js';
import { countSurprise } from '../counting-test.js';
import { senderCount } from '../flood/crowd.js';
import type { Meter } from '../flood/meter.js';
import type { ReflectionOptions } from './options.js';

/** Answers of one kind to one host. */
export interface Reflection {
  /** UDP port, SYN_ACKS or RESETS. */
  readonly service: number;
  readonly meter: Meter<'reflection'>;
  /** Flows of this window, and of the one before: each is the answer to one forged request. */
  requests: number;
  requestsBefore: number;
}

export interface ReflectionState {
  /** By victim and service. */
  readonly reflections: Map<string, Reflection>;
  dropped: number;
}

export function usualAnswers(service: number, options: ReflectionOptions): number {
  return service === RESETS ? options.usualResets : options.usualAnswers;
}

export function reflectionSurprise({ meter, service }: Reflection, options: ReflectionOptions): number {
  const surprise = countSurprise(meter.most, usualAnswers(service, options));
  if (surprise < options.fireSurprise) return 0;
  const reflectors = Math.max(senderCount(meter.recent).value, senderCount(meter.earlier).value);
  return reflectors < options.minReflectors ? 0 : Math.min(options.maxSurprise, surprise);
}
