/** Fits, trims, calibrates: from the sample to the models of both kinds of rows. */
import { combinedCalibration, type Matrix, tailCalibration, takeRows } from '@strayflow/detectors';
import type { FeatureSpec } from '../model/feature-rows.js';
import type { LearnedSample } from './collector.js';
import { histogramAxis } from './histogram.js';
import type { FoldModel, KindModels, LearnedModels, MemberModel, MemberName, RowModels } from './models.js';
import { LOCAL_MEMBERS } from './models.js';
import type { LearnedOptions } from './options.js';
import { finishPicture, pictureTask } from './picture.js';
import { columnQuantiles } from './quantiles.js';
import { applyScaling, fitScaling, type RowScaling, sortedQuantile } from './row-scaling.js';
import type { RowSample } from './sample.js';
import { type FoldRows, type SampleSplit, splitSample } from './split.js';
import { spreadOf } from './spread.js';
import type { FitResult, FitTask, FittedMember, TaskRunner } from './tasks.js';

export interface FitContext {
  readonly seed: number;
  /** Hosts that behaviours accuse, as evidence names them: their rows are not learned from. */
  readonly excludedHosts: ReadonlySet<string>;
  /** Starts of five-minute windows (Unix ms) whose rows are not learned from. */
  readonly excludedWindows?: ReadonlySet<number>;
  readonly run: TaskRunner;
}

/** With fewer rows to fit on, the models that need many are left out. */
const FEW_ROWS = 300;

/** One kind of rows on its way: what each fold learns from, scaled. */
interface Draft {
  readonly kind: 'flow' | 'host-window';
  readonly columns: readonly FeatureSpec[];
  readonly split: SampleSplit;
  readonly scalings: readonly [RowScaling, RowScaling];
  readonly scaled: readonly [FoldRows, FoldRows];
}

/**
 * The model of each fold is fitted on one part of the other fold's rows and calibrated on the rest of them, so that
 * fitted, calibrated and judged rows are always different ones. The isolation forests come first: what they find
 * strangest is trimmed before the other models are fitted.
 */
export async function fitModels(
  sample: LearnedSample,
  options: LearnedOptions,
  context: FitContext,
): Promise<LearnedModels> {
  const splits = {
    flow: splitSample(sample.flow, options, context.seed, context),
    host: splitSample(sample.host, options, context.seed, context),
  };
  const flow = draft('flow', sample.flow, splits.flow, options);
  const host = draft('host-window', sample.host, splits.host, options);
  const drafts = [flow, host].filter((one) => one !== null);

  const forests = membersOf(
    await context.run(drafts.flatMap((one) => forestTasks(one, options, context.seed))),
  );
  const laterTasks = drafts.map((one, d) =>
    laterMemberTasks(one, forests.slice(2 * d), options, context.seed),
  );
  const picture = pictureTask(splits.flow.all, sample.flow.columns ?? [], options.dbscan);
  const results = await context.run([...laterTasks.flat(2), ...(picture === null ? [] : [picture])]);

  let at = 0;
  const models = drafts.map((one, d): RowModels => {
    const byFold = ([0, 1] as const).map((fold) => {
      const tasks = laterTasks[d]![fold]!;
      const members = [forests[2 * d + fold]!, ...membersOf(results.slice(at, at + tasks.length))];
      at += tasks.length;
      return members;
    });
    return assemble(one, [byFold[0]!, byFold[1]!]);
  });
  const flowModels = flow === null ? null : models[0]!;
  const hostModels = host === null ? null : models.at(-1)!;
  const drawing = results[at];
  return {
    seed: context.seed,
    flow: kindModels('flow', sample.flow, splits.flow, flowModels, options),
    host: kindModels('host-window', sample.host, splits.host, hostModels, options),
    picture: drawing?.kind === 'picture' ? finishPicture(drawing, splits.flow, flowModels) : null,
    tooLittle: flowModels === null && hostModels === null,
  };
}

/** Null where there is too little to judge. */
function draft(
  kind: Draft['kind'],
  sample: RowSample,
  split: SampleSplit,
  options: LearnedOptions,
): Draft | null {
  const { columns } = sample;
  if (columns === null || fewestCalibrationRows(split) < options.minimumCalibrationRows) return null;
  const scalings = [
    fitScaling(columns, split.byFold[0].fit),
    fitScaling(columns, split.byFold[1].fit),
  ] as const;
  const scaled = (fold: 0 | 1): FoldRows => ({
    fit: applyScaling(scalings[fold], split.byFold[fold].fit),
    calibrate: applyScaling(scalings[fold], split.byFold[fold].calibrate),
  });
  return { kind, columns, split, scalings, scaled: [scaled(0), scaled(1)] };
}

function forestTasks(one: Draft, options: LearnedOptions, seed: number): readonly FitTask[] {
  return one.scaled.map((rows, fold) => ({
    kind: 'isolation-forest',
    seed: seedOf(seed, fold),
    options: options.isolationForest,
    ...rows,
  }));
}

