/** One host as a page shows it: its risk, what it is made of, and the evidence in checkable sentences. */
import type { Analysis } from '../model/analysis.js';
import type { Evidence } from '../model/evidence.js';
import { byteSize, count, counted, percent, quantity, riskText, utc } from '../model/format.js';
import type { HostRisk } from '../model/host-risk.js';
import { DARK, LIGHT } from '../reports/charts/theme.js';
import { nameOf } from '../reports/host-names.js';
import { decisionOf, evidenceOf, shareTexts } from '../reports/verdict.js';
import {
  basisWords,
  familyWords,
  rarityWords,
  recordWords,
  techniqueWords,
  thresholdWords,
  usualWords,
  valueWords,
} from '../reports/words.js';

const MAX_EVIDENCE = 8;
const MAX_RECORDS = 8;

export interface EvidenceView {
  readonly id: string;
  readonly family: string;
  readonly summary: string;
  readonly contributions: readonly {
    readonly feature: string;
    readonly value: string;
    readonly usual: string;
    readonly share: string;
  }[];
  /** How rare it is, by what, over which threshold, and whether the records prove who sent them. */
  readonly why: string;
  readonly seen: string;
  readonly records: string;
}

export interface HostView {
  readonly address: string;
  readonly name: string | null;
  readonly role: 'actor' | 'victim';
  readonly level: 'block' | 'alert' | 'below';
  /** 0 to 1. */
  readonly risk: number;
  readonly riskText: string;
  /** "would be blocked by rule X: because ..."; null where nothing was decided. */
  readonly decision: string | null;
  readonly traffic: string | null;
  readonly shares: readonly {
    readonly family: string;
    readonly share: number;
    readonly text: string;
    readonly light: string;
    readonly dark: string;
  }[];
  readonly evidence: readonly EvidenceView[];
  readonly hiddenEvidence: number;
}

export function hostView(analysis: Analysis, host: HostRisk): HostView {
  const { alert, block } = analysis.lines;
  const evidence = evidenceOf(analysis, host);
  const texts = shareTexts(host);
  const context = analysis.contexts[host.host];
  return {
    address: host.host,
    name: nameOf(analysis, host.host),
    role: host.role,
    level: host.risk >= block ? 'block' : host.risk >= alert ? 'alert' : 'below',
    risk: host.risk,
    riskText: riskText(host.risk),
    decision: decisionText(analysis, host),
    traffic:
      context === undefined
        ? null
        : `${counted(context.flows, 'flow')}, ${byteSize(context.bytesSent)} sent, ${byteSize(context.bytesReceived)} received`,
    shares: host.shares.map(({ family, share }, i) => ({
      family: familyWords(family),
      share,
      text: texts[i]!,
      light: LIGHT.families[family],
      dark: DARK.families[family],
    })),
    evidence: evidence.slice(0, MAX_EVIDENCE).map((piece) => evidenceView(analysis, piece)),
    hiddenEvidence: Math.max(0, evidence.length - MAX_EVIDENCE),
  };
}

function decisionText(analysis: Analysis, host: HostRisk): string | null {
  const decision = decisionOf(analysis, host);
  if (decision === null) return null;
  const effect = decision.simulated ? ' (simulated: a page acts on nothing)' : '';
  return `${decision.action}${effect}, by rule ${decision.rule}: ${decision.reason}`;
}

function evidenceView(analysis: Analysis, evidence: Evidence): EvidenceView {
  const technique =
    evidence.technique === null ? '' : ` · MITRE ATT&CK ${techniqueWords(evidence.technique)}`;
  return {
    id: evidence.id,
    family: familyWords(evidence.family),
    summary: evidence.summary,
    contributions: evidence.contributions.map((contribution) => ({
      feature: contribution.feature,
      value: valueWords(contribution),
      usual: usualWords(contribution) ?? 'nothing to compare with',
      share: percent(contribution.share),
    })),
    why: whyText(evidence),
    seen: `Seen ${utc(evidence.firstSeen)} to ${utc(evidence.lastSeen)}${technique}`,
    records: recordsText(analysis, evidence),
  };
}

function whyText(evidence: Evidence): string {
  const rarity = `${rarityWords(evidence.surprise, evidence.subject)} (surprise ${quantity(evidence.surprise)}; ${basisWords(evidence.basis)}).`;
  const threshold = thresholdWords(evidence);
  const proof =
    evidence.role === 'victim'
      ? []
      : [
          evidence.attributable
            ? 'The records prove who sent them.'
            : 'The records do not prove who sent them: the address may be forged.',
        ];
  return [rarity, ...(threshold === null ? [] : [threshold]), ...proof].join(' ');
}

function recordsText(analysis: Analysis, evidence: Evidence): string {
  const shown = Math.min(MAX_RECORDS, evidence.records.length);
  const lists = recordWords(evidence.records, analysis.coverage.inputs, shown);
  const all =
    evidence.recordCount > shown ? ` (the first ${count(shown)} of ${count(evidence.recordCount)})` : '';
  return `${lists.join('; ')}${all}`;
}
