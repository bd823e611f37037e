/** The parts of the page after the hosts: models, coverage, flows, the old script's verdict. */
import type { Analysis, ClassicResult, ModelSummary, ReportedFlow } from '../../model/analysis.js';
import { byteSize, count, counted, duration, percent, quantity, utc } from '../../model/format.js';
import { byCount, verdictOf } from '../verdict.js';
import { type Markup, type MarkupValue, markup, table } from './markup.js';

const MAX_FLOWS = 100;

const words = (title: string) => ({ title });
const figures = (title: string) => ({ title, numeric: true });

function modelRow(model: ModelSummary): readonly MarkupValue[] {
  const notes = model.notes.map((note) => markup`<br><span class="muted">${note}</span>`);
  return [
    model.title,
    model.rows === 'flow' ? 'flows' : 'hosts and windows',
    count(model.fittedRows),
    count(model.calibrationRows),
    model.unused === null ? percent(model.weight) : '–',
    markup`${model.unused === null ? 'used' : `not used: ${model.unused}`}${notes}`,
  ];
}

function clusterWords(analysis: Analysis): Markup | null {
  const { clusters } = analysis;
  if (clusters === null) return null;
  const quality =
    clusters.silhouette === null ? (clusters.note ?? '') : `mean silhouette ${quantity(clusters.silhouette)}`;
  return markup`<p>DBSCAN over ${counted(clusters.sampledRows, 'sampled row')} (eps ${quantity(clusters.epsilon)}, at least ${clusters.minSamples} neighbours): ${counted(
    clusters.clusters,
    'cluster',
  )}, ${count(clusters.noise)} in none; ${quality}.${
    clusters.silhouette !== null && clusters.note !== null ? ` ${clusters.note}` : ''
  }</p>`;
}

export function modelsSection(analysis: Analysis): Markup {
  return markup`<section id="models"><h2>Models</h2><div class="card">
<p><strong>${analysis.judge}</strong></p>
${table(
  'Models',
  [
    words('model'),
    words('judges'),
    figures('fitted on rows'),
    figures('calibrated on rows'),
    figures('weight'),
    words('state'),
  ],
  analysis.models.map(modelRow),
)}
${clusterWords(analysis)}</div></section>
`;
}

function rejectRows(analysis: Analysis): readonly (readonly MarkupValue[])[] {
  return analysis.coverage.inputs.flatMap((input) =>
    byCount(input.rejected).map(([reason, records]): readonly MarkupValue[] => {
      const examples = input.examples.filter((example) => example.reason === reason);
      return [
        input.name,
        reason,
        count(records),
        examples.map(({ record, detail }) => markup`record ${record}: <code>${detail}</code><br>`),
      ];
    }),
  );
}

function total(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((sum, value) => sum + value, 0);
}

export function coverageSection(analysis: Analysis): Markup {
  const { coverage } = analysis;
  const rejects = rejectRows(analysis);
  const notes = coverage.inputs.flatMap(({ name, notes: list }) =>
    list.map((note) => markup`<li>${name}: ${note}</li>`),
  );
  const ignored = byCount(coverage.ignored).map(([reason, records]) => `${reason} ${count(records)}`);
  const lost = [...byCount(coverage.dropped), ...byCount(coverage.late)];
  return markup`<section id="coverage"><h2>Coverage</h2><div class="card">
<p>${counted(coverage.read, 'record')} read, ${count(coverage.parsed)} parsed, ${count(total(coverage.rejected))} rejected, ${count(
    total(coverage.ignored),
  )} without a flow${ignored.length === 0 ? '' : ` (${ignored.join(', ')})`}. ${
    coverage.samplingRate > 1
      ? `The source saw 1 of ${quantity(coverage.samplingRate)} packets.`
      : 'Not sampled: every packet or record that the source had.'
  }</p>
<p>${analysis.internal.statement}</p>
${table(
  'Inputs',
  [
    words('input'),
    words('format'),
    figures('size'),
    figures('read'),
    figures('parsed'),
    figures('flows'),
    figures('rejected'),
    words('from'),
    words('to'),
    words('sha256'),
  ],
  coverage.inputs.map((input) => [
    input.name,
    input.format,
    byteSize(input.bytes),
    count(input.read),
    count(input.parsed),
    count(input.flows),
    count(total(input.rejected)),
    input.firstTime === null ? '–' : utc(input.firstTime),
    input.lastTime === null ? '–' : utc(input.lastTime),
    markup`<code>${input.sha256.slice(0, 16)}…</code>`,
  ]),
)}
${
  rejects.length === 0
    ? markup`<p>No record was rejected.</p>`
    : table(
        'Rejected records',
        [words('input'), words('reason'), figures('records'), words('examples')],
        rejects,
      )
}
${lost.length === 0 ? null : markup`<p>Not judged in full: ${lost.map(([reason, value]) => `${reason} ${count(value)}`).join(', ')}.</p>`}
${notes.length === 0 ? null : markup`<ul>${notes}</ul>`}
</div></section>
`;
}

