/** Puts the result of the passes together as one Analysis. */
import type { Analysis, ClassicResult, ReportedFlow } from '../model/analysis.js';
import type { HostRisk, RiskNumbers } from '../model/host-risk.js';
import { campaigns } from '../risk/index.js';
import { coverageOf } from './coverage.js';
import type { Judged } from './judge.js';
import type { Learned } from './learn.js';
import type { Parsed } from './parse.js';
import { type JudgedFlow, withReasons } from './reported-flow.js';
import type { AnalysisRequest } from './request.js';

export function summarise(
  { config, version, preset, locations, expectedAlarms = null }: AnalysisRequest,
  parsed: Parsed,
  learned: Learned,
  judged: Judged,
  classic: ClassicResult | null,
): Analysis {
  const { verdicts, models, totals } = judged;
  const risks: readonly HostRisk[] = verdicts.hosts(judged.now);
  const hosts = risks.filter(({ subject }) => subject === undefined);
  const evidence = verdicts.allEvidence;
  const shown = new Set(hosts.map((host) => host.host));
  for (const { peer } of evidence) if (peer !== null) shown.add(peer);
  const lookUp = locations?.lookup ?? (() => null);
  const contexts = totals.contexts(shown, judged.names.of(shown), lookUp);
  const countries = totals.countries(hosts, lookUp);
  const located =
    countries.length > 0 || Object.values(contexts).some((context) => context.location !== null);
  return {
    version,
    seed: config.seed,
    preset,
    now: judged.now,
    span: learned.span,
    coverage: coverageOf(parsed.inputs, parsed.samplingRate, dropped(judged), {
      ...nonZero(judged.refused),
      ...nonZero({ 'implausible-time': learned.implausible }),
    }),
    flowCount: learned.shares.flows,
    hostCount: totals.hostCount,
    internal: parsed.internal,
    hosts,
    network: risks.filter(({ subject }) => subject === 'network'),
    campaigns: campaigns(hosts, evidence, config.policy.alertLine),
    contexts,
    evidence,
    decisions: verdicts.state.decisions,
    lines: { alert: config.policy.alertLine, block: config.policy.blockLine },
    expectedAlarms,
    riskNumbers: riskNumbers(config.risk),
    judge: models.judge,
    warnings: [...warnings(parsed), ...models.warnings, ...(locations?.notes ?? [])],
    models: models.models,
    clusters: models.clusters,
    histograms: models.histograms,
    projection: models.projection,
    timeline: judged.timeline.result(evidence),
    countries,
    attributions: located ? (locations?.attributions ?? []) : [],
    flows: flowsToShow(judged, config.report.strangestFlows),
    strangestLimit: config.report.strangestFlows,
    classic,
  };
}

function riskNumbers({
  behaviourCap,
  learnedCap,
  contextCap,
  surpriseFloor,
  halfLifeMs,
}: RiskNumbers): RiskNumbers {
  return { behaviourCap, learnedCap, contextCap, surpriseFloor, halfLifeMs };
}

/** The strangest flows, and all that evidence refers to. */
function flowsToShow({ verdicts, strangest, referred }: Judged, limit: number): readonly ReportedFlow[] {
  const held = strangest.result();
  const byRecord = new Map(held.map((judged) => [`${judged.flow.input} ${judged.flow.record}`, judged]));
  const shown = new Map<JudgedFlow, readonly string[]>(held.slice(0, limit).map((judged) => [judged, []]));
  for (const piece of verdicts.allEvidence) {
    if (piece.family !== 'learned') continue;
    for (const { input, record } of piece.records) {
      const judged = byRecord.get(`${input} ${record}`);
      if (judged !== undefined) shown.set(judged, [...(shown.get(judged) ?? []), piece.id]);
    }
  }
  return referred.with([...shown].map(([judged, evidenceIds]) => ({ ...withReasons(judged), evidenceIds })));
}

function nonZero(counts: Readonly<Record<string, number>>): Record<string, number> {
  return Object.fromEntries(Object.entries(counts).filter(([, count]) => count > 0));
}

function dropped({ dropped: byStage, totals, names }: Judged): Readonly<Record<string, number>> {
  return { ...byStage, ...nonZero({ 'host-totals': totals.dropped, 'host-names': names.dropped }) };
}

/** What was named and could not be used, each; what a folder brought along and nobody can read, in one sentence. */
function warnings({ failures }: Parsed): readonly string[] {
  const unknown = failures.filter(({ explicit, error }) => !explicit && error.code === 'input-unknown');
  const others = failures.filter((failure) => !unknown.includes(failure));
  const said = others.map(({ name, error }) => `${name} was left out: ${error.message} (${error.code}).`);
  if (unknown.length === 0) return said;
  const names = unknown.slice(0, 3).map(({ name }) => name);
  const more = unknown.length > names.length ? ` and ${unknown.length - names.length} more` : '';
  return [...said, `No known format, left out: ${names.join(', ')}${more}.`];
}
