/** Flows as rows of numbers, per flow and per host and window. */
export { FLOW_FEATURES } from './flow-features.js';
export { HOST_FEATURES } from './host-features.js';
export { type FeatureOptions, featureOptionsSchema } from './options.js';
export { type FeatureState, featureStage } from './stage.js';
