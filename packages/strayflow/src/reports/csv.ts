/** The tables of the report as CSV (RFC 4180, UTF-8, times in ISO 8601 UTC). */
import { utf8ToBytes } from '@noble/hashes/utils.js';
import type { Analysis } from '../model/analysis.js';
import { isoTime } from '../model/format.js';
import type { Report, ReportFile } from '../model/report.js';
import { type Cell, csvTable } from './escape.js';
import { nameOf } from './host-names.js';
import { decisionOf } from './verdict.js';

function csvFile(path: string, columns: readonly string[], rows: readonly (readonly Cell[])[]): ReportFile {
  return { path, mediaType: 'text/csv', content: utf8ToBytes(csvTable(columns, rows)) };
}

const HOST_COLUMNS = [
  'site',
  'host',
  'role',
  'risk',
  'risk_at_end',
  'peak_time',
  'families',
  'shares',
  'decision',
  'decision_reason',
  'internal',
  'kind',
  'name',
  'name_source',
  'country',
  'city',
  'network_number',
  'network_name',
  'flows',
  'bytes_sent',
  'bytes_received',
  'evidence',
] as const;

function hostRows(analysis: Analysis): readonly (readonly Cell[])[] {
  return analysis.hosts.map((host) => {
    const context = analysis.contexts[host.host];
    const decision = decisionOf(analysis, host);
    return [
      host.site,
      host.host,
      host.role,
      host.risk,
      host.riskAtEnd,
      isoTime(host.peakTime),
      host.shares.map(({ family }) => family).join(' '),
      host.shares.map(({ share }) => share).join(' '),
      decision?.action ?? null,
      decision?.reason ?? null,
      context?.internal ?? null,
      context?.kind ?? null,
      nameOf(analysis, host.host),
      context?.names[0]?.source ?? null,
      context?.location?.countryCode ?? null,
      context?.location?.city ?? null,
      context?.location?.network?.number ?? null,
      context?.location?.network?.name ?? null,
      context?.flows ?? null,
      context?.bytesSent ?? null,
      context?.bytesReceived ?? null,
      host.shares.flatMap(({ evidenceIds }) => evidenceIds).join(' '),
    ];
  });
}

export const hostsReport: Report = {
  name: 'hosts',
  title: 'Hosts with evidence (CSV)',
  render: (analysis) => [csvFile('hosts.csv', HOST_COLUMNS, hostRows(analysis))],
};

/** Every model that scored a flow, in the order of the analysis. */
function scoreNames(analysis: Analysis): readonly string[] {
  const listed = analysis.models.filter(({ rows }) => rows === 'flow').map(({ name }) => name);
  const found = new Set(analysis.flows.flatMap(({ scores }) => Object.keys(scores)));
  const extra = [...found].filter((name) => !listed.includes(name)).sort();
  return [...listed.filter((name) => found.has(name)), ...extra];
}

export const flowsReport: Report = {
  name: 'flows',
  title: 'Flows that evidence refers to, and the strangest (CSV)',
  render(analysis) {
    const models = scoreNames(analysis);
    const columns = [
      'input',
      'record',
      'start',
      'duration_ms',
      'source',
      'source_port',
      'destination',
      'destination_port',
      'protocol',
      'state',
      'bytes_sent',
      'bytes_received',
      'packets_sent',
      'packets_received',
      'service',
      'uid',
      'surprise',
      ...models.map((name) => `score_${name}`),
      'why',
      'evidence',
    ];
    const rows = analysis.flows.map((flow): readonly Cell[] => [
      analysis.coverage.inputs[flow.input]?.name ?? String(flow.input),
      flow.record,
      isoTime(flow.start),
      flow.durationMs,
      flow.source,
      flow.sourcePort,
      flow.destination,
      flow.destinationPort,
      flow.protocol,
      flow.state,
      flow.bytesSent,
      flow.bytesReceived,
      flow.packetsSent,
      flow.packetsReceived,
      flow.service,
      flow.uid,
      flow.surprise,
      ...models.map((name) => flow.scores[name] ?? null),
      flow.why.join('; '),
      flow.evidenceIds.join(' '),
    ]);
    return [csvFile('flows.csv', columns, rows)];
  },
};

export const decisionsReport: Report = {
  name: 'decisions',
  title: 'Decisions (CSV)',
  render(analysis) {
    const columns = [
      'time',
      'site',
      'host',
      'action',
      'simulated',
      'approval',
      'rule',
      'reason',
      'risk',
      'expires',
      'evidence',
    ];
    const rows = analysis.decisions.map((decision): readonly Cell[] => [
      isoTime(decision.time),
      decision.site,
      decision.host,
      decision.action,
      decision.simulated,
      decision.approval,
      decision.rule,
      decision.reason,
      decision.risk,
      decision.expires === null ? null : isoTime(decision.expires),
      decision.evidenceIds.join(' '),
    ]);
    return [csvFile('decisions.csv', columns, rows)];
  },
};
