import { describe, expect, it } from 'vitest';
import { openScorer } from '../../src/learned/scorer.js';
import { scoreFlows } from '../../src/learned/stage.js';
import { runTask, type TaskRunner } from '../../src/learned/tasks.js';
import { restore, snapshot } from '../../src/model/snapshot.js';
import { fitted, OPTIONS, ordinary } from './fitted.js';
import { flowRows, ordinaryFlows, ordinaryHostRows } from './synthetic-rows.js';

const models = await ordinary();
const share = (values: Float64Array, line: number) =>
  values.filter((value) => value >= line).length / values.length;

describe('fitted models', () => {
  it('give fresh ordinary flows a surprise of 2 or more about once in a hundred', () => {
    const fresh = scoreFlows(models, flowRows(ordinaryFlows(20_000, 99)));
    expect(share(fresh.surprise, 2)).toBeGreaterThan(0.004);
    expect(share(fresh.surprise, 2)).toBeLessThan(0.018);
    expect(share(fresh.surprise, 3)).toBeLessThan(0.004);
    expect(share(fresh.surprise, 1)).toBeGreaterThan(0.06);
    expect(share(fresh.surprise, 1)).toBeLessThan(0.14);
  });

  it('do the same for the very flows that they were learned from', () => {
    const own = scoreFlows(models, flowRows(ordinaryFlows(6000, 11)));
    expect(share(own.surprise, 2)).toBeGreaterThan(0.004);
    expect(share(own.surprise, 2)).toBeLessThan(0.018);
  });

  it('do the same for fresh hosts and windows', () => {
    const rows = ordinaryHostRows(500, 98);
    const scores = openScorer(models.host.models!).score(
      { rows: rows.length, columns: 3, values: rows.values },
      rows.host,
      rows.windows.map((window) => window.start),
    );
    expect(share(scores.surprise, 2)).toBeGreaterThan(0.003);
    expect(share(scores.surprise, 2)).toBeLessThan(0.022);
  });

  it('claim no more than the calibration rows can carry', () => {
    const far = ordinaryFlows(50, 5).map((flow) => ({ ...flow, values: [1e12, 1e12, 1e9, 1e9, 1e6, 1] }));
    const { surprise } = scoreFlows(models, flowRows(far));
    const rows = models.flow.models!.byFold.map((fold) => fold.calibrationRows);
    for (const value of surprise) {
      expect(value).toBeLessThanOrEqual(Math.log10(Math.max(...rows)) + 2);
      expect(value).toBeGreaterThan(3.5);
    }
  });

  it('are all four for flows, and say so', () => {
    expect(models.tooLittle).toBe(false);
    expect(models.flow.models!.byFold[0].members.map((member) => member.name)).toEqual([
      'isolation-forest',
      'one-class-svm',
      'autoencoder',
      'dbscan',
    ]);
  });

  it('leave out what needs many rows where hosts and windows are few', async () => {
    const few = await fitted([ordinaryHostRows(40, 12)], new Set(), {
      ...OPTIONS,
      minimumCalibrationRows: 50,
    });
    expect(few.host.models!.byFold[0].members.map((member) => member.name)).toEqual([
      'isolation-forest',
      'autoencoder',
    ]);
    expect(few.host.models!.unused.map((one) => one.name)).toEqual(['one-class-svm', 'dbscan']);
  });

  it('say when there is too little to judge', async () => {
    const few = await fitted([flowRows(ordinaryFlows(700, 1)), ordinaryHostRows(3, 1)]);
    expect(few.tooLittle).toBe(true);
    expect(few.flow.tooLittle).toMatch(/^too little to judge flows by: of 700 different ones/);
    expect([...scoreFlows(few, flowRows(ordinaryFlows(10, 2))).surprise]).toEqual(new Array(10).fill(0));
  });

  it('say so, too, when there is nothing at all', async () => {
    const none = await fitted([]);
    expect(none.tooLittle).toBe(true);
    expect(none.picture).toBeNull();
  });

  it('are the same bits in whatever order tasks are run, and as stored bytes', async () => {
    const backwards: TaskRunner = (tasks) => {
      const results = tasks.map(
        (_, i) => [tasks.length - 1 - i, runTask(tasks[tasks.length - 1 - i]!)] as const,
      );
      return Promise.resolve(results.sort(([a], [b]) => a - b).map(([, result]) => result));
    };
    const rows = [flowRows(ordinaryFlows(3000, 11))];
    const one = await fitted(rows);
    const other = await fitted(rows, new Set(), undefined, backwards);
    expect(snapshot(other)).toEqual(snapshot(one));
    const fresh = flowRows(ordinaryFlows(500, 97));
    expect(scoreFlows(restore(snapshot(one)), fresh).surprise).toEqual(scoreFlows(one, fresh).surprise);
  });

  it('keep an attack out of training when its host is accused', async () => {
    const attack = ordinaryFlows(3000, 50, 1, 10_000).map((flow, i) => ({
      ...flow,
      source: '10.0.0.99',
      destinationPort: 1 + i,
      established: false,
      values: [60 + (i % 7), 40, 1, 5 + (i % 11), 900, 1],
    }));
    const rows = [flowRows([...ordinaryFlows(5000, 11), ...attack])];
    const clean = await fitted(rows, new Set(['10.0.0.99']));
    const dirty = await fitted(rows);
    const mean = (values: Float64Array) => values.reduce((sum, value) => sum + value / values.length, 0);
    const probe = flowRows(attack.slice(0, 200));
    expect(mean(scoreFlows(clean, probe).surprise)).toBeGreaterThan(3);
    expect(mean(scoreFlows(dirty, probe).surprise)).toBeLessThan(1.5);
    expect(clean.flow.excluded).toBeGreaterThan(0);
  });
});
