/** What a page shows of an analysis: sentences and numbers, said as the reports say them; plain data for a message. */
import type { AnalysisOutcome } from '../analysis/request.js';
import type { Analysis } from '../model/analysis.js';
import { byteSize, count, counted, utc } from '../model/format.js';
import type { HostRisk } from '../model/host-risk.js';
import { campaignSentence } from '../reports/campaign-words.js';
import { drawSvg } from '../reports/charts/draw.js';
import { riskChart } from '../reports/charts/risk.js';
import { scoresChart } from '../reports/charts/scores.js';
import { DARK, LIGHT } from '../reports/charts/theme.js';
import { trafficChart } from '../reports/charts/traffic.js';
import { hostsReport } from '../reports/csv.js';
import { evidenceReport } from '../reports/json.js';
import { summaryReport } from '../reports/summary.js';
import { byCount, cautions, coverageSentence, oddNetwork, verdictOf } from '../reports/verdict.js';
import { type HostView, hostView } from './host-view.js';

const MAX_HOSTS = 200;

/** Without where addresses are, which no page knows, there is nothing to draw of places. */
const CHARTS = [trafficChart, riskChart, scoresChart] as const;
const DOWNLOADS = [evidenceReport, hostsReport, summaryReport] as const;

export interface ChartView {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  /** SVG. */
  readonly light: string;
  readonly dark: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

export interface InputView {
  readonly name: string;
  readonly format: string;
  readonly size: string;
  readonly sha256: string;
  readonly read: string;
  readonly parsed: string;
  readonly flows: string;
  /** "truncated packet: 187" */
  readonly rejected: readonly string[];
  readonly ignored: readonly string[];
  /** "record 12: truncated packet, 20 of 54 bytes" */
  readonly examples: readonly string[];
  readonly notes: readonly string[];
}

export interface FailureView {
  readonly code: string;
  readonly message: string;
  readonly hint: string;
}

export interface PageResult {
  readonly label: string;
  readonly level: 'block' | 'alert' | 'quiet';
  readonly headline: string;
  readonly span: string;
  readonly hosts: readonly HostView[];
  readonly hiddenHosts: number;
  readonly network: readonly HostView[];
  readonly campaigns: readonly string[];
  readonly cautions: readonly string[];
  readonly coverage: string;
  readonly judge: string;
  readonly internal: string;
  readonly inputs: readonly InputView[];
  readonly failures: readonly FailureView[];
  readonly charts: readonly ChartView[];
  readonly downloads: readonly {
    readonly name: string;
    readonly mediaType: string;
    readonly content: Uint8Array;
  }[];
}

export function pageResult({ analysis, failures }: AnalysisOutcome): PageResult {
  const { label, level, headline } = verdictOf(analysis);
  const view = (host: HostRisk) => hostView(analysis, host);
  return {
    label,
    level,
    headline,
    span: `${utc(analysis.span.start)} to ${utc(analysis.span.end)}`,
    hosts: analysis.hosts.slice(0, MAX_HOSTS).map(view),
    hiddenHosts: Math.max(0, analysis.hosts.length - MAX_HOSTS),
    network: oddNetwork(analysis).map(view),
    campaigns: analysis.campaigns.map(campaignSentence),
    cautions: cautions(analysis),
    coverage: coverageSentence(analysis),
    judge: analysis.judge,
    internal: analysis.internal.statement,
    inputs: inputViews(analysis),
    failures: failures.map(({ name, error }) => ({
      code: error.code,
      message: error.message.startsWith(name) ? error.message : `${name}: ${error.message}`,
      hint: error.hint,
    })),
    charts: chartViews(analysis),
    downloads: DOWNLOADS.flatMap((report) =>
      report.render(analysis, []).map(({ path, mediaType, content }) => ({ name: path, mediaType, content })),
    ),
  };
}

function inputViews({ coverage }: Analysis): readonly InputView[] {
  const words = (counts: Readonly<Record<string, number>>) =>
    byCount(counts).map(([reason, records]) => `${reason}: ${count(records)}`);
  return coverage.inputs.map((input) => ({
    name: input.name,
    format: input.format,
    size: byteSize(input.bytes),
    sha256: input.sha256,
    read: counted(input.read, 'record'),
    parsed: count(input.parsed),
    flows: count(input.flows),
    rejected: words(input.rejected),
    ignored: words(input.ignored),
    examples: input.examples.map(({ reason, record, detail }) => `record ${record}: ${reason}, ${detail}`),
    notes: input.notes,
  }));
}

function chartViews(analysis: Analysis): readonly ChartView[] {
  return CHARTS.filter((chart) => chart.unavailable(analysis) === null).map((chart) => {
    const { columns, rows } = chart.table(analysis);
    return {
      name: chart.name,
      title: chart.title,
      description: chart.description(analysis),
      light: drawSvg(chart, analysis, LIGHT),
      dark: drawSvg(chart, analysis, DARK),
      columns,
      rows: rows.map((row) =>
        row.map((cell) => (typeof cell === 'number' ? count(cell) : String(cell ?? ''))),
      ),
    };
  });
}
