/** Risk: evidence folded into one explained, decaying number per host and role. */
export { type RiskOptions, riskOptionsSchema } from './options.js';
export {
  addEvidence,
  advanceRisk,
  allEvidence,
  type ChangedHost,
  changedHosts,
  hostRisks,
  openRisk,
  type RiskState,
  riskDropped,
} from './state.js';
