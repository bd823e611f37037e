/** What `npm run fuzz` takes from here. */
export { Campaign } from './campaign.js';
export { inputsOf } from './corpus.js';
export { FUZZ_TARGETS } from './targets.js';
