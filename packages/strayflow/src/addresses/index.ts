/** What addresses can tell. */

export { KIND_MEANING } from './address-kinds.js';
export { ADDRESS_CHECKS } from './checks.js';
export { HostNames, type NamesState } from './host-names.js';
export { internalNetwork } from './internal-network.js';
export {
  type LocationAnswer,
  type LocationDatabase,
  type LocationLookup,
  openLocations,
  placesBy,
} from './location.js';
export {
  addressOptionsSchema,
  type LocationOptions,
  locationOptionsSchema,
} from './options.js';
export { asShared, isDeclaredShared, SHARED_KEY, sharedPrefixes } from './shared.js';
