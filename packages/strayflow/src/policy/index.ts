/** Policy: risk -> decisions, under rules that cannot lock anybody out. */
export { withinBudget } from './budget.js';
export { decide, openPolicy, type PolicyState } from './decide.js';
export { type KeptDecisions, keepDecisions } from './kept-decisions.js';
export { policyOptionsSchema } from './options.js';
export type { PartialRisk } from './partial-risk.js';
