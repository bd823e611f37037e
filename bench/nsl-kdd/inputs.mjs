/** What each model is given: the same for this library and for its peers. */

/** In standard deviations: further out, distance says nothing more, and squares of it would decide alone. */
const LIMIT = 3;

function mapped(matrix, change) {
  return { ...matrix, values: matrix.values.map(change) };
}

const limited = (value) => Math.min(LIMIT, Math.max(-LIMIT, value));

/** Trees do not care for distances; a logistic output reaches 0..1 only. */
export const INPUTS = {
  'isolation-forest': (matrix) => matrix,
  'one-class-svm': (matrix) => mapped(matrix, limited),
  autoencoder: (matrix) => mapped(matrix, (value) => (limited(value) + LIMIT) / (2 * LIMIT)),
};

export const MODELS = Object.keys(INPUTS);
