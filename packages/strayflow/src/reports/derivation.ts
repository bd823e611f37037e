/** The whole derivation of one host's risk as text: from each evidence over its family's confidence to the risk. */
import type { Contribution, Evidence, Family } from '../model/evidence.js';
import { count, counted, duration, percent, riskText, utc } from '../model/format.js';
import type { HostRisk, RiskNumbers } from '../model/host-risk.js';
import type { SimilarWords } from './similar.js';
import {
  basisWords,
  familyWords,
  rarityWords,
  techniqueWords,
  thresholdWords,
  usualWords,
  valueWords,
} from './words.js';
import { wrapped } from './wrap.js';

/** A host with all that is needed to work its risk out again. */
export interface Derivation {
  readonly host: HostRisk;
  /** What the host is called; null where nothing said. */
  readonly name?: string | null;
  /** Of this host and role, those that carry the risk first. */
  readonly evidence: readonly ExplainedEvidence[];
  readonly numbers: RiskNumbers;
  readonly lines: { readonly alert: number; readonly block: number };
  /** How many false alarms are to be expected, in a sentence; null where it is not known. */
  readonly expectedAlarms?: string | null;
}

export interface ExplainedEvidence {
  readonly evidence: Omit<Evidence, 'records' | 'similar'>;
  /** What its peer is called; null where nothing said. */
  readonly peerName?: string | null;
  /** "tap.pcap: frames 12, 15, 18" */
  readonly records: readonly string[];
  /** What resembles it and is ordinary; null where nothing was compared. */
  readonly similar?: SimilarWords | null;
}

const WIDTH = 100;

export function renderDerivation({
  host,
  name,
  evidence,
  numbers,
  lines,
  expectedAlarms = null,
}: Derivation): string {
  return `${[
    ...head(host, name ?? null, lines),
    ...(expectedAlarms === null ? [] : wrapped(expectedAlarms, WIDTH)),
    '',
    ...formula(host, numbers, evidence),
    '',
    ...evidence.flatMap((each) => [...evidenceLines(each, host, numbers), '']),
  ]
    .join('\n')
    .trimEnd()}\n`;
}

function head(host: HostRisk, name: string | null, lines: Derivation['lines']): readonly string[] {
  const over =
    host.risk >= lines.block
      ? 'over the block line'
      : host.risk >= lines.alert
        ? 'over the alert line'
        : 'below the alert line';
  return [
    ...wrapped(
      `${host.host} (${name === null ? '' : `called ${name}, `}${host.subject === 'network' ? 'no host' : host.role}, site ${host.site}): risk ${riskText(host.risk)} at its peak, ${utc(host.peakTime)}; ${riskText(host.riskAtEnd)} at the end of the input.`,
      WIDTH,
    ),
    `The alert line is ${riskText(lines.alert)}, the block line ${riskText(lines.block)}: it is ${over}.`,
  ];
}

function capOf(family: Family, numbers: RiskNumbers): number {
  if (family === 'context') return numbers.contextCap;
  return family === 'learned' ? numbers.learnedCap : numbers.behaviourCap;
}

function formula(
  host: HostRisk,
  numbers: RiskNumbers,
  evidence: readonly ExplainedEvidence[],
): readonly string[] {
  const counted = host.shares.filter(({ share }) => share > 0);
  const longest = Math.max(0, ...counted.map(({ family }) => familyWords(family).length));
  const rows = counted.map((share) => {
    const { factor, own } = aged(share, numbers, evidence);
    const decay = factor === null ? '' : ` x ${fixed(factor)}`;
    const proof = share.attributable || host.role === 'victim' ? '' : ', sender not proven';
    return `  ${familyWords(share.family).padEnd(longest)} c = ${capOf(share.family, numbers)} x (1 - 2^-(${own.toFixed(2)} - ${numbers.surpriseFloor}))${decay} = ${fixed(share.confidence)}   share ${riskText(share.share)}${proof}`;
  });
  const product = counted.map(({ confidence }) => `(1 - ${fixed(confidence)})`).join(' x ');
  const uncounted = host.shares.filter(({ share }) => !(share > 0));
  return [
    'Each family counts once, by its strongest evidence at the peak: c = cap x (1 - 2^-(surprise - floor)).',
    ...rows,
    ...(counted.length === 0 ? ['  no evidence is over the floor'] : []),
    `  risk = 1 - ${product === '' ? '1' : product} = ${riskText(host.risk)}`,
    ...uncounted.map(
      ({ family }) =>
        `  ${familyWords(family)} adds nothing: below the floor, or of the same records as another family`,
    ),
    ...wrapped(
      `A share is risk x ln(1 - c) over the sum of ln(1 - c). Confidence halves every ${duration(numbers.halfLifeMs)} of event time after its last record.`,
      WIDTH,
    ),
  ];
}

