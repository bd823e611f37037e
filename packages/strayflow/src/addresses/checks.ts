/** The address checks: one line each. */
import type { Behaviour } from '../model/behaviour.js';
import { sharedAddress } from './shared-address.js';
import { spoofing } from './spoofing.js';

export const ADDRESS_CHECKS: readonly Behaviour[] = [
  sharedAddress,
  spoofing,
] as readonly unknown[] as readonly Behaviour[];
