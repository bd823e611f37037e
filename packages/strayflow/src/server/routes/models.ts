/** Models: versions, what they hold scores against, what changed between them, and which one judges. */
import { z } from 'zod';
import { modelDifferences } from '../../shell/model-differences.js';
import { promoteModel } from '../../shell/model-store.js';
import { knowledgeOf, type ModelRow } from '../model-versions.js';
import { Problem } from '../problem.js';
import { route } from '../route.js';
import type { Services } from '../services.js';
import { watchStatusSchema } from './status.js';

const count = z.number().min(0);
const rowKind = z.enum(['flow', 'host-window']);
const version = z.coerce.number().int().min(1).max(1e9);
const params = z.strictObject({ version });

const learned = z
  .strictObject({
    learned: count.describe('Rows that were learned from'),
    seen: count.describe('Rows that were offered'),
    members: z.array(z.string()),
  })
  .nullable();

const rowSchema = z
  .strictObject({
    version: count,
    sha256: z.string(),
    added: z.number().describe('Unix ms'),
    isCurrent: z.boolean(),
    fault: z.string().nullable().describe('Why the file cannot be used'),
    flows: learned,
    hosts: learned,
  })
  .meta({ id: 'ModelRow' });

const detailSchema = z
  .strictObject({
    ...rowSchema.shape,
    calibration: z.array(
      z.strictObject({
        rows: rowKind,
        member: z.string(),
        calibrationRows: count,
        weight: z.number().nullable().describe('In the combination (0..1)'),
        quantiles: z
          .array(z.strictObject({ p: z.number(), score: z.number() }))
          .describe('Scores that the share p of ordinary rows stays under'),
      }),
    ),
    columns: z.array(
      z.strictObject({
        rows: rowKind,
        name: z.string(),
        spread: z.array(z.number()).describe('Quantiles of the rows that were learned from, every 2.5 %'),
      }),
    ),
  })
  .meta({ id: 'Model' });

/** Throws Problem 404. */
async function rowOf({ models }: Services, wanted: number): Promise<ModelRow> {
  const found = (await models.rows()).find((each) => each.version === wanted);
  if (found === undefined) throw new Problem(404, 'There are no models of this version.');
  return found;
}

export const MODEL_ROUTES = [
  route({
    method: 'get',
    path: '/models',
    role: 'viewer',
    group: 'models',
    summary: 'Versions of models, newest first, and who judges.',
    answer: z.strictObject({
      items: z.array(rowSchema),
      judgedBy: watchStatusSchema.shape.judgedBy.nullable(),
      drift: watchStatusSchema.shape.drift,
      isFollowed: z.boolean().describe('Whether what is promoted here judges'),
    }),
    async handle({ services }) {
      const status = services.heard()?.status;
      return {
        items: await services.models.rows(),
        judgedBy: status?.judgedBy ?? null,
        drift: status?.drift ?? null,
        isFollowed: services.models.folder !== null,
      };
    },
  }),
  route({
    method: 'get',
    path: '/models/{version}',
    role: 'viewer',
    group: 'models',
    summary: 'One version, with what its models hold scores against.',
    params,
    answer: detailSchema,
    async handle({ services, params: { version: wanted } }) {
      const row = await rowOf(services, wanted);
      if (row.fault !== null) return { ...row, calibration: [], columns: [] };
      return { ...row, ...knowledgeOf(services.models.stored(wanted)!) };
    },
  }),
  route({
    method: 'get',
    path: '/models/{version}/changes',
    role: 'viewer',
    group: 'models',
    summary: 'What changed from another version to this one, in plain sentences.',
    params,
    query: z.strictObject({ from: version }),
    answer: z.strictObject({ items: z.array(z.string()) }),
    handle({ services, params: { version: wanted }, query }) {
      const [before, after] = [services.models.stored(query.from), services.models.stored(wanted)];
      if (before === null || after === null)
        throw new Problem(404, 'There are no models of one of these versions.');
      return { items: modelDifferences(before, after) };
    },
  }),
  route({
    method: 'post',
    path: '/models/{version}/promote',
    role: 'admin',
    group: 'models',
    summary: 'Makes a version the current one: the watch judges by it from its next checkpoint on.',
    params,
    body: z.strictObject({}),
    answer: rowSchema,
    async handle({ services, params: { version: wanted }, by, now }) {
      const row = await rowOf(services, wanted);
      const { folder } = services.models;
      if (folder === null || row.fault !== null)
        throw new Problem(409, row.fault ?? 'These models are in no folder.');
      if (!row.isCurrent) {
        promoteModel(folder, wanted);
        services.ledger.note('model-promoted', by, { version: wanted, sha256: row.sha256 }, now);
      }
      return rowOf(services, wanted);
    },
  }),
];
