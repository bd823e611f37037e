/** Reads a report's evidence.json back. A report may come from anywhere, so that every field is checked. */
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { StrayflowError } from '../model/errors.js';
import { FAMILIES } from '../model/evidence.js';

const MAX_BYTES = 256 * 2 ** 20;

const text = z.string().max(4096);
const time = z
  .string()
  .max(40)
  .transform((iso) => (iso === '' ? Number.NaN : Date.parse(iso)));
const number = z.number();
const part = number.min(0).max(1);

const basis = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('tail-probability'), calibrationRows: number }),
  z.object({ kind: z.literal('test-bound'), test: text }),
  z.object({ kind: z.literal('measured-rate'), measuredOn: text }),
  z.object({ kind: z.literal('confidence-class'), name: z.enum(['low', 'medium', 'high']), why: text }),
]);

const reference = z.object({ input: text.nullable(), record: number });

const similar = z.object({
  rows: z.enum(['flow', 'host-window']),
  none: text.nullable(),
  nearest: z
    .array(
      z.object({
        host: text,
        peer: text.nullable(),
        port: number.nullable(),
        time,
        record: reference.nullable(),
        distance: number,
        differences: z
          .array(z.object({ feature: text, unit: text, value: number, ordinary: number }))
          .max(100),
      }),
    )
    .max(100),
});

const evidence = z.object({
  id: text,
  revision: number,
  family: z.enum(FAMILIES),
  site: text,
  host: text,
  subject: z.literal('network').exactOptional(),
  role: z.enum(['actor', 'victim']),
  peer: text.nullable(),
  peerName: text.nullish(),
  key: text,
  window: z.object({ start: time, end: time }),
  firstSeen: time,
  lastSeen: time,
  basis,
  surprise: number,
  attributable: z.boolean(),
  summary: text,
  contributions: z.array(
    z.object({
      feature: text,
      value: number,
      unit: text,
      usual: z.object({ low: number, high: number }).nullable(),
      share: number,
    }),
  ),
  threshold: z.object({ feature: text, value: number, unit: text }).nullable(),
  records: z.array(reference),
  recordCount: number,
  technique: text.nullable(),
  similar: similar.exactOptional(),
});

const explained = {
  site: text,
  risk: part,
  riskAtEnd: part,
  peakTime: time,
  shares: z.array(
    z.object({
      family: z.enum(FAMILIES),
      share: number,
      confidence: part,
      surprise: number,
      attributable: z.boolean(),
    }),
  ),
  evidence: z.array(text),
};

const host = z.object({
  ...explained,
  address: text,
  role: z.enum(['actor', 'victim']),
  name: text.nullish(),
});

const network = z.object({ ...explained, name: text });

const schema = z.object({
  version: text,
  lines: z.object({ alert: part, block: part }),
  expectedAlarms: text.nullable().default(null),
  riskNumbers: z.object({
    behaviourCap: part,
    learnedCap: part,
    contextCap: part,
    surpriseFloor: number,
    halfLifeMs: number.positive(),
  }),
  inputs: z.array(z.object({ name: text, sha256: text, format: text })),
  hosts: z.array(host),
  network: z.array(network).default([]),
  evidence: z.array(evidence),
});

export type StoredEvidence = z.infer<typeof schema>;

/** Throws StrayflowError('input-unreadable') when the folder holds no evidence.json of ours, or one over 256 MiB. */
export function readEvidence(directory: string): StoredEvidence {
  const file = join(directory, 'evidence.json');
  try {
    const { size } = statSync(file);
    if (size > MAX_BYTES) throw new RangeError(`expected at most ${MAX_BYTES} bytes, found ${size}`);
    return schema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch (error) {
    const cause = error instanceof z.ZodError ? new Error(firstIssue(error)) : error;
    throw new StrayflowError('input-unreadable', `${directory} holds no readable evidence.json`, {
      cause,
      hint: 'Name a report folder that this version of strayflow analyze wrote.',
    });
  }
}

function firstIssue(error: z.ZodError): string {
  const issue = error.issues[0];
  return issue === undefined ? error.message : `${issue.path.join('.')}: ${issue.message}`;
}
