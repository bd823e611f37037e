/** Flows and evidence as files, for other programs. */
import { z } from 'zod';
import { safeJson } from '../../reports/escape.js';
import { FlowsBusy, QueryStopped } from '../../store/flows/flow-database.js';
import { exportFlows } from '../../store/flows/flow-export.js';
import {
  type EvidenceKey,
  type EvidenceWanted,
  evidenceKey,
  listEvidence,
} from '../../store/reading/evidence.js';
import type { StateReader } from '../../store/reading/state-reader.js';
import { evidenceEcs } from '../export/ecs.js';
import { cutLine, FLOW_FORMATS, FLOW_MEDIA, type FlowFormat, flowLines } from '../export/flow-lines.js';
import { evidenceOcsf } from '../export/ocsf.js';
import { textStream } from '../export/text-stream.js';
import { Problem } from '../problem.js';
import { flowQuery, wantedOf } from '../reading/flow-search.js';
import { family, spanQuery } from '../reading/schemas.js';
import { type Call, route } from '../route.js';

const MOST_ROWS = 1_000_000;
const MOST_EVIDENCE = 1_000_000;
const PAGE = 200;
/** So long one may take (ms). */
const LIMIT_MS = 30 * 60_000;

function attachment(media: string, name: string): Record<string, string> {
  return { 'content-type': media, 'content-disposition': `attachment; filename="${name}"` };
}

function saidOf(error: unknown): string | null {
  if (error instanceof QueryStopped) return 'it took too long';
  return error instanceof FlowsBusy ? 'too many searches are under way' : null;
}

type Export = {
  readonly query: string;
  readonly from?: number | undefined;
  readonly to?: number | undefined;
  readonly format: FlowFormat;
};

async function* exported(call: Call<Export>): AsyncGenerator<string, void> {
  const { services, query, signal } = call;
  const { flows } = services.reading;
  const wanted = wantedOf(flows, query);
  const late = new AbortController();
  const cancel = services.every(LIMIT_MS, () => late.abort());
  try {
    if (wanted === null) return;
    const stop = AbortSignal.any([signal, services.stopping, late.signal]);
    const rows = exportFlows(flows, { ...wanted, signal: stop });
    for await (const text of flowLines(rows, query.format, MOST_ROWS, saidOf)) {
      if (!call.holds()) {
        yield cutLine(query.format, 'the session is over');
        return;
      }
      yield text;
    }
  } finally {
    cancel();
  }
}

const EVIDENCE = {
  ecs: evidenceEcs,
  ocsf: evidenceOcsf,
  ndjson: ({ evidence }: Parameters<typeof evidenceEcs>[0]) => evidence,
};
const EVIDENCE_FORMATS = ['ndjson', 'ecs', 'ocsf'] as const;

/** Newest first. */
async function* evidenceLines(
  state: StateReader,
  wanted: EvidenceWanted,
  format: (typeof EVIDENCE_FORMATS)[number],
  holds: () => boolean,
): AsyncGenerator<string, void> {
  let before: EvidenceKey | null = null;
  for (let told = 0; told < MOST_EVIDENCE; told += PAGE) {
    const found = listEvidence(state, wanted, before, PAGE);
    const last = found.at(-1);
    if (last === undefined) return;
    if (!holds()) break;
    before = evidenceKey(last);
    yield found.map((each) => `${safeJson(EVIDENCE[format](each))}\n`).join('');
    if (found.length < PAGE) return;
  }
  yield `${safeJson({ cut: 'there is more' })}\n`;
}

export const EXPORT_ROUTES = [
  route({
    method: 'get',
    path: '/flows/export',
    role: 'viewer',
    group: 'flows',
    summary:
      'Records of flows that a query finds as a file: CSV, JSON lines, ECS or OCSF; a last line tells when it was cut, at 1,000,000.',
    query: z.strictObject({ ...flowQuery, format: z.enum(FLOW_FORMATS).default('csv') }),
    answer: { media: 'text/csv' },
    handle(call) {
      const { format } = call.query;
      // What is wrong with the query is said before anything is streamed.
      wantedOf(call.services.reading.flows, call.query);
      const headers = attachment(
        FLOW_MEDIA[format],
        `flows.${format === 'csv' ? 'csv' : `${format}.ndjson`}`,
      );
      if (call.request.method === 'HEAD') return new Response(null, { headers });
      const end = call.services.reading.beginExport();
      if (end === null) throw new Problem(503, 'Another export is under way.', { retryAfter: 10 });
      return new Response(textStream(exported(call), end), { headers });
    },
  }),
  route({
    method: 'get',
    path: '/evidence/export',
    role: 'viewer',
    group: 'evidence',
    summary: 'Evidence as JSON lines, the last seen first: as it is kept, ECS, or OCSF.',
    query: z.strictObject({
      ...spanQuery,
      host: z.string().min(1).max(300).optional(),
      site: z.string().min(1).max(200).optional(),
      family: family.optional(),
      format: z.enum(EVIDENCE_FORMATS).default('ndjson'),
    }),
    answer: { media: 'application/x-ndjson' },
    handle({ services, query: { format, ...wanted }, request, holds }) {
      const headers = attachment('application/x-ndjson', `evidence.${format}.ndjson`);
      if (request.method === 'HEAD') return new Response(null, { headers });
      return new Response(textStream(evidenceLines(services.reading.state, wanted, format, holds)), {
        headers,
      });
    },
  }),
];
