import { describe, expect, it } from 'vitest';
import { classicPreset } from '../../src/learned/classic.js';
import { CLASSIC_FAULTS } from '../../src/learned/classic-faults.js';
import { classicCollector } from '../../src/learned/classic-rows.js';
import { classicTable } from './classic-table.js';
import { flowRows, ordinaryFlows, sliceFlowRows } from './synthetic-rows.js';

describe('the classic preset', () => {
  const table = classicTable(600, 1);
  const result = classicPreset(table, 7);

  it('calls one row in twenty an outlier of each model, whatever the traffic', () => {
    expect(result.rows).toBe(600);
    expect(result.isolationForestOutliers).toBeGreaterThan(20);
    expect(result.isolationForestOutliers).toBeLessThanOrEqual(30);
    expect(result.autoencoderOutliers).toBe(30);
  });

  it('keeps the fault: flagged rows are those that forest and SVM call normal', () => {
    const total = Object.values(result.riskCounts).reduce((sum, n) => sum + n, 0);
    expect(total).toBe(600);
    expect(result.flagged).toBe(result.riskCounts['1.00'] ?? 0);
    expect(result.flagged).toBeGreaterThan(0);
    expect(Object.keys(result.riskCounts)).toEqual(
      ['-0.67', '-0.33', '0.00', '0.33', '0.67', '1.00'].filter((risk) => risk in result.riskCounts),
    );
  });

  it('adds rows up by source', () => {
    expect(result.hosts.reduce((sum, host) => sum + host.rows, 0)).toBe(600);
    expect(result.hosts.reduce((sum, host) => sum + host.flagged, 0)).toBe(result.flagged);
    expect(result.hosts[0]!.flagged).toBeGreaterThanOrEqual(result.hosts[1]!.flagged);
  });

  it('gives the same for the same seed', () => {
    expect(classicPreset(table, 7)).toEqual(result);
  });

  it('reports the failure of the silhouette on a single label instead of throwing', () => {
    const values = Float64Array.from({ length: 40 * 2 }, (_, i) => (i % 2 === 0 ? 80 : 1));
    const flat = classicPreset(
      {
        columns: ['port', 'packets'],
        matrix: { rows: 40, columns: 2, values },
        portColumns: [0],
        hosts: new Array<string>(40).fill('10.0.0.1'),
        seen: 40,
      },
      1,
    );
    expect(flat.silhouette).toBeNull();
    expect(flat.clusters).toBe(1);
    expect(flat.notes.join(' ')).toMatch(/stops here with an error/);
  });

  it('judges nothing where there is nothing', () => {
    const none = classicPreset(
      {
        columns: [],
        matrix: { rows: 0, columns: 0, values: new Float64Array(0) },
        portColumns: [],
        hosts: [],
        seen: 0,
      },
      1,
    );
    expect(none.flagged).toBe(0);
    expect(none.notes.join(' ')).toMatch(/no row/);
  });

  it('says in plain words what is wrong with it', () => {
    expect(CLASSIC_FAULTS.length).toBeGreaterThanOrEqual(5);
    for (const fault of CLASSIC_FAULTS) expect(fault).toMatch(/^[A-Z].*\.$/);
  });
});

describe('the rows of the classic preset', () => {
  const rows = flowRows(ordinaryFlows(500, 3));

  it('are every flow in the order of the input, ports first', () => {
    const collector = classicCollector(1);
    const state = collector.open();
    collector.add(state, sliceFlowRows(rows, 0, 123));
    collector.add(state, sliceFlowRows(rows, 123, 500));
    const input = collector.input(state);
    expect(input.matrix.rows).toBe(500);
    expect(input.seen).toBe(500);
    expect(input.columns.slice(0, 2)).toEqual(['sourcePort', 'destinationPort']);
    expect(input.portColumns).toEqual([0, 1]);
    for (const r of [0, 17, 499]) {
      const row = input.matrix.values.subarray(r * input.matrix.columns, (r + 1) * input.matrix.columns);
      expect(row[0]).toBe(rows.flows.sourcePort[r]);
      expect(row[4]).toBe(rows.flows.bytesSent[r]);
      expect(input.hosts[r]).toBe(`10.0.0.${rows.flows.source[r * 16 + 15]}`);
    }
  });

  it('are a sample above the limit, and the result says so', () => {
    const collector = classicCollector(1, 120);
    const state = collector.open();
    collector.add(state, rows);
    const input = collector.input(state);
    expect(input.matrix.rows).toBe(120);
    expect(classicPreset(input, 1).notes[0]).toMatch(/120 of 500 rows were drawn at random/);
  });
});
