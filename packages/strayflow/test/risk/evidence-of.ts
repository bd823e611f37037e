/** Evidence by hand: what is not said is a clear port scan of 203.0.113.7. */
import { type Evidence, evidenceId } from '../../src/model/evidence.js';

export const NOW = 1_700_000_000_000;

export function evidenceOf(draft: Partial<Evidence> = {}): Evidence {
  const lastSeen = draft.lastSeen ?? NOW;
  const whole = {
    revision: 0,
    family: 'port-scan',
    site: 'test',
    host: '203.0.113.7',
    role: 'actor',
    peer: null,
    key: 'vertical 10.0.0.5',
    window: { start: lastSeen - 5_000, end: lastSeen + 1 },
    firstSeen: lastSeen - 1_000,
    lastSeen,
    basis: { kind: 'test-bound', test: 'by hand' },
    surprise: 4,
    attributable: false,
    summary: 'tried 212 ports of 10.0.0.5 in 40 s, 198 of them refused or silent',
    contributions: [],
    threshold: null,
    records: [],
    recordCount: 0,
    technique: null,
    ...draft,
  } satisfies Omit<Evidence, 'id'>;
  return { id: evidenceId(whole), ...whole };
}
