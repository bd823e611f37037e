import { describe, expect, it } from 'vitest';
import { nameOf, namesWords } from '../../src/reports/host-names.js';
import { renderReports } from '../../src/reports/index.js';
import { pseudonymise } from '../../src/reports/pseudonymise.js';
import { exampleAnalysis } from '../example-analysis.js';

const analysis = exampleAnalysis();
const textOf = (path: string, of = analysis) =>
  new TextDecoder().decode(renderReports(of).find((file) => file.path === path)!.content);

describe('names beside addresses', () => {
  it('say what a host called itself', () => {
    expect(nameOf(analysis, '10.1.0.20')).toBe('anna-laptop');
  });

  it('are none where nobody named the address', () => {
    expect(nameOf(analysis, '10.1.0.5')).toBeNull();
    expect(nameOf(analysis, 'constructor')).toBeNull();
  });

  it('of an address that serves many are the one that this host used', () => {
    expect(nameOf(analysis, '198.51.100.23', '10.1.0.20')).toBe('c.cdn.example');
    expect(nameOf(analysis, '198.51.100.23', '10.1.0.21')).toBe('many names');
  });

  it('come with source and time, and say how many are hidden', () => {
    expect(namesWords(analysis.contexts['10.1.0.20']!)).toBe(
      'anna-laptop (DHCP, last 2026-03-03 18:01:00 UTC), pc-20.lan (DNS, last 2026-03-03 18:00:00 UTC)',
    );
    expect(namesWords(analysis.contexts['198.51.100.23']!)).toMatch(/, 1 more name$/);
  });

  it('stand in the page, the table, the summary and the evidence, and can hurt none of them', () => {
    for (const path of ['index.html', 'hosts.csv', 'summary.txt', 'evidence.json']) {
      const text = textOf(path);
      expect(text, path).toContain('anna-laptop');
      expect(text, path).not.toContain('\u202e');
      expect(text, path).not.toContain('\u001b');
    }
    expect(textOf('index.html')).not.toContain('<b>');
    expect(textOf('hosts.csv')).toContain("'=cmd");
  });

  it('are replaced with everything else that tells who is who', () => {
    const masked = pseudonymise(analysis);
    for (const path of ['index.html', 'hosts.csv', 'summary.txt', 'evidence.json']) {
      const text = textOf(path, masked);
      expect(text, path).not.toContain('anna');
      expect(text, path).not.toContain('cdn.example');
      expect(text, path).toContain('name-');
    }
  });
});
