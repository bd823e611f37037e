/** The address checks: one line each. */
import type { Behaviour } from '../model/behaviour.js';
import { newPlace } from './new-place.js';
import { sharedAddress } from './shared-address.js';
import { spoofing } from './spoofing.js';

export const ADDRESS_CHECKS: readonly Behaviour[] = [
  newPlace,
  sharedAddress,
  spoofing,
] as readonly unknown[] as readonly Behaviour[];
