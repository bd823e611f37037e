import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Analysis } from '../../src/model/analysis.js';
import { type Evidence, evidenceId } from '../../src/model/evidence.js';
import type { HostRisk } from '../../src/model/host-risk.js';
import type { Report } from '../../src/model/report.js';
import { hostsReport } from '../../src/reports/csv.js';
import { htmlReport } from '../../src/reports/html/index.js';
import { evidenceReport } from '../../src/reports/json.js';
import { pseudonymise } from '../../src/reports/pseudonymise.js';
import { summaryReport } from '../../src/reports/summary.js';
import { renderTerminal } from '../../src/reports/terminal.js';
import { verdictOf } from '../../src/reports/verdict.js';
import { readEvidence } from '../../src/shell/read-evidence.js';
import { exampleAnalysis } from '../example-analysis.js';
import { START } from '../example-evidence.js';

const draft = {
  revision: 0,
  family: 'rhythm',
  site: 'default',
  host: 'sensor 192.0.2.251',
  subject: 'network',
  role: 'victim',
  peer: null,
  key: 'silence flows',
  window: { start: START, end: START + 300_000 },
  firstSeen: START,
  lastSeen: START + 299_999,
  basis: { kind: 'test-bound', test: 'rule of succession over the hours before' },
  surprise: 4.6,
  attributable: false,
  summary:
    'sensor 192.0.2.251 fell silent: no flow for 9 hours, after 99 hours in a row with flows; others went on',
  contributions: [{ feature: 'hours with flows before', value: 99, unit: '', usual: null, share: 1 }],
  threshold: { feature: 'hours with flows before', value: 72, unit: '' },
  records: [],
  recordCount: 0,
  technique: null,
} as const satisfies Omit<Evidence, 'id'>;
const silence: Evidence = { id: evidenceId(draft), ...draft };
const silent: HostRisk = {
  site: 'default',
  host: silence.host,
  subject: 'network',
  role: 'victim',
  risk: 0.58,
  peakTime: START,
  riskAtEnd: 0.58,
  shares: [
    {
      family: 'rhythm',
      share: 0.58,
      confidence: 0.58,
      surprise: 4.6,
      attributable: false,
      evidenceIds: [silence.id],
    },
  ],
};
const example = exampleAnalysis();
const analysis: Analysis = { ...example, network: [silent], evidence: [...example.evidence, silence] };
const text = (report: Report, of = analysis) => new TextDecoder().decode(report.render(of, [])[0]!.content);

describe('what is odd of the network as a whole', () => {
  it('has a section of its own, and stands among no hosts', () => {
    expect(text(summaryReport)).toMatch(
      /The network as a whole:\n {2}0?\.58 {2}sensor 192\.0\.2\.251, site default/,
    );
    const page = text(htmlReport);
    expect(page).toContain('<h2>The network as a whole</h2>');
    expect(page).toContain('<a href="#network">Network</a>');
    expect(text(htmlReport, example)).not.toContain('id="network"');
    expect(text(hostsReport)).toBe(text(hostsReport, example));
  });

  it('is said first where no host is over the alert line, and beside the hosts that are', () => {
    const alone = { ...analysis, hosts: [] };
    expect(verdictOf(alone)).toMatchObject({ level: 'alert', label: 'ALERT', hosts: [] });
    expect(verdictOf(alone).headline).toMatch(
      /^No host is over the alert line, but sensor 192\.0\.2\.251 fell/,
    );
    expect(verdictOf(analysis).headline).toContain('the network as a whole strays from what is usual.');
    const shown = renderTerminal(alone, { width: 100, color: false, reportPath: null });
    expect(shown).toContain('  ~ sensor 192.0.2.251 fell silent');
    const below = { ...alone, network: [{ ...silent, risk: 0.4 }] };
    expect(verdictOf(below).level).toBe('quiet');
  });

  it('is read back from the report, to be explained', () => {
    const folder = mkdtempSync(join(tmpdir(), 'strayflow-network-'));
    try {
      writeFileSync(join(folder, 'evidence.json'), text(evidenceReport));
      const { network, evidence } = readEvidence(folder);
      expect(network).toMatchObject([{ name: silent.host, risk: 0.58, evidence: [silence.id] }]);
      expect(evidence.find(({ id }) => id === silence.id)?.subject).toBe('network');
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('has no address in it where addresses are replaced', () => {
    const hidden = JSON.stringify(pseudonymise(analysis));
    expect(hidden).not.toContain('192.0.2.251');
    expect(hidden).toContain('sensor outside-');
  });
});
