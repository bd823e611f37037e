/** Policy: risk -> decisions, under rules that cannot lock anybody out. */
export { decide, openPolicy, type PolicyState } from './decide.js';
export { type PolicyOptions, policyOptionsSchema } from './options.js';
