/** Context that says something for a host, and the guards of policy that hold blocks back by it. */
import type { Evidence } from './evidence.js';

/** Keys of this evidence, which is of family `context` and no part of any risk; `firstSeen` is since when it is so. */
export const MUCH_USED_KEY = 'much-used-peer';
export const REFLECTOR_KEY = 'reflector';

export function isGuardSign({ family, key }: Pick<Evidence, 'family' | 'key'>): boolean {
  return family === 'context' && (key === MUCH_USED_KEY || key === REFLECTOR_KEY);
}
