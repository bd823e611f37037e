/** TensorFlow.js at the autoencoder's jobs. */
import { ranking } from './outcomes.mjs';

/** Rows at a time while scoring; more or fewer are slower. */
const SCORE_BATCH = 1024;
/** Scoring takes as long with any weights: a short training is enough. */
const SHORT_TRAINING_ROWS = 8192;

/**
 * @param {NodeJS.Require} packages
 * @param {import('./answer.mjs').Task} task `how` is the backend: cpu, plain JavaScript, or wasm
 */
export async function tensorflow(packages, task, matrix, outliers) {
  const core = packages('@tensorflow/tfjs-core');
  const layers = packages('@tensorflow/tfjs-layers');
  packages(`@tensorflow/tfjs-backend-${task.how}`);
  if (!(await core.setBackend(task.how))) throw new Error(`no backend ${task.how}`);
  await core.ready();
  const { rows, columns } = matrix;
  const all = core.tensor2d(Float32Array.from(matrix.values), [rows, columns]);

  const trained = async (input) => {
    const network = layers.sequential();
    const widths = [64, 32, 16, 32, 64, columns];
    widths.forEach((units, index) => {
      const activation = index < widths.length - 1 ? 'relu' : 'sigmoid';
      network.add(layers.layers.dense({ units, activation, ...(index === 0 && { inputShape: [columns] }) }));
    });
    network.compile({ optimizer: core.train.adam(1e-3), loss: 'meanSquaredError' });
    await network.fit(input, input, {
      epochs: 1,
      batchSize: 32,
      shuffle: true,
      verbose: 0,
      yieldEvery: 'never',
    });
    return network;
  };
  const score = (network) =>
    core.tidy(() => {
      const outputs = network.predict(all, { batchSize: SCORE_BATCH });
      return core.mean(core.abs(core.sub(outputs, all)), 1).dataSync();
    });

  if (task.job === 'autoencoder-epoch') {
    let last;
    return {
      run: async () => {
        last?.dispose();
        last = await trained(all);
        return last;
      },
      outcome: (network) => ranking(score(network), outliers),
    };
  }
  const network = await trained(core.slice(all, 0, Math.min(rows, SHORT_TRAINING_ROWS)));
  return { run: () => score(network), outcome: (scores) => ranking(scores, outliers) };
}
