/** A worker that fits a detector on a table, scores its rows, and explains the row that is asked for. */
import { kernelsAvailable } from '../../../packages/detectors/dist/index.js';
import { DETECTORS } from './detectors.js';

let scaled;
let model;

const answers = {
  /** Scores of all rows. */
  fit({ name, table }) {
    const { make, scaler } = DETECTORS[name];
    const matrix = { rows: table.rows, columns: table.columns, values: table.values };
    scaled = scaler ? scaler().fit(matrix).transform(matrix) : matrix;
    model = make().fit(scaled);
    return { scores: model.score(scaled), kernels: kernelsAvailable() };
  },
  /** What each column adds to the score of one row. */
  explain({ row }) {
    return {
      row,
      parts: model.explain(scaled.values.slice(row * scaled.columns, (row + 1) * scaled.columns)),
    };
  },
};

addEventListener('message', ({ data }) => {
  try {
    postMessage({ task: data.task, ...answers[data.task](data) });
  } catch (error) {
    postMessage({ task: 'failed', message: error.message });
  }
});
