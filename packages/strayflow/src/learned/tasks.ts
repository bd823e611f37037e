/** Units of fitting as plain data: any thread runs them, and the bits are the same. */
import {
  autoencoder,
  type DetectorJson,
  dbscan,
  type FittedDetector,
  isolationForest,
  type Matrix,
  oneClassSvm,
} from '@strayflow/detectors';
import { AS_IS, fitUnitInput, inputOf, LIMITED, type MemberInput, SOFTENED } from './member-input.js';
import type { LearnedOptions } from './options.js';
import { chooseEpsilon, drawPicture, type PictureDrawing, type PictureTask } from './picture.js';

interface MemberTask<Kind extends string, Options> {
  readonly kind: Kind;
  readonly seed: number;
  readonly options: Options;
  /** Scaled rows in an order of no meaning; models of bounded size take the first. */
  readonly fit: Matrix;
  /** Scaled rows that the model is not fitted on. */
  readonly calibrate: Matrix;
}

export type FitTask =
  | MemberTask<'isolation-forest', LearnedOptions['isolationForest']>
  | MemberTask<'one-class-svm', LearnedOptions['oneClassSvm']>
  | MemberTask<'autoencoder', LearnedOptions['autoencoder']>
  | MemberTask<'dbscan', LearnedOptions['dbscan']>
  | PictureTask;

export interface FittedMember {
  readonly kind: 'member';
  readonly detector: DetectorJson;
  readonly input: MemberInput;
  readonly fittedRows: number;
  /** Of the task's `fit` rows; only the isolation forest gives them, for trimming. */
  readonly fitScores: Float64Array | null;
  readonly calibrationScores: Float64Array;
  readonly notes: readonly string[];
}

export type FitResult = FittedMember | PictureDrawing;

/** Runs tasks anywhere and gives their results in the order of the tasks. */
export type TaskRunner = (tasks: readonly FitTask[]) => Promise<readonly FitResult[]>;

/** Runs one after the other in this thread. */
export const runHere: TaskRunner = (tasks) => Promise.resolve(tasks.map(runTask));

/** Pure: the same task gives the same result, bit for bit. */
export function runTask(task: FitTask): FitResult {
  switch (task.kind) {
    case 'isolation-forest':
      return fitForest(task);
    case 'one-class-svm':
      return fitSvm(task);
    case 'autoencoder':
      return fitAutoencoder(task);
    case 'dbscan':
      return fitDbscan(task);
    case 'picture':
      return drawPicture(task);
  }
}

type TaskOf<Kind extends FitTask['kind']> = Extract<FitTask, { kind: Kind }>;

function fitForest(task: TaskOf<'isolation-forest'>): FittedMember {
  const { trees, subsample } = task.options;
  const fitted = isolationForest({ trees, subsample, seed: task.seed }).fit(task.fit);
  return { ...result(task, fitted, AS_IS, task.fit.rows, []), fitScores: fitted.score(task.fit) };
}

function fitSvm(task: TaskOf<'one-class-svm'>): FittedMember {
  const rows = inputOf(LIMITED, firstRows(task.fit, task.options.rows));
  const fitted = oneClassSvm({ nu: task.options.nu, seed: task.seed }).fit(rows);
  const notes = [`${fitted.coefficients.length} support vectors`];
  if (!fitted.converged) notes.push(`stopped after ${fitted.iterations} steps, before its tolerance`);
  return result(task, fitted, LIMITED, rows.rows, notes);
}

function fitAutoencoder(task: TaskOf<'autoencoder'>): FittedMember {
  const { epochs, batch, patience, clip } = task.options;
  const rows = firstRows(task.fit, task.options.rows);
  const input = fitUnitInput(rows, clip);
  const fitted = autoencoder({ epochs, batch, patience, seed: task.seed }).fit(inputOf(input, rows));
  const trained = fitted.history.losses.length;
  const notes = [`${trained} epochs${trained < epochs ? ', stopped early' : ''}`];
  return result(task, fitted, input, rows.rows, notes);
}

function fitDbscan(task: TaskOf<'dbscan'>): FittedMember {
  const rows = inputOf(SOFTENED, firstRows(task.fit, task.options.rows));
  const { minSamples, corePoints } = task.options;
  const epsilon = chooseEpsilon(rows, task.options);
  const fitted = dbscan({ minSamples, epsilon, maxCoreRows: corePoints, seed: task.seed }).fit(rows);
  const notes = [
    `radius ${Number(epsilon.toPrecision(3))}, ${fitted.clusters} ${fitted.clusters === 1 ? 'cluster' : 'clusters'}`,
  ];
  return result(task, fitted, SOFTENED, rows.rows, notes);
}

function result(
  { calibrate }: { readonly calibrate: Matrix },
  fitted: FittedDetector,
  input: MemberInput,
  fittedRows: number,
  notes: readonly string[],
): FittedMember {
  return {
    kind: 'member',
    detector: fitted.toJSON(),
    input,
    fittedRows,
    fitScores: null,
    calibrationScores: fitted.score(inputOf(input, calibrate)),
    notes,
  };
}

export function firstRows(matrix: Matrix, rows: number): Matrix {
  if (matrix.rows <= rows) return matrix;
  return { rows, columns: matrix.columns, values: matrix.values.slice(0, rows * matrix.columns) };
}
