import { describe, expect, it } from 'vitest';
import type { Report } from '../../src/model/report.js';
import { renderDerivation } from '../../src/reports/derivation.js';
import { htmlReport } from '../../src/reports/html/index.js';
import { evidenceReport, renderJson } from '../../src/reports/json.js';
import { summaryReport } from '../../src/reports/summary.js';
import { renderTerminal } from '../../src/reports/terminal.js';
import { exampleAnalysis } from '../example-analysis.js';

const said = 'The alert line is .56: .5 false alarms a day are to be expected.';
const analysis = exampleAnalysis({ expectedAlarms: said });
const text = (report: Report, of = analysis) => new TextDecoder().decode(report.render(of, [])[0]!.content);

describe('how many false alarms are to be expected', () => {
  it('stands in every report for people and machines', () => {
    expect(text(summaryReport)).toContain(said);
    expect(text(htmlReport)).toContain(said);
    expect(JSON.parse(text(evidenceReport))).toMatchObject({ expectedAlarms: said });
    expect(JSON.parse(renderJson(analysis, { reportPath: null }))).toMatchObject({ expectedAlarms: said });
    expect(renderTerminal(analysis, { width: 100, color: false, reportPath: null })).toContain(
      `Alarms  ${said}`,
    );
  });

  it('stands in the derivation of a risk', () => {
    const { hosts, riskNumbers: numbers, lines } = analysis;
    const derivation = { host: hosts[0]!, evidence: [], numbers, lines };
    expect(renderDerivation({ ...derivation, expectedAlarms: said })).toContain(said);
    expect(renderDerivation(derivation)).not.toContain('false alarms');
  });

  it('is not spoken of where it is not known', () => {
    const silent = exampleAnalysis();
    expect(text(summaryReport, silent)).not.toContain('false alarms');
    expect(text(htmlReport, silent)).not.toContain('false alarms');
  });
});
