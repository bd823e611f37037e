import { describe, expect, it } from 'vitest';
import { drawPicture, pictureTask } from '../../src/learned/picture.js';
import { modelReport } from '../../src/learned/report.js';
import { learnedStage } from '../../src/learned/stage.js';
import { majorityTrap } from '../../src/learned/trap.js';
import { fitted, OPTIONS, ordinary } from './fitted.js';
import { FLOW_SPECS, flowRows, ordinaryFlows, ordinaryHostRows } from './synthetic-rows.js';

const network = { isInternal: () => true };
const models = await ordinary();

function judged(count: number) {
  const stage = learnedStage(models, OPTIONS, network);
  const state = stage.open();
  stage.step(state, flowRows(ordinaryFlows(count, 71)), () => undefined);
  stage.step(state, ordinaryHostRows(5, 72), () => undefined);
  stage.settle(state);
  return modelReport(models, state);
}

describe('the report of the models', () => {
  const report = judged(1500);

  it('counts every score once, on rising edges, with the line of one in a hundred', () => {
    expect(report.histograms.map((one) => one.name)).toEqual([
      'isolation-forest',
      'one-class-svm',
      'autoencoder',
      'dbscan',
      'combined',
      'host-window-isolation-forest',
      'host-window-one-class-svm',
      'host-window-autoencoder',
      'host-window-dbscan',
      'host-window-combined',
    ]);
    for (const { name, edges, counts, threshold } of report.histograms) {
      expect(counts.reduce((sum, n) => sum + n, 0)).toBe(name.startsWith('host-window-') ? 100 : 1500);
      expect(edges).toHaveLength(counts.length + 1);
      for (let i = 1; i < edges.length; i++) expect(edges[i]).toBeGreaterThan(edges[i - 1]!);
      expect(threshold).toBeGreaterThan(edges[0]!);
      expect(threshold).toBeLessThan(edges.at(-1)!);
      const above = counts.filter((_, i) => edges[i]! >= threshold!).reduce((sum, n) => sum + n, 0);
      expect(above / counts.reduce((sum, n) => sum + n, 0)).toBeLessThan(0.06);
    }
  });

  it('says who judged, on how much, and that nothing else did', () => {
    expect(report.judge).toMatch(
      /^Models learned from this very input judged 1500 flows by 4 models and 100 hosts in five-minute windows by 4 models, each row by models that never saw it/,
    );
    expect(report.warnings).toEqual([]);
    expect(report.models).toHaveLength(8);
    for (const one of report.models) {
      expect(one.unused).toBeNull();
      expect(one.weight).toBe(0.25);
      expect(one.calibrationRows).toBeGreaterThanOrEqual(200);
    }
  });

  it('draws a bounded sample with clusters and surprises', () => {
    const { points, axes } = report.projection!;
    expect(points.length).toBe(Math.min(3000, report.clusters!.sampledRows));
    expect(axes[0]).toMatch(/^principal component 1 \(\d+ % of variance\)$/);
    expect(report.clusters!.clusters).toBeGreaterThanOrEqual(1);
    expect(points.filter((point) => point.surprise >= 2).length / points.length).toBeLessThan(0.03);
  });

  it('finds groups that lie apart, their noise and their silhouette', () => {
    const rows = 301;
    const values = new Float64Array(rows * FLOW_SPECS.length);
    for (let r = 0; r < 300; r++) {
      for (let c = 0; c < FLOW_SPECS.length; c++)
        values[r * FLOW_SPECS.length + c] = (r % 2) + 0.1 * Math.sin(r * c);
    }
    values.fill(1e6, 300 * FLOW_SPECS.length);
    const task = pictureTask({ rows, columns: FLOW_SPECS.length, values }, FLOW_SPECS, {
      ...OPTIONS.dbscan,
      epsilon: 1,
    })!;
    const { clusters, labels } = drawPicture(task);
    expect(clusters).toMatchObject({ clusters: 2, noise: 1, sampledRows: 301, note: null });
    expect(clusters.silhouette).toBeGreaterThan(0.8);
    expect(labels[300]).toBe(-1);
  });

  it('says in words where there is one cluster', () => {
    const rows = 300;
    const values = Float64Array.from({ length: rows * FLOW_SPECS.length }, (_, i) => 5 + Math.sin(i));
    const task = pictureTask({ rows, columns: FLOW_SPECS.length, values }, FLOW_SPECS, {
      ...OPTIONS.dbscan,
      epsilon: 100,
    })!;
    expect(drawPicture(task).clusters).toMatchObject({
      clusters: 1,
      noise: 0,
      silhouette: null,
      note: 'one cluster: the flows do not fall into groups, so there is no silhouette',
    });
  });

  it('says that no model judged where there is too little, and still shows the flows', async () => {
    const few = await fitted([flowRows(ordinaryFlows(400, 1))]);
    const told = modelReport(few, null);
    expect(told.judge).toMatch(/^No model judged: there is too little traffic/);
    expect(told.warnings[0]).toMatch(
      /^Too little to judge flows by: of 400 different ones .* 200 are needed\.$/,
    );
    expect(told.histograms).toEqual([]);
    expect(told.projection!.points).toHaveLength(400);
    for (const one of told.models) expect(one.unused).toMatch(/^too little to judge/);
  });

  it('warns first of the majority trap, then of what was left out of training', async () => {
    const accused = await fitted([flowRows(ordinaryFlows(3000, 1))], new Set(['10.0.0.3']));
    const trap = majorityTrap(
      { flows: 10, accusedFlows: 9, collapsedShare: 0, largestActorShare: 0 },
      { baseline: false, windows: true },
    );
    const { warnings } = modelReport(accused, null, trap);
    expect(warnings[0]).toMatch(/^Majority trap: 90 %/);
    expect(warnings.join('\n')).toMatch(
      /\d+ sampled flows of hosts that known behaviours accuse were left out/,
    );
  });
});
