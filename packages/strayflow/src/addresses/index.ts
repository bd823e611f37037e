/** What addresses can tell. */
export { ADDRESS_CHECKS } from './checks.js';
export { internalNetwork } from './internal-network.js';
export { type LocationDatabase, type LocationLookup, openLocations } from './location.js';
export {
  addressOptionsSchema,
  type LocationOptions,
  locationOptionsSchema,
} from './options.js';
