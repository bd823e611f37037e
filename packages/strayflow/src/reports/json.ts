/** The analysis as JSON: what `--json` prints, and `evidence.json`. */
import { utf8ToBytes } from '@noble/hashes/utils.js';
import type { Analysis, HostContext } from '../model/analysis.js';
import type { Evidence, RecordReference } from '../model/evidence.js';
import { isoTime } from '../model/format.js';
import type { HostRisk } from '../model/host-risk.js';
import type { Report } from '../model/report.js';
import { safeJson } from './escape.js';
import { nameOf } from './host-names.js';
import { similarObject } from './similar.js';
import { verdictOf } from './verdict.js';

function evidenceObject(analysis: Analysis, evidence: Evidence): object {
  const reference = ({ input, record }: RecordReference) => ({
    input: analysis.coverage.inputs[input]?.sha256 ?? null,
    record,
  });
  return {
    ...evidence,
    peerName: evidence.peer === null ? null : nameOf(analysis, evidence.peer, evidence.host),
    window: { start: isoTime(evidence.window.start), end: isoTime(evidence.window.end) },
    firstSeen: isoTime(evidence.firstSeen),
    lastSeen: isoTime(evidence.lastSeen),
    records: evidence.records.map(reference),
    ...similarObject(evidence, reference, isoTime),
  };
}

function contextObject(context: HostContext | undefined): object | null {
  if (context === undefined) return null;
  const names = context.names.map((name) => ({ ...name, lastSeen: isoTime(name.lastSeen) }));
  return { ...context, names };
}

function shareObjects({ shares }: HostRisk): readonly object[] {
  return shares.map(({ family, share, confidence, surprise, attributable }) => ({
    family,
    share,
    confidence,
    surprise,
    attributable,
  }));
}

function hostObjects(analysis: Analysis): readonly object[] {
  return analysis.hosts.map((host) => ({
    address: host.host,
    site: host.site,
    role: host.role,
    risk: host.risk,
    riskAtEnd: host.riskAtEnd,
    peakTime: isoTime(host.peakTime),
    families: host.shares.map(({ family }) => family),
    shares: shareObjects(host),
    evidence: host.shares.flatMap(({ evidenceIds }) => evidenceIds),
    name: nameOf(analysis, host.host),
    context: contextObject(analysis.contexts[host.host]),
  }));
}

/** As hosts, but for the name in place of an address: nothing of it can be blocked. */
function networkObjects(analysis: Analysis): readonly object[] {
  return analysis.network.map((subject) => ({
    name: subject.host,
    site: subject.site,
    risk: subject.risk,
    riskAtEnd: subject.riskAtEnd,
    peakTime: isoTime(subject.peakTime),
    families: subject.shares.map(({ family }) => family),
    shares: shareObjects(subject),
    evidence: subject.shares.flatMap(({ evidenceIds }) => evidenceIds),
  }));
}

function campaignObjects(analysis: Analysis): readonly object[] {
  return analysis.campaigns.map((campaign) => ({
    ...campaign,
    firstSeen: isoTime(campaign.firstSeen),
    lastSeen: isoTime(campaign.lastSeen),
  }));
}

function decisionObjects(analysis: Analysis): readonly object[] {
  return analysis.decisions.map((decision) => ({
    ...decision,
    time: isoTime(decision.time),
    expires: decision.expires === null ? null : isoTime(decision.expires),
  }));
}

/** Every record that was read, by what became of it. */
export function coverageObject(analysis: Analysis): object {
  const { inputs, ...counts } = analysis.coverage;
  const time = (value: number | null) => (value === null ? null : isoTime(value));
  return {
    ...counts,
    flows: analysis.flowCount,
    hosts: analysis.hostCount,
    inputs: inputs.map((input) => ({
      ...input,
      firstTime: time(input.firstTime),
      lastTime: time(input.lastTime),
    })),
  };
}

export interface JsonOptions {
  /** Where the report folder is; null where none was written. */
  readonly reportPath: string | null;
}

/** One JSON object on one line; times are ISO 8601 UTC, `input` of a record is the hash of the input's bytes. */
export function renderJson(analysis: Analysis, { reportPath }: JsonOptions): string {
  return safeJson({
    version: analysis.version,
    seed: analysis.seed,
    preset: analysis.preset,
    verdict: verdictOf(analysis).headline,
    report: reportPath,
    now: isoTime(analysis.now),
    lines: analysis.lines,
    expectedAlarms: analysis.expectedAlarms,
    hosts: hostObjects(analysis),
    network: networkObjects(analysis),
    campaigns: campaignObjects(analysis),
    evidence: analysis.evidence.map((evidence) => evidenceObject(analysis, evidence)),
    decisions: decisionObjects(analysis),
    internal: analysis.internal,
    judge: analysis.judge,
    warnings: analysis.warnings,
    coverage: coverageObject(analysis),
  });
}

export const evidenceReport: Report = {
  name: 'evidence',
  title: 'Evidence (JSON)',
  render(analysis) {
    const content = {
      version: analysis.version,
      seed: analysis.seed,
      now: isoTime(analysis.now),
      lines: analysis.lines,
      expectedAlarms: analysis.expectedAlarms,
      riskNumbers: analysis.riskNumbers,
      inputs: analysis.coverage.inputs.map(({ name, sha256, format }) => ({ name, sha256, format })),
      hosts: hostObjects(analysis),
      network: networkObjects(analysis),
      campaigns: campaignObjects(analysis),
      evidence: analysis.evidence.map((evidence) => evidenceObject(analysis, evidence)),
    };
    return [
      {
        path: 'evidence.json',
        mediaType: 'application/json',
        content: utf8ToBytes(`${safeJson(content, 2)}\n`),
      },
    ];
  },
};
