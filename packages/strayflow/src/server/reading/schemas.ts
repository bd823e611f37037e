/** Shapes that several answers have in common. */
import { z } from 'zod';
import { FAMILIES } from '../../model/evidence.js';
import type { StoredEvidence } from '../../store/reading/evidence.js';

export const count = z.number().min(0);
export const time = z.number().describe('Unix ms');
export const family = z.enum(FAMILIES);
export const role = z.enum(['actor', 'victim']);
/** To be spread into a query; event time. */
export const spanQuery = {
  from: z.coerce.number().min(-8.64e15).max(8.64e15).optional().describe('Unix ms'),
  to: z.coerce.number().min(-8.64e15).max(8.64e15).optional().describe('Unix ms, not included'),
};

export const shareSchema = z.strictObject({
  family,
  share: z.number(),
  confidence: z.number(),
  surprise: z.number(),
  attributable: z.boolean(),
  evidenceIds: z.array(z.string()),
});

const evidenceShape = {
  id: z.string(),
  family,
  site: z.string(),
  host: z.string(),
  role,
  peer: z.string().nullable(),
  firstSeen: time,
  lastSeen: time,
  surprise: z.number(),
  attributable: z.boolean(),
  summary: z.string(),
  technique: z.string().nullable().describe('MITRE ATT&CK'),
  recordCount: count,
  risk: z.number().describe('Of its host, when it was stored'),
};

export const evidenceRow = z.strictObject(evidenceShape).meta({ id: 'EvidenceRow' });

const numbered = { feature: z.string(), value: z.number(), unit: z.string() };

export const evidenceDetail = z
  .strictObject({
    ...evidenceShape,
    basis: z.record(z.string(), z.unknown()),
    contributions: z.array(
      z.strictObject({
        ...numbered,
        usual: z.strictObject({ low: z.number(), high: z.number() }).nullable(),
        share: z.number(),
      }),
    ),
    threshold: z.strictObject(numbered).nullable(),
    counterfactual: z.string().nullable(),
    ports: z.array(z.int()).nullable(),
    key: z.string(),
    window: z.strictObject({ start: time, end: time }),
    similar: z.record(z.string(), z.unknown()).nullable(),
    inputs: z.array(
      z.strictObject({ input: count, name: z.string(), format: z.string(), records: z.array(count) }),
    ),
  })
  .meta({ id: 'EvidenceDetail' });

export function evidenceRowOf({ evidence, risk }: StoredEvidence): z.input<typeof evidenceRow> {
  const { id, family: which, site, host, role: as, peer, firstSeen, lastSeen, surprise } = evidence;
  const { attributable, summary, technique, recordCount } = evidence;
  const about = { id, family: which, site, host, role: as, peer, firstSeen, lastSeen, surprise };
  return { ...about, attributable, summary, technique, recordCount, risk };
}
