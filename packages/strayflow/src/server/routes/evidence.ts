/** Evidence: lists, and one piece with all that it rests on. */
import { z } from 'zod';
import type { Evidence } from '../../model/evidence.js';
import { counterfactualWords } from '../../reports/words.js';
import { evidenceKey, listEvidence, readPiece, type StoredEvidence } from '../../store/reading/evidence.js';
import { readInput } from '../../store/reading/inputs.js';
import type { StateReader } from '../../store/reading/state-reader.js';
import { decodeCursor, pageAnswer, pageOf, pageQuery } from '../paging.js';
import { Problem } from '../problem.js';
import { evidenceDetail, evidenceRow, evidenceRowOf, family, spanQuery } from '../reading/schemas.js';
import { route } from '../route.js';

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
];