function endpoint(address: string, port: number | null): string {
  if (port === null) return address;
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
}

const PROTOCOLS: Readonly<Record<number, string>> = {
  1: 'ICMP',
  6: 'TCP',
  17: 'UDP',
  47: 'GRE',
  58: 'ICMPv6',
  132: 'SCTP',
};

function flowRow(flow: ReportedFlow): readonly MarkupValue[] {
  const size = (value: number | null) => (value === null ? '–' : byteSize(value));
  return [
    utc(flow.start).slice(0, 19),
    endpoint(flow.source, flow.sourcePort),
    endpoint(flow.destination, flow.destinationPort),
    flow.protocol === null ? '–' : (PROTOCOLS[flow.protocol] ?? String(flow.protocol)),
    flow.state ?? '–',
    flow.durationMs === null ? '–' : duration(flow.durationMs),
    size(flow.bytesSent),
    size(flow.bytesReceived),
    flow.service ?? '–',
    flow.surprise === null ? '–' : flow.surprise.toFixed(2),
    flow.why.join('; '),
  ];
}

export function flowsSection(analysis: Analysis): Markup {
  const { flows, flowCount, strangestLimit } = analysis;
  const strangest = [...flows]
    .map((flow, index) => ({ flow, index }))
    .sort((a, b) => (b.flow.surprise ?? -1) - (a.flow.surprise ?? -1) || a.index - b.index)
    .slice(0, MAX_FLOWS)
    .map(({ flow }) => flow);
  return markup`<section id="flows"><h2>Flows</h2><div class="card">
<p>The strangest ${count(strangest.length)} of the ${count(flows.length)} in <a href="flows.csv">flows.csv</a>, which holds those that evidence refers to and the strangest ${count(
    strangestLimit,
  )}, of ${counted(flowCount, 'flow')} in all. “–” is unknown, not zero.</p>
<div class="wide">${table(
    'Flows, strangest first',
    [
      words('start (UTC)'),
      words('source'),
      words('destination'),
      words('protocol'),
      words('state'),
      figures('duration'),
      figures('sent'),
      figures('received'),
      words('service'),
      figures('surprise'),
      words('why'),
    ],
    strangest.map(flowRow),
  )}</div></div></section>
`;
}

function classicCard(classic: ClassicResult): Markup {
  const counts = Object.entries(classic.riskCounts).sort((a, b) => Number(a[0]) - Number(b[0]));
  const shape = classic.silhouette === null ? 'no silhouette' : `silhouette ${quantity(classic.silhouette)}`;
  return markup`<div class="card"><h3>The old script (preset classic)</h3>
<p><strong>${count(classic.flagged)} of ${counted(classic.rows, 'row')} flagged.</strong></p>
<p>Forest ${count(classic.isolationForestOutliers)} outliers, SVM ${count(classic.oneClassSvmOutliers)}, autoencoder ${count(
    classic.autoencoderOutliers,
  )} over ${quantity(classic.autoencoderThreshold)}; ${counted(classic.clusters, 'cluster')}, ${count(classic.noise)} in none, ${shape}.</p>
${table(
  'Old risk score',
  [figures('old risk'), figures('rows')],
  counts.map(([risk, rows]) => [risk, count(rows)]),
)}
${table(
  'Hosts that the old script flagged',
  [words('host'), figures('flagged'), figures('rows')],
  classic.hosts.map(({ host, rows, flagged }) => [host, count(flagged), count(rows)]),
)}
${classic.notes.map((note) => markup`<p>${note}</p>`)}</div>`;
}

export function classicSection(analysis: Analysis): Markup | null {
  if (analysis.classic === null) return null;
  const verdict = verdictOf(analysis);
  const own = verdict.hosts.map((host) => [host.host, host.role, quantity(host.risk)]);
  return markup`<section id="classic"><h2>Both verdicts side by side</h2><div class="two">
<div class="card"><h3>Strayflow</h3><p><strong>${verdict.headline}</strong></p>
${own.length === 0 ? null : table('Hosts over the alert line', [words('host'), words('role'), figures('risk')], own)}</div>
${classicCard(analysis.classic)}</div></section>
`;
}
