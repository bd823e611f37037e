/** What a part of the rogue service behaviour found, until it is told at a tick. */
import type { Evidence } from '../../model/evidence.js';
import { hostText } from '../host-key.js';
import { listed, type References } from '../references.js';
import { evidenceOf, isNews, nextTold, type Told } from '../telling.js';

export interface Finding {
  readonly host: string;
  readonly role: Evidence['role'];
  readonly peer: string | null;
  readonly key: string;
  readonly firstSeen: number;
  readonly lastSeen: number;
  readonly surprise: number;
  readonly why: string;
  readonly summary: string;
  readonly feature: string;
  readonly value: number;
  readonly usual: number;
  readonly least: number;
  readonly references: References;
  readonly technique: string;
}

/** The evidence, or null when it is no news beside what was told. */
export function tellFinding(
  finding: Finding,
  before: Told | null,
  site: string,
): { readonly evidence: Evidence; readonly told: Told } | null {
  const { surprise, references, feature } = finding;
  if (!isNews(before, surprise, references.count, false)) return null;
  const told = nextTold(before, surprise, references.count);
  const evidence = evidenceOf({
    revision: told.revision,
    family: 'rogue-service',
    site,
    host: hostText(finding.host),
    role: finding.role,
    peer: finding.peer === null ? null : hostText(finding.peer),
    key: finding.key,
    firstSeen: finding.firstSeen,
    lastSeen: finding.lastSeen,
    basis: {
      kind: 'confidence-class',
      name: surprise >= 4.5 ? 'high' : surprise >= 4 ? 'medium' : 'low',
      why: finding.why,
    },
    surprise,
    attributable: false,
    summary: finding.summary,
    contributions: [
      { feature, value: finding.value, unit: '', usual: { low: 0, high: finding.usual }, share: 1 },
    ],
    threshold: { feature, value: finding.least, unit: '' },
    records: listed(references),
    recordCount: references.count,
    technique: finding.technique,
  });
  return { evidence, told };
}
