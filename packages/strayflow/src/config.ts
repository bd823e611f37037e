/** The whole configuration: one strict schema, made of the stages' own. */
import { z } from 'zod';
import { enforcerOptionsSchema } from './actions/enforcers.js';
import { actionOptionsSchema } from './actions/index.js';
import { notifierOptionsSchema } from './actions/notifier-options.js';
import { addressOptionsSchema } from './addresses/index.js';
import { behaviourOptionsSchema, indicatorFile } from './behaviours/index.js';
import { featureOptionsSchema } from './features/index.js';
import { learnedOptionsSchema } from './learned/index.js';
import { serverOptionsSchema } from './live/server-options.js';
import { watchOptionsSchema } from './live/watch-options.js';
import { parsePrefix } from './model/address.js';
import { policyOptionsSchema, tellOptionsSchema } from './policy/index.js';
import { publishOptionsSchema } from './publish/index.js';
import { riskOptionsSchema } from './risk/index.js';
import { sourceOptionsSchema } from './sources/index.js';

const prefix = z
  .string()
  .max(50)
  .refine(
    (text) => parsePrefix(text) !== null,
    'expected an address or prefix such as 10.0.0.0/8 or 2001:db8::/32',
  );

function hasEachNameOnce(kinds: Readonly<Record<string, readonly { readonly name: string }[]>>): boolean {
  const names = Object.values(kinds).flatMap((entries) => entries.map(({ name }) => name));
  return new Set(names).size === names.length;
}

export const configSchema = z.strictObject({
  site: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]{0,62}$/, 'expected lower-case letters, digits and "-"')
    .default('local')
    .describe('Name of the network that is looked at; hosts of two sites are never one'),
  internal: z
    .array(prefix)
    .max(1_000)
    .default([])
    .describe(
      'Prefixes of the observed network; when empty they are inferred from the traffic, and the report says how',
    ),
  seed: z
    .int()
    .min(0)
    .max(0xffff_ffff)
    .default(1)
    .describe('Seed of all randomness: the same input, seed and version give the same report'),
  threads: z
    .int()
    .min(0)
    .max(64)
    .default(0)
    .describe(
      'Threads that fit and score models; 0 takes one per core, at most 4. The result does not depend on it',
    ),
  report: z
    .strictObject({
      directory: z
        .string()
        .min(1)
        .max(4_000)
        .default('strayflow-reports')
        .describe('Folder that holds the report folders'),
      strangestFlows: z
        .int()
        .min(0)
        .max(100_000)
        .default(200)
        .describe('Flows that flows.csv shows beside those that evidence refers to, strangest first (flows)'),
      pseudonymise: z
        .boolean()
        .default(false)
        .describe('Replace every address, name and user by a pseudonym before anything is written'),
    })
    .prefault({})
    .describe('The report folder.'),
  spool: z
    .strictObject({
      directory: z
        .string()
        .min(1)
        .max(4_000)
        .optional()
        .describe("Folder for temporary files; absent: the system's own"),
      maxBytes: z
        .int()
        .min(1 << 20)
        .default(64 * 2 ** 30)
        .describe('Largest temporary file (bytes)'),
    })
    .prefault({})
    .describe('Temporary storage of what was read.'),
  sources: sourceOptionsSchema.prefault({}).describe('How inputs are read, by format.'),
  features: featureOptionsSchema.prefault({}).describe('Rows of numbers about flows and hosts.'),
  learned: learnedOptionsSchema.prefault({}).describe('The models.'),
  behaviours: behaviourOptionsSchema.prefault({}).describe('Known behaviours, by name.'),
  indicators: z
    .array(indicatorFile)
    .max(100)
    .default([])
    .describe('Lists of addresses, domains and fingerprints that the behaviour `indicator` looks for'),
  rules: z
    .array(z.string().min(1).max(4_000))
    .max(100)
    .default([])
    .describe('Files of rules of your own that the behaviour `rule` looks for'),
  addresses: addressOptionsSchema.prefault({}).describe('Location, and signs of forged addresses.'),
  risk: riskOptionsSchema.prefault({}).describe('From evidence to one risk per host.'),
  policy: policyOptionsSchema.prefault({}).describe('From risk to decisions.'),
  actions: actionOptionsSchema.prefault({}).describe('What is done about decisions.'),
  enforcers: enforcerOptionsSchema.prefault({}).describe('What holds blocks, where the policy enforces.'),
  notifiers: notifierOptionsSchema(tellOptionsSchema.prefault({}))
    .refine(hasEachNameOnce, 'each name may stand once')
    .prefault({})
    .describe('Who is told of incidents by strayflow watch, in the modes alert and enforce.'),
  watch: watchOptionsSchema.prefault({}).describe('The live shell, `strayflow watch`.'),
  server: serverOptionsSchema.prefault({}).describe('The service, `strayflow serve`.'),
  publish: z
    .array(publishOptionsSchema)
    .max(10)
    .default([])
    .describe('Where `--publish` and `publish` send reports'),
});

export type Config = z.infer<typeof configSchema>;

/** What judging needs of it, wherever that is done. */
export type AnalysisConfig = Pick<
  Config,
  'seed' | 'internal' | 'features' | 'learned' | 'behaviours' | 'addresses' | 'risk' | 'policy'
> & { readonly report: Pick<Config['report'], 'strangestFlows'> };
