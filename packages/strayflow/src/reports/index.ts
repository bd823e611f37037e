/** Stage 7: the reports, one line each; and what shells print. */
import type { Analysis } from '../model/analysis.js';
import type { Report, ReportFile } from '../model/report.js';
import { blockListReport } from './block-list.js';
import { decisionsReport, flowsReport, hostsReport } from './csv.js';
import { htmlReport } from './html/index.js';
import { evidenceReport } from './json.js';
import { manifestFile, type RunRecord, withRun } from './manifest.js';
import { plotsReport } from './plots.js';
import { pngReport } from './png.js';
import { summaryReport } from './summary.js';

export { renderJson } from './json.js';
export { MANIFEST_FORMAT, MANIFEST_PATH, type RunRecord, withRun } from './manifest.js';
export { pseudonymise } from './pseudonymise.js';
export { renderTerminal } from './terminal.js';

/** In the order in which they are made: later ones may use the files of earlier ones. */
export const REPORTS: readonly Report[] = [
  plotsReport,
  pngReport,
  htmlReport,
  summaryReport,
  hostsReport,
  flowsReport,
  evidenceReport,
  decisionsReport,
  blockListReport,
];

/** Every file of the report folder, the manifest last; the same analysis gives the same bytes, but for `run`. */
export function renderReports(analysis: Analysis, run?: RunRecord): readonly ReportFile[] {
  const files: ReportFile[] = [];
  for (const report of REPORTS) files.push(...report.render(analysis, files));
  const all = [...files, manifestFile(analysis, files)];
  return run === undefined ? all : withRun(all, run);
}
