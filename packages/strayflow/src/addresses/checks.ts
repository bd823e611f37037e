/** The address checks: one line each. */
import type { Behaviour } from '../model/behaviour.js';
import { muchUsedPeer } from './much-used-peer.js';
import { newPlace } from './new-place.js';
import { reflector } from './reflector.js';
import { sharedAddress } from './shared-address.js';
import { spoofing } from './spoofing.js';

export const ADDRESS_CHECKS: readonly Behaviour[] = [
  muchUsedPeer,
  newPlace,
  reflector,
  sharedAddress,
  spoofing,
] as readonly unknown[] as readonly Behaviour[];
