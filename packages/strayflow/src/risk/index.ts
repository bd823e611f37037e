/** Risk: evidence folded into one explained, decaying number per host and role. */
export { campaigns } from './campaigns.js';
export { type RiskOptions, riskOptionsSchema } from './options.js';
export { score, surpriseOf } from './score.js';
export {
  addEvidence,
  advanceRisk,
  allEvidence,
  changedHosts,
  hostRisks,
  openRisk,
  peakRisk,
  type RiskState,
  riskDropped,
} from './state.js';
