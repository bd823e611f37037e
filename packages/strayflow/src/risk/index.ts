/** Risk: evidence folded into one explained, decaying number per host and role. */
export { campaigns } from './campaigns.js';
export { later, type RiskPart, riskRank } from './later.js';
export { type RiskOptions, riskOptionsSchema } from './options.js';
export { score, surpriseOf } from './score.js';
export {
  addEvidence,
  advanceRisk,
  allEvidence,
  type ChangedHost,
  changedHosts,
  hostRisks,
  openRisk,
  peakRisk,
  type RiskState,
  riskDropped,
} from './state.js';
