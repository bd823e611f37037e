/** Policy: risk -> decisions, under rules that cannot lock anybody out. */
export { withinBudget } from './budget.js';
export { decide, openPolicy, type PolicyState } from './decide.js';
export {
  closed,
  develop,
  type Incident,
  incidentKey,
  incidentOf,
  roleOf,
} from './incidents.js';
export { type KeptDecisions, keepDecisions } from './kept-decisions.js';
export { nextSlot, noticeTime, type TellOptions, tellOptionsSchema } from './notice-times.js';
export { type PolicyOptions, policyOptionsSchema } from './options.js';
export type { PartialRisk } from './partial-risk.js';
export type { Subject } from './rules.js';
export { type Trace, traceOf } from './trace.js';
export { durationWords, policyWords } from './words.js';
