/** What addresses can tell. */
export { ADDRESS_CHECKS } from './checks.js';
export { type InternalNetwork, internalNetwork } from './internal-network.js';
export { type LocationDatabase, type LocationLookup, openLocations } from './location.js';
export {
  type AddressOptions,
  addressOptionsSchema,
  type LocationOptions,
  locationOptionsSchema,
} from './options.js';