/** Tasks by fold. */
function laterMemberTasks(
  one: Draft,
  forests: readonly FittedMember[],
  options: LearnedOptions,
  seed: number,
): readonly (readonly FitTask[])[] {
  return one.scaled.map(({ fit, calibrate }, fold) => {
    const trimmed = trim(fit, forests[fold]!.fitScores!, options.trim);
    const common = { seed: seedOf(seed, fold), fit: trimmed, calibrate };
    const network = { kind: 'autoencoder', options: options.autoencoder, ...common } as const;
    if (hasFewRows(one)) return [network];
    return [
      { kind: 'one-class-svm', options: options.oneClassSvm, ...common },
      network,
      { kind: 'dbscan', options: options.dbscan, ...common },
    ];
  });
}

function hasFewRows({ scaled }: Draft): boolean {
  return Math.min(scaled[0].fit.rows, scaled[1].fit.rows) < FEW_ROWS;
}

function namesOf(one: Draft): readonly MemberName[] {
  return hasFewRows(one) ? ['isolation-forest', 'autoencoder'] : LOCAL_MEMBERS.map((member) => member.name);
}

/** Without the `share` of the rows that score highest; order kept. */
function trim(fit: Matrix, scores: Float64Array, share: number): Matrix {
  const order = Array.from(scores.keys()).sort((a, b) => scores[a]! - scores[b]! || a - b);
  const kept = order.slice(0, Math.max(1, Math.ceil(fit.rows * (1 - share)))).sort((a, b) => a - b);
  return takeRows(fit, kept);
}

function assemble(
  one: Draft,
  byFold: readonly [readonly FittedMember[], readonly FittedMember[]],
): RowModels {
  const names = namesOf(one);
  const models = [foldModel(one, 0, names, byFold[0]), foldModel(one, 1, names, byFold[1])] as const;
  const axes = names.map((name, m) => {
    const scores = byFold.map((members) => members[m]!.calibrationScores);
    const lines = scores.map((calibration) => sortedQuantile(calibration.slice().sort(), 0.99));
    return histogramAxis(name, Float64Array.of(...scores[0]!, ...scores[1]!), (lines[0]! + lines[1]!) / 2);
  });
  const unused = LOCAL_MEMBERS.filter((member) => !names.includes(member.name)).map(({ name }) => ({
    name,
    why: `needs ${FEW_ROWS} rows to fit on, and there were fewer`,
  }));
  return { kind: one.kind, columns: one.columns, folds: one.split.folds, byFold: models, axes, unused };
}

function foldModel(
  one: Draft,
  fold: 0 | 1,
  names: readonly MemberName[],
  fitted: readonly FittedMember[],
): FoldModel {
  const tails = fitted.map((member) => tailCalibration(member.calibrationScores));
  const members = fitted.map(
    (member, m): MemberModel => ({
      name: names[m]!,
      detector: member.detector,
      input: member.input,
      tail: tails[m]!.toJSON(),
      weight: 1 / fitted.length,
      fittedRows: member.fittedRows,
      notes: member.notes,
    }),
  );
  const { fit, calibrate } = one.split.byFold[fold];
  return {
    scaling: one.scalings[fold],
    members,
    combined: combinedCalibration(fitted.map((member) => member.calibrationScores)).toJSON(),
    localShare: 1,
    fittedRows: fit.rows,
    calibrationRows: calibrate.rows,
    usualLow: columnQuantiles(calibrate, 0.01),
    usualHigh: columnQuantiles(calibrate, 0.99),
  };
}

function kindModels(
  kind: KindModels['kind'],
  sample: RowSample,
  split: SampleSplit,
  models: RowModels | null,
  options: LearnedOptions,
): KindModels {
  const what = kind === 'flow' ? 'flows' : 'hosts and windows';
  const calibration = fewestCalibrationRows(split);
  return {
    kind,
    models,
    tooLittle:
      models === null
        ? `too little to judge ${what} by: of ${split.all.rows} different ones ${calibration} could calibrate, ${options.minimumCalibrationRows} are needed`
        : null,
    seen: sample.seen,
    entered: sample.entered,
    collapsed: split.collapsed,
    crowded: split.crowded,
    excluded: split.excluded,
    kept: split.all.rows,
    spread: spreadOf(split.all),
    strangeToBaseline: null,
    drift: [],
  };
}

function fewestCalibrationRows({ byFold }: SampleSplit): number {
  return Math.min(byFold[0].calibrate.rows, byFold[1].calibrate.rows);
}

function membersOf(results: readonly FitResult[]): readonly FittedMember[] {
  return results.map((result) => {
    if (result.kind !== 'member') throw new RangeError(`expected a fitted member, received a ${result.kind}`);
    return result;
  });
}

function seedOf(seed: number, fold: number): number {
  return seed * 2 + fold;
}
