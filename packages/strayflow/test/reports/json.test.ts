import { describe, expect, it } from 'vitest';
import { evidenceReport, renderJson } from '../../src/reports/json.js';
import { exampleAnalysis } from '../example-analysis.js';

const analysis = exampleAnalysis();
const text = renderJson(analysis, { reportPath: '/srv/reports/1' });
const json = JSON.parse(text) as Record<string, unknown>;

describe('the JSON of a run', () => {
  it('is one object on one line', () => {
    expect(text).not.toContain('\n');
    expect(Object.keys(json)).toEqual(
      expect.arrayContaining([
        'hosts',
        'evidence',
        'coverage',
        'report',
        'seed',
        'version',
        'judge',
        'warnings',
        'decisions',
        'internal',
      ]),
    );
    expect(json).toMatchObject({ report: '/srv/reports/1', seed: 7, version: '0.1.0' });
  });

  it('lists hosts riskiest first, with risk, families and evidence that it holds', () => {
    const hosts = json['hosts'] as {
      address: string;
      risk: number;
      families: string[];
      evidence: string[];
    }[];
    expect(hosts[0]).toMatchObject({
      address: '203.0.113.66',
      role: 'actor',
      risk: 0.868,
      families: ['port-scan', 'brute-force'],
    });
    const ids = new Set((json['evidence'] as { id: string }[]).map(({ id }) => id));
    for (const host of hosts) for (const id of host.evidence) expect(ids).toContain(id);
    const risks = hosts.map(({ risk }) => risk);
    expect(risks).toEqual([...risks].sort((a, b) => b - a));
  });

  it('resolves record references to the hash of the input', () => {
    const evidence = json['evidence'] as { records: { input: string; record: number }[] }[];
    expect(evidence[0]!.records[0]).toEqual({ input: analysis.coverage.inputs[0]!.sha256, record: 1_000 });
    expect(evidence[2]!.records[0]).toEqual({ input: analysis.coverage.inputs[1]!.sha256, record: 64 });
  });

  it('says which ordinary flows are most like a strange one, with their records', () => {
    const learned = (json['evidence'] as { family: string; similar?: object }[]).filter(
      ({ similar }) => similar !== undefined,
    );
    expect(learned.map(({ family }) => family)).toEqual(['learned']);
    const [input] = analysis.coverage.inputs.slice(1);
    expect(learned[0]!.similar).toMatchObject({
      rows: 'flow',
      none: null,
      nearest: [
        {
          host: '10.1.0.20',
          peer: '198.51.100.80',
          port: 443,
          time: '2026-03-03T19:00:00.000Z',
          record: { input: input!.sha256, record: 4_310 },
          distance: 2.413,
        },
        { record: null, differences: [] },
      ],
    });
  });

  it('counts what was read, parsed and rejected by reason', () => {
    expect(json['coverage']).toMatchObject({
      read: 63_050,
      parsed: 62_854,
      rejected: { 'truncated packet': 187, 'bad IPv4 header length': 9 },
      inputs: [{ name: 'evening tap.pcap' }, { name: 'office"\n<script>alert(1)</script>\u202egpj.log' }],
    });
  });

  it('holds no raw character that a terminal would obey', () => {
    expect(text).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e]/);
  });

  it('holds the same evidence in evidence.json', () => {
    const file = evidenceReport.render(analysis, [])[0]!;
    const content = JSON.parse(new TextDecoder().decode(file.content)) as Record<string, unknown>;
    expect(content['evidence']).toEqual(json['evidence']);
    expect(content['hosts']).toEqual(json['hosts']);
  });
});
