/** Autoencoder: gradients by differences, training beside torch's, and its own promises. */
import { describe, expect, it } from 'vitest';
import { fastTrainer, meanSquaredError, trainingStep } from '../src/autoencoder-training.js';
import { autoencoder, FittedAutoencoder } from '../src/index.js';
import { backward, forward, glorotLayers, type Layer, workspace } from '../src/network.js';
import { random } from '../src/random.js';
import { golden, matrixOf } from './golden/read.js';
import { clusteredRows, sum, uniformRows } from './rows.js';

describe('network', () => {
  it.each([
    [1, [5, 7, 3, 6, 5]],
    [2, [5, 7, 3, 6, 5]],
    [7, [5, 7, 3, 6, 5]],
    [4, [3, 3]],
    [9, [1, 2, 1]],
    [16, [12, 16, 8, 16, 12]],
  ])('has the gradients that differences give, on %i rows of a network %j', (rows, widths) => {
    const columns = widths[0]!;
    const layers = glorotLayers(widths, random(4)).map((layer) => ({
      ...layer,
      biases: layer.biases.map((_, i) => 0.05 * (i - 2)),
    }));
    const { values } = uniformRows(rows, columns, 9);
    const room = workspace(layers, rows);
    const gradients = layers.map((layer) => ({
      ...layer,
      weights: new Float64Array(layer.weights.length),
      biases: new Float64Array(layer.biases.length),
    }));
    forward(layers, values, rows, room);
    backward(layers, values, values, rows, room, gradients);
    const matrix = { rows, columns, values };
    layers.forEach((layer, index) => {
      for (const part of ['weights', 'biases'] as const) {
        layer[part].forEach((value, i) => {
          layer[part][i] = value + 1e-6;
          const above = meanSquaredError(layers, matrix, 4);
          layer[part][i] = value - 1e-6;
          const below = meanSquaredError(layers, matrix, 4);
          layer[part][i] = value;
          expect(gradients[index]![part][i]).toBeCloseTo((above - below) / 2e-6, 7);
        });
      }
    });
  });

  it('starts within the limits of Glorot and Bengio', () => {
    const [layer] = glorotLayers([30, 40], random(1));
    const limit = Math.sqrt(6 / 70);
    expect(Math.max(...layer!.weights)).toBeLessThanOrEqual(limit);
    expect(Math.min(...layer!.weights)).toBeGreaterThanOrEqual(-limit);
    expect(sum(layer!.weights.map((w) => w * w)) / 1200).toBeCloseTo(limit ** 2 / 3, 2);
  });
});

interface Golden {
  readonly columns: number;
  readonly batch: number;
  readonly widths: readonly number[];
  readonly values: readonly number[];
  readonly weights: readonly (readonly number[])[];
  readonly orders: readonly (readonly number[])[];
  readonly losses: readonly number[];
  readonly final: number;
  readonly kerasLosses: readonly number[];
  readonly kerasFinal: number;
  readonly scores: readonly number[];
}

const CASES = [
  golden<Golden>('autoencoder'),
  ...golden<{ cases: readonly Golden[] }>('autoencoder-widths').cases,
];

describe.each(CASES)(
  'training $widths in batches of $batch from torch weights, in its order of rows',
  (values) => {
    const matrix = matrixOf(values.values, values.columns);
    const layersOfTorch = () =>
      values.weights.map((weights, index): Layer => {
        const outputs = values.widths[index + 1]!;
        return {
          inputs: values.widths[index]!,
          outputs,
          weights: Float64Array.from(weights),
          biases: new Float64Array(outputs),
        };
      });
    const settings = { batch: values.batch, learningRate: 1e-3 };
    const layers = layersOfTorch();
    const step = trainingStep(layers, matrix, settings);
    const losses = values.orders.map((order) => step(Uint32Array.from(order)));

    it("has the losses, and at the end the scores, of Keras' Adam", () => {
      losses.forEach((loss, epoch) => {
        expect(loss / values.kerasLosses[epoch]!).toBeCloseTo(1, 9);
      });
      const fitted = new FittedAutoencoder(layers, { losses, validationLosses: [] });
      expect(fitted.loss(matrix) / values.kerasFinal).toBeCloseTo(1, 9);
      const scores = fitted.score(matrix);
      values.scores.forEach((score, r) => {
        expect(scores[r]! / score).toBeCloseTo(1, 6);
      });
    });

    it("has the losses of torch's Adam within 1 %, in 64 bits and in the kernel", () => {
      const kernel = fastTrainer(layersOfTorch(), matrix, settings)!;
      values.orders.forEach((order, epoch) => {
        expect(Math.abs(losses[epoch]! / values.losses[epoch]! - 1)).toBeLessThan(0.01);
        const loss = kernel.epoch(matrix, Uint32Array.from(order));
        expect(Math.abs(loss / values.losses[epoch]! - 1)).toBeLessThan(0.01);
      });
      expect(Math.abs(meanSquaredError(layers, matrix, 32) / values.final - 1)).toBeLessThan(0.01);
      expect(Math.abs(kernel.loss(matrix) / values.final - 1)).toBeLessThan(0.01);
    });
  },
);

describe('autoencoder', () => {
  const matrix = clusteredRows(400, 6);

  it('learns', () => {
    const { history, layers } = autoencoder({ epochs: 15 }).fit(matrix);
    expect(history.losses).toHaveLength(15);
    expect(history.losses.at(-1)!).toBeLessThan(history.losses[0]! / 4);
    expect(layers.map((layer) => layer.outputs)).toEqual([64, 32, 16, 32, 64, 6]);
  });

  it('scores the mean of what it explains, and errors hold every value', () => {
    const fitted = autoencoder({ epochs: 3, layers: [8] }).fit(matrix);
    const errors = fitted.errors(matrix);
    const scores = fitted.score(matrix);
    for (let r = 0; r < 400; r += 37) {
      const explanation = fitted.explain(matrix.values.slice(r * 6, r * 6 + 6));
      expect(explanation).toEqual(errors.values.slice(r * 6, r * 6 + 6));
      expect(sum(explanation) / 6).toBeCloseTo(scores[r]!, 12);
    }
  });

  it('stops early and keeps the best epoch', () => {
    const options = { epochs: 400, learningRate: 0.02, patience: 3, layers: [6, 2, 6], seed: 2 };
    const { validationLosses } = autoencoder(options).fit(matrix).history;
    const best = validationLosses.indexOf(Math.min(...validationLosses));
    expect(validationLosses.length).toBeLessThan(400);
    expect(validationLosses.length - 1 - best).toBe(3);
    const shorter = autoencoder({ ...options, epochs: best + 1 }).fit(matrix);
    expect(shorter.score(matrix)).toEqual(autoencoder(options).fit(matrix).score(matrix));
  });

  it('differs from seed to seed', () => {
    const first = autoencoder({ epochs: 2, seed: 1 }).fit(matrix).score(matrix);
    expect(autoencoder({ epochs: 2, seed: 2 }).fit(matrix).score(matrix)).not.toEqual(first);
  });

  it.each([
    [{ layers: [4, 0] }, /layers .*received 0/],
    [{ epochs: 0 }, /epochs .*received 0/],
    [{ batch: -1 }, /batch .*received -1/],
    [{ learningRate: 0 }, /learningRate .*received 0/],
    [{ patience: 0.5 }, /patience .*received 0.5/],
    [{ validationShare: 0.7 }, /validationShare .*received 0.7/],
  ])('rejects %j', (options, message) => {
    expect(() => autoencoder(options)).toThrow(message);
  });
});
