/** Risk: evidence folded into one explained, decaying number per host and role. */
export { riskOptionsSchema } from './options.js';
export {
  addEvidence,
  advanceRisk,
  allEvidence,
  changedHosts,
  hostRisks,
  openRisk,
  type RiskState,
  riskDropped,
} from './state.js';
