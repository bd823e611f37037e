/** The network kernel beside the same steps in 64 bits. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fastTrainer, meanSquaredError, trainingStep } from '../../src/autoencoder-training.js';
import { autoencoder, FittedAutoencoder, type Matrix, random, shuffled } from '../../src/index.js';
import { fitsFloats, NetworkKernel } from '../../src/kernels/network.js';
import { forward, glorotLayers, type Layer, workspace } from '../../src/network.js';
import { clusteredRows, sum, uniformRows } from '../rows.js';

const settings = { batch: 32, learningRate: 1e-3 };

function layersOf(columns: number, hidden: readonly number[]): Layer[] {
  return glorotLayers([columns, ...hidden, columns], random(3)).map((layer) => ({
    ...layer,
    biases: layer.biases.map((_, i) => 0.01 * ((i % 5) - 2)),
  }));
}

/** Scores in 64 bits. */
function exactScores(layers: readonly Layer[], { rows, columns, values }: Matrix): Float64Array {
  const outputs = forward(layers, values, rows, workspace(layers, rows));
  const scores = new Float64Array(rows);
  for (let i = 0; i < values.length; i++) {
    scores[Math.floor(i / columns)]! += Math.abs(outputs[i]! - values[i]!) / columns;
  }
  return scores;
}

describe('network kernel', () => {
  it('runs here', () => {
    expect(NetworkKernel.of(layersOf(3, [4]), 5, true)).toBeDefined();
  });

  it('takes the steps that 64 bits take, whatever the widths and batches', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 19 }),
        fc.array(fc.integer({ min: 1, max: 21 }), { minLength: 0, maxLength: 4 }),
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 1, max: 90 }),
        (columns, hidden, batch, rows) => {
          const matrix = clusteredRows(rows, columns, rows);
          const plain = layersOf(columns, hidden);
          const fast = layersOf(columns, hidden);
          const step = trainingStep(plain, matrix, { ...settings, batch });
          const trainer = fastTrainer(fast, matrix, { ...settings, batch })!;
          for (let epoch = 0; epoch < 3; epoch++) {
            const order = shuffled(rows, random(epoch));
            expect(trainer.epoch(matrix, order) / step(order)).toBeCloseTo(1, 4);
          }
          expect(trainer.loss(matrix) / meanSquaredError(plain, matrix, 16)).toBeCloseTo(1, 4);
          trainer.store(fast);
          fast.forEach((layer, index) => {
            const off = layer.weights.map((weight, i) => Math.abs(weight - plain[index]!.weights[i]!));
            expect(sum(off) / off.length).toBeLessThan(1e-4);
          });
        },
      ),
      { numRuns: 40 },
    );
  });

  it('scores to 6 digits, and the same for a row wherever it stands', () => {
    const layers = layersOf(12, [64, 32, 16, 32, 64]);
    const matrix = uniformRows(333, 12);
    const scores = new FittedAutoencoder(layers, { losses: [], validationLosses: [] }).score(matrix);
    exactScores(layers, matrix).forEach((score, r) => {
      expect(scores[r]! / score).toBeCloseTo(1, 6);
    });
  });

  it('leaves rows that 32 bits cannot take to 64-bit arithmetic', () => {
    const layers = layersOf(3, [6, 2, 6]);
    const fitted = new FittedAutoencoder(layers, { losses: [], validationLosses: [] });
    const matrix = { rows: 3, columns: 3, values: Float64Array.of(0, 1, 0, 1e29, -4, 1e12, 0.5, 0.5, 1) };
    const scores = fitted.score(matrix);
    expect(scores[1]).toBe(exactScores(layers, matrix)[1]);
    expect(scores.every(Number.isFinite)).toBe(true);
  });

  it('leaves networks that could leave 32 bits to 64-bit arithmetic', () => {
    const layers = layersOf(2, [4, 4]);
    expect(fitsFloats(layers)).toBe(true);
    layers[1]!.weights.fill(1e12);
    expect(fitsFloats(layers)).toBe(false);
    const matrix = uniformRows(20, 2);
    const scores = new FittedAutoencoder(layers, { losses: [], validationLosses: [] }).score(matrix);
    expect(scores).toEqual(exactScores(layers, matrix));
  });

  it('is finite when training goes astray', () => {
    const matrix = uniformRows(200, 4);
    const fitted = autoencoder({ learningRate: 1e9, epochs: 4 }).fit(matrix);
    expect(fitted.layers.every((layer) => layer.weights.every(Number.isFinite))).toBe(true);
    expect(fitted.history.losses.every(Number.isFinite)).toBe(true);
    expect(fitted.score(matrix).every(Number.isFinite)).toBe(true);
  });
});
