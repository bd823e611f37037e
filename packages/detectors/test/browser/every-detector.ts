/** Fits, scores, explains, stores and loads every detector; runs as it is in Node and in a page, and imports nothing. */

export type Library = typeof import('../../src/index.js');

export interface EveryResult {
  readonly kernels: boolean;
  /** Numbers by what they are, written so that every bit counts. */
  readonly numbers: Readonly<Record<string, readonly string[]>>;
  /** The model file of all detectors. */
  readonly file: readonly number[];
  /** Whether the models read back from that file score and explain the same, bit for bit. */
  readonly sameAfterFile: boolean;
}

const COLUMNS = 4;

/** @param otherFile a model file that was written elsewhere, whose models score the same rows too */
export function everyDetector(library: Library, otherFile?: readonly number[]): EveryResult {
  const matrix = rowsOf(library, 300);
  const scaled = library.minMaxScaler().fit(matrix).transform(matrix);
  const row = scaled.values.slice(19 * COLUMNS, 20 * COLUMNS);
  const models = {
    forest: library.isolationForest({ trees: 30, seed: 3, contamination: 0.05 }).fit(scaled),
    extended: library.extendedIsolationForest({ trees: 30, seed: 3, contamination: 0.05 }).fit(scaled),
    svm: library.oneClassSvm().fit(scaled),
    nystroem: library.oneClassSvm({ method: 'nystroem', landmarks: 40 }).fit(scaled),
    autoencoder: library.autoencoder({ layers: [8, 2, 8], epochs: 10, seed: 1, patience: 4 }).fit(scaled),
    dbscan: library.dbscan({ minSamples: 5 }).fit(scaled),
  };
  const numbers: Record<string, readonly string[]> = {};
  for (const [name, model] of Object.entries(models)) {
    const scores = model.score(scaled);
    numbers[`${name} scores`] = written(scores);
    numbers[`${name} explains`] = written(model.explain(row));
    numbers[`${name} surprises`] = written(library.tailCalibration(scores).surprises(scores));
  }
  const allScores = Object.values(models).map((model) => model.score(scaled));
  numbers['combination'] = written(
    library.combineRows(allScores.map((list) => library.tailCalibration(list).surprises(list))),
  );
  const { labels } = library.dbscan({ minSamples: 5 }).cluster(scaled);
  numbers['dbscan labels'] = written(labels);
  const silhouette = library.silhouette(scaled, labels, { excludeNoise: true });
  numbers['silhouette mean'] = written([silhouette.mean ?? Number.NaN]);
  numbers['components'] = written(library.principalComponents(scaled, 2).project(scaled).values);

  const file = library.writeModelFile(models, { columns: 'a, b, c, d' });
  const sameFrom = (bytes: Uint8Array): Record<string, readonly string[]> => {
    const again: Record<string, readonly string[]> = {};
    for (const [name, model] of Object.entries(library.readModelFile(bytes).models)) {
      again[`${name} scores`] = written(model.score(scaled));
      again[`${name} explains`] = written(model.explain(row));
    }
    return again;
  };
  if (otherFile) {
    for (const [name, found] of Object.entries(sameFrom(Uint8Array.from(otherFile)))) {
      numbers[`${name} (other file)`] = found;
    }
  }
  const again = sameFrom(file);
  return {
    kernels: library.kernelsAvailable(),
    numbers,
    file: Array.from(file),
    sameAfterFile:
      Object.keys(again).length === 2 * Object.keys(models).length &&
      Object.keys(again).every((name) => again[name]!.join() === numbers[name]!.join()),
  };
}

/** Two groups, and one row in twenty anywhere. */
function rowsOf(library: Library, rows: number) {
  const generator = library.random(7);
  const values = new Float64Array(rows * COLUMNS);
  for (let i = 0; i < values.length; i++) {
    const row = Math.floor(i / COLUMNS);
    const spread = generator.uniform() + generator.uniform() - 1;
    values[i] = row % 20 === 19 ? 20 * generator.uniform() : (row % 2 === 0 ? 5 : 12) + spread;
  }
  return { rows, columns: COLUMNS, values };
}

/** JavaScript's own text of a number gives back every bit, but for the sign of zero. */
function written(values: Iterable<number>): string[] {
  return Array.from(values, (value) => (Object.is(value, -0) ? '-0' : String(value)));
}
