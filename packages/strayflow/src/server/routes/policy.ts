/** The policy: read, tried on what was stored, and changed in the configuration file. */
import { z } from 'zod';
import type { PolicyOptions } from '../../policy/index.js';
import { guardWords, policyOptionsSchema, ruleWords } from '../../policy/index.js';
import { parsePolicy, policyOfFile, replacePolicy } from '../policy-file.js';
import { policyPreviewSchema, shownPreview } from '../policy-preview-answer.js';
import { route } from '../route.js';
import type { Services } from '../services.js';

const SCHEMA = z.toJSONSchema(policyOptionsSchema, { io: 'input', unrepresentable: 'any' });

const text = z
  .string()
  .max(900_000)
  .describe('The section `policy` of the configuration: YAML, without its key');
const risk = z.number().min(0).max(1);

const policySchema = z
  .strictObject({
    text,
    digest: z.string().describe('SHA-256 of the text: to be sent with a change of it'),
    mode: policyOptionsSchema.shape.mode.unwrap(),
    file: z.string().nullable().describe('Name of the configuration file; null: there is none'),
    isEditable: z.boolean(),
    why: z.string().nullable().describe('Why it cannot be edited'),
    alertLine: risk.describe('Where this policy decides already: with what the alert budget made of it'),
    blockLine: risk,
    alertBudget: z.number().nullable(),
    rules: z.array(z.strictObject({ name: z.string(), action: z.string(), text: z.string() })),
    guards: z.array(z.strictObject({ name: z.string(), says: z.string() })),
    schema: z.record(z.string(), z.unknown()).describe('JSON Schema of the section'),
  })
  .meta({ id: 'Policy' });

function isInForce(written: PolicyOptions, { config }: Services): boolean {
  const { policy } = config;
  return JSON.stringify({ ...policy, alertLine: 0 }) === JSON.stringify({ ...written, alertLine: 0 });
}

function policyAnswer(services: Services): z.input<typeof policySchema> {
  const { policy, why, ...written } = policyOfFile(services.configFile, services.config.policy);
  const { mode, blockLine, alertBudget, rules } = policy;
  return {
    ...written,
    mode,
    isEditable: why === null,
    why,
    alertLine: (isInForce(policy, services) ? services.config.policy : policy).alertLine,
    blockLine,
    alertBudget,
    rules: rules.map((rule) => ({ name: rule.name, action: rule.do, text: ruleWords(rule, policy) })),
    guards: guardWords(policy).map((each) => ({ ...each })),
    schema: SCHEMA,
  };
}

export const POLICY_ROUTES = [
  route({
    method: 'get',
    path: '/policy',
    role: 'viewer',
    group: 'policy',
    summary: 'The policy as the configuration file has it, and read aloud.',
    answer: policySchema,
    handle: ({ services }) => policyAnswer(services),
  }),
  route({
    method: 'put',
    path: '/policy',
    role: 'admin',
    group: 'policy',
    summary:
      'Replaces the policy in the configuration file; the watch takes it up at its next checkpoint. 409: it was changed meanwhile, or cannot be edited.',
    body: z.strictObject({ text, digest: z.string().max(100).describe('Of the text that was edited') }),
    answer: policySchema,
    handle({ services, body, by, now }) {
      replacePolicy(services.configFile, body.text, body.digest, (about) =>
        services.ledger.note('policy-changed', by, about, now),
      );
      return policyAnswer(services);
    },
  }),
  route({
    method: 'post',
    path: '/policy/preview',
    role: 'admin',
    group: 'policy',
    summary:
      'What a changed policy would have done to what was stored, beside the present one. Changes nothing.',
    body: z.strictObject({
      text,
      days: z.int().min(1).max(90).default(7).describe('The last days of event time'),
    }),
    answer: policyPreviewSchema,
    async handle({ services, body, signal }) {
      const policy = parsePolicy(body.text);
      const { internal, risk: risks } = services.config;
      const standing = policyOfFile(services.configFile, services.config.policy).policy;
      const found = await services.previews.run(
        { internal, risk: risks, policy: standing },
        { internal, risk: risks, policy },
        body.days,
        AbortSignal.any([signal, services.stopping]),
      );
      return shownPreview(found);
    },
  }),
];
