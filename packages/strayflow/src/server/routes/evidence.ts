/** Evidence: lists, and one piece with all that it rests on. */
import { z } from 'zod';
import type { Evidence } from '../../model/evidence.js';
import { counterfactualWords } from '../../reports/words.js';
import { flowPage } from '../../store/flows/flow-page.js';
import { shown } from '../../store/flows/flow-row.js';
import { type FlowQuery, joined } from '../../store/flows/query/query.js';
import { evidenceKey, listEvidence, readPiece, type StoredEvidence } from '../../store/reading/evidence.js';
import { readInput } from '../../store/reading/inputs.js';
import type { StateReader } from '../../store/reading/state-reader.js';
import { decodeCursor, pageAnswer, pageOf, pageQuery } from '../paging.js';
import { Problem } from '../problem.js';
import { flowRow, searching } from '../reading/flow-search.js';
import { count, evidenceDetail, evidenceRow, evidenceRowOf, family, spanQuery } from '../reading/schemas.js';
import { type Call, route } from '../route.js';

/** Records by input, with what the input is called. */
function inputsOf(state: StateReader, { records }: Evidence) {
  const byInput = new Map<number, number[]>();
  for (const { input, record } of records) {
    const known = byInput.get(input);
    if (known === undefined) byInput.set(input, [record]);
    else known.push(record);
  }
  return [...byInput].map(([input, numbers]) => {
    const books = readInput(state, input);
    return { input, name: books?.name ?? `input ${input}`, format: books?.format ?? '', records: numbers };
  });
}

/** Throws Problem 404. */
export function knownPiece(state: StateReader, id: string): StoredEvidence {
  const found = readPiece(state, id);
  if (found === null) throw new Problem(404, 'There is no such evidence, or it was too old to be kept.');
  return found;
}

/** Of the records, those that are kept; a record may be outside of the span of its evidence by the length of its flow. */
const AROUND_MS = 3_600_000;
const MOST_ROWS = 200;

function recordsQuery({ records }: Evidence): FlowQuery {
  const number = (field: 'input' | 'record', value: number): FlowQuery => ({
    kind: 'number',
    field,
    range: { low: value, high: value, withLow: true, withHigh: true },
  });
  const each = records.map(({ input, record }) =>
    joined('and', [number('input', input), number('record', record)]),
  );
  return joined('or', each);
}

async function recordsOf(call: Call<{ limit: number }, { id: string }>) {
  const { flows, state } = call.services.reading;
  const { evidence } = knownPiece(state, call.params.id);
  const records = evidence.records.slice(0, call.query.limit);
  if (records.length === 0) return { items: [], missing: 0 };
  const span = {
    from: Math.min(evidence.firstSeen, evidence.window.start) - AROUND_MS,
    to: Math.max(evidence.lastSeen, evidence.window.end) + AROUND_MS,
  };
  const query = recordsQuery({ ...evidence, records });
  const { rows } = await searching(call, (signal) =>
    flowPage(flows, { query, span, signal }, 'oldest', MOST_ROWS, null),
  );
  const found = new Set(rows.map(({ input, record }) => `${input} ${record}`));
  const missing = records.filter(({ input, record }) => !found.has(`${input} ${record}`)).length;
  return { items: rows.slice(0, MOST_ROWS).map(shown), missing };
}

export const EVIDENCE_ROUTES = [
  route({
    method: 'get',
    path: '/evidence',
    role: 'viewer',
    group: 'evidence',
    summary: 'Evidence, the last seen first.',
    query: z.strictObject({ ...pageQuery, ...spanQuery, family: family.optional() }),
    answer: pageAnswer(evidenceRow),
    handle({ services: { reading }, query: { cursor, limit, ...wanted } }) {
      const before = decodeCursor(cursor, z.tuple([z.number(), z.string()]));
      const found = listEvidence(reading.state, wanted, before, limit + 1);
      const { items, next } = pageOf(found, limit, evidenceKey);
      return { items: items.map(evidenceRowOf), next };
    },
  }),
  route({
    method: 'get',
    path: '/evidence/{id}',
    role: 'viewer',
    group: 'evidence',
    summary: 'One piece of evidence: what it rests on, and what would have had to be otherwise.',
    params: z.strictObject({ id: z.string().min(1).max(100) }),
    answer: evidenceDetail,
    handle({ services: { reading }, params }) {
      const stored = knownPiece(reading.state, params.id);
      const { evidence } = stored;
      const { basis, contributions, threshold, ports, key, window, similar } = evidence;
      return {
        ...evidenceRowOf(stored),
        basis: { ...basis },
        contributions,
        threshold,
        counterfactual: counterfactualWords(evidence),
        ports: ports ?? null,
        key,
        window: { start: window.start, end: window.end },
        similar: similar === undefined ? null : { ...similar },
        inputs: inputsOf(reading.state, evidence),
      };
    },
  }),
  route({
    method: 'get',
    path: '/evidence/{id}/records',
    role: 'viewer',
    group: 'evidence',
    summary: 'The records of flows that a piece of evidence names, of its first 20: those that are kept.',
    params: z.strictObject({ id: z.string().min(1).max(100) }),
    query: z.strictObject({ limit: z.coerce.number().int().min(1).max(20).default(20) }),
    answer: z.strictObject({
      items: z.array(flowRow),
      missing: count.describe('Records that are not kept, or are of no flow'),
    }),
    handle: recordsOf,
  }),
];