/** The surprise before decay, and what decay left of the confidence; null where it had not begun. */
function aged(
  share: HostRisk['shares'][number],
  numbers: RiskNumbers,
  evidence: readonly ExplainedEvidence[],
): { readonly factor: number | null; readonly own: number } {
  const ids = new Set(share.evidenceIds);
  const own = evidence
    .filter((each) => ids.has(each.evidence.id))
    .map((each) => each.evidence.surprise)
    .reduce((most, surprise) => Math.max(most, surprise), share.surprise);
  const full = capOf(share.family, numbers) * (1 - 2 ** -(own - numbers.surpriseFloor));
  const factor = full > 0 ? share.confidence / full : 1;
  return factor > 0.9995 ? { factor: null, own: share.surprise } : { factor, own };
}

function evidenceLines(
  { evidence, peerName = null, records, similar = null }: ExplainedEvidence,
  host: HostRisk,
  numbers: RiskNumbers,
): readonly string[] {
  const threshold = thresholdWords(evidence);
  const age = host.peakTime - evidence.lastSeen;
  const weightless = evidence.surprise <= numbers.surpriseFloor;
  return [
    ...wrapped(`${familyWords(evidence.family)}: ${evidence.summary}`, WIDTH, '* '),
    ...(peerName === null ? [] : wrapped(`${evidence.peer} is called ${peerName}.`, WIDTH, '    ')),
    ...contributionLines(evidence.contributions),
    ...wrapped(
      `${rarityWords(evidence.surprise, evidence.subject)} (surprise ${evidence.surprise.toFixed(2)}${weightless ? `, not over the floor of ${numbers.surpriseFloor}` : ''}): ${basisWords(evidence.basis)}.`,
      WIDTH,
      '    ',
    ),
    ...(threshold === null ? [] : wrapped(threshold, WIDTH, '    ')),
    ...(similar === null ? [] : similarLines(similar)),
    ...wrapped(
      `Seen ${utc(evidence.firstSeen)} to ${utc(evidence.lastSeen)}${age > 0 ? `, ${duration(age)} before the peak` : ''}${proof(evidence)}.`,
      WIDTH,
      '    ',
    ),
    ...(evidence.technique === null
      ? []
      : wrapped(`ATT&CK ${techniqueWords(evidence.technique)}.`, WIDTH, '    ')),
    ...wrapped(
      `${counted(evidence.recordCount, 'record')}${records.length === 0 ? '' : `, the first: ${records.join('; ')}`}.`,
      WIDTH,
      '    ',
    ),
    `    id ${evidence.id}, revision ${count(evidence.revision)}`,
  ];
}

function proof({ subject, attributable }: ExplainedEvidence['evidence']): string {
  if (subject === 'network') return '';
  return attributable ? '; its records prove the sender' : '; its records do not prove the sender';
}

function similarLines({ title, lines }: SimilarWords): readonly string[] {
  return [...wrapped(title, WIDTH, '    '), ...lines.flatMap((line) => wrapped(line, WIDTH, '      '))];
}

function contributionLines(contributions: readonly Contribution[]): readonly string[] {
  return contributions.map((contribution) => {
    const usual = usualWords(contribution);
    const range = usual === null ? 'nothing to compare with' : `usual ${usual}`;
    return `    ${percent(contribution.share).padStart(5)}  ${contribution.feature}: ${valueWords(contribution)} (${range})`;
  });
}

function fixed(value: number): string {
  return value.toFixed(4).replace(/0+$/, '').replace(/\.$/, '');
}
