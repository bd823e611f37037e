/** The configuration of no file at all, without what only a machine can do: act, publish, watch, serve. */
import { addressOptionsSchema } from '../addresses/index.js';
import { behaviourOptionsSchema } from '../behaviours/index.js';
import type { AnalysisConfig, Config } from '../config.js';
import { featureOptionsSchema } from '../features/index.js';
import { learnedOptionsSchema } from '../learned/index.js';
import { policyOptionsSchema } from '../policy/index.js';
import { riskOptionsSchema } from '../risk/index.js';
import { sourceOptionsSchema } from '../sources/index.js';

export type PageConfig = AnalysisConfig & Pick<Config, 'site' | 'sources'>;

/** What `configSchema` gives for an empty file, as far as it goes. */
export function defaultPageConfig(): PageConfig {
  return {
    site: 'local',
    internal: [],
    seed: 1,
    report: { strangestFlows: 200 },
    sources: sourceOptionsSchema.parse({}),
    features: featureOptionsSchema.parse({}),
    learned: learnedOptionsSchema.parse({}),
    behaviours: behaviourOptionsSchema.parse({}),
    addresses: addressOptionsSchema.parse({}),
    risk: riskOptionsSchema.parse({}),
    policy: policyOptionsSchema.parse({}),
  };
}
