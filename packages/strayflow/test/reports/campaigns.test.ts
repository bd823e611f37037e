import { describe, expect, it } from 'vitest';
import type { Analysis } from '../../src/model/analysis.js';
import { htmlReport } from '../../src/reports/html/index.js';
import { renderJson } from '../../src/reports/json.js';
import { pseudonymise } from '../../src/reports/pseudonymise.js';
import { summaryReport } from '../../src/reports/summary.js';
import { renderTerminal } from '../../src/reports/terminal.js';
import { exampleAnalysis } from '../example-analysis.js';

const example = exampleAnalysis();
const [leader] = example.hosts;
const scanners = ['198.51.100.40', '198.51.100.41', '198.51.100.42'];

const analysis: Analysis = {
  ...example,
  hosts: [...example.hosts, ...scanners.map((host) => ({ ...leader!, host, risk: 0.6 }))],
  campaigns: [
    {
      id: 'c0ffee',
      site: leader!.site,
      hosts: [leader!.host, ...scanners],
      families: ['port-scan'],
      target: '10.1.0.5',
      risk: leader!.risk,
      firstSeen: example.span.start,
      lastSeen: example.span.end,
    },
  ],
};
const text = (content: Uint8Array) => new TextDecoder().decode(content);

describe('a campaign', () => {
  it('stands for its hosts in the terminal', () => {
    const shown = renderTerminal(analysis, { width: 100, color: false, reportPath: null });
    expect(shown.replace(/\s+/g, ' ')).toContain('= 4 hosts do alike: port scan against 10.1.0.5');
    for (const host of scanners) expect(shown).not.toContain(host);
  });

  it('stands for its hosts at the head of the page, which lists them below', () => {
    const page = text(htmlReport.render(analysis, [])[0]!.content);
    const head = page.slice(page.indexOf('id="verdict"'), page.indexOf('<nav'));
    expect(head).toContain('And 3 hosts that do as one of <a href="#campaigns">these</a>.');
    for (const host of scanners) expect(head).not.toContain(host);
    expect(page.slice(page.indexOf('<section id="campaigns"'))).toContain(scanners[0]!);
  });

  it('is in the summary and the JSON', () => {
    expect(text(summaryReport.render(analysis, [])[0]!.content)).toContain('4 hosts do alike: port scan');
    const json = JSON.parse(renderJson(analysis, { reportPath: null })) as { campaigns: unknown };
    expect(json.campaigns).toMatchObject([
      { id: 'c0ffee', target: '10.1.0.5', firstSeen: expect.stringMatching(/Z$/) },
    ]);
  });

  it('is pseudonymised, its id, too, which an address could be tried against', () => {
    const json = renderJson(pseudonymise(analysis), { reportPath: null });
    expect(json).not.toContain('c0ffee');
    for (const host of [...scanners, leader!.host, '10.1.0.5']) expect(json).not.toContain(host);
    expect(JSON.parse(json)).toMatchObject({ campaigns: [{ id: 'campaign-1' }] });
  });
});
