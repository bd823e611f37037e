/** Flows as rows of numbers, per flow and per host and window. */
export { FLOW_FEATURES } from './flow-features.js';
export { HOST_FEATURES } from './host-features.js';
export { featureOptionsSchema } from './options.js';
export { recordedFeatures } from './recorded-features.js';
export { replayedFeatures } from './replayed-features.js';
export { featureStage } from './stage.js';
