/** The shell over files with inputs that fail, and with clocks that are wrong. */
import { describe, expect, it } from 'vitest';
import { analyze } from '../../src/analysis/analyze.js';
import type { AnalysisInput, AnalysisRequest } from '../../src/analysis/request.js';
import { runHere } from '../../src/learned/index.js';
import { StrayflowError } from '../../src/model/errors.js';
import { defaultConfig } from '../../src/shell/config-file.js';
import { openSpool } from '../../src/store/spool.js';
import { flows, START } from '../flow-rows.js';

const summary = (name: string, records: number) => ({
  name,
  sha256: name.padEnd(64, '0'),
  format: 'csv',
  bytes: 1,
  read: records,
  parsed: records,
  flows: records,
  facts: 0,
  rejected: {},
  ignored: {},
  examples: [],
  notes: [],
  firstTime: START,
  lastTime: START,
});

type Row = Parameters<typeof flows>[0][number];

const input = (name: string, rows: readonly Row[], fault?: StrayflowError): AnalysisInput => ({
  name,
  explicit: fault === undefined,
  async read(handlers) {
    if (rows.length > 0) handlers.flows(flows(rows));
    if (fault !== undefined) throw fault;
    return summary(name, rows.length);
  },
});

function request(inputs: readonly AnalysisInput[]): AnalysisRequest {
  return {
    inputs,
    config: { ...defaultConfig(), internal: ['10.0.0.0/8'] },
    version: '0',
    preset: 'standard',
    spool: openSpool(),
    run: runHere,
    locations: null,
    observer: { begin: () => undefined, update: () => undefined },
  };
}

const scan = (index: number, source: string): Row[] =>
  Array.from({ length: 40 }, (_, port) => ({
    input: index,
    recordNumber: port + 1,
    flowId: port + 1,
    time: START + 100 * port,
    start: START + 100 * port,
    source,
    destination: '10.0.0.5',
    destinationPort: port + 1,
    protocol: 6,
    state: 'REJ' as const,
    packetsSent: 1,
    packetsReceived: 1,
  }));

describe('analyze', () => {
  it('leaves out what an input gave before it failed, says so, and keeps inputs and evidence together', async () => {
    const broken = new StrayflowError('input-rejected', 'mostly garbage');
    const { analysis, failures } = await analyze(
      request([input('bad', scan(0, '198.51.100.1'), broken), input('good', scan(1, '198.51.100.2'))]),
    );
    expect(failures.map(({ name, error }) => [name, error.code])).toEqual([['bad', 'input-rejected']]);
    expect(analysis.hosts.filter((host) => host.role === 'actor').map((host) => host.host)).toEqual([
      '198.51.100.2',
    ]);
    expect(analysis.flowCount).toBe(40);
    expect(analysis.coverage.inputs.map(({ name, format }) => [name, format])).toEqual([
      ['bad', 'left out'],
      ['good', 'csv'],
    ]);
    const [reference] = analysis.evidence.find((piece) => piece.role === 'actor')!.records;
    expect(analysis.coverage.inputs[reference!.input]!.name).toBe('good');
    expect(analysis.warnings.join(' ')).toContain('bad was left out: mostly garbage (input-rejected)');
  });

  it('still names at the end of a month who attacked at its beginning', async () => {
    const month = 30 * 86_400_000;
    const later = scan(0, '198.51.100.2').map((row, i) => ({
      ...row,
      time: row.time! + month,
      start: row.start! + month,
      recordNumber: 100 + i,
      flowId: 100 + i,
    }));
    const { analysis } = await analyze(request([input('log', [...scan(0, '198.51.100.1'), ...later])]));
    const actors = analysis.hosts.filter((host) => host.role === 'actor').map((host) => host.host);
    expect(actors.sort()).toEqual(['198.51.100.1', '198.51.100.2']);
  });

  it('throws the fault of the only input', async () => {
    const broken = new StrayflowError('input-empty', 'nothing in it');
    await expect(analyze(request([input('bad', [], broken)]))).rejects.toBe(broken);
    await expect(analyze(request([input('dry', [])]))).rejects.toMatchObject({ code: 'input-no-flows' });
  });

  it('is not stretched over a century by one wrong clock, and counts it', async () => {
    const rows = Array.from({ length: 5 }, () => scan(0, '198.51.100.2')).flat();
    rows.push({
      ...rows[0]!,
      time: Date.UTC(2100, 0),
      start: Date.UTC(2100, 0),
      recordNumber: 999,
      flowId: 999,
    });
    const { analysis } = await analyze(request([input('log', rows)]));
    expect(analysis.now).toBeLessThan(START + 60_000);
    expect(analysis.coverage.late).toEqual({ 'implausible-time': 1 });
  });
});
