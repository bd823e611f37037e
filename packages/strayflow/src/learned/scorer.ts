/** Opens the models of one kind of rows and judges rows by the model of their fold. */
import {
  combinationShares,
  combineRows,
  type FittedDetector,
  fromJSON,
  type Matrix,
  type TailCalibration,
  tailCalibrationFromJSON,
} from '@strayflow/detectors';
import { type Fold, foldOf, GroupHash } from './groups.js';
import { inputOf, type MemberInput } from './member-input.js';
import { type FoldModel, MEMBERS, type MemberName, type RowModels } from './models.js';
import { applyScaling } from './row-scaling.js';

export interface MemberScores {
  readonly name: MemberName;
  /** As the model gives them, higher = stranger (rows). */
  readonly scores: Float64Array;
  /** -log10 of their tail probability (rows). */
  readonly surprises: Float64Array;
}

export interface RowScores {
  /** -log10 of the combined tail probability (rows). */
  readonly surprise: Float64Array;
  readonly members: readonly MemberScores[];
  /** Which fold's model judged (rows). */
  readonly folds: Uint8Array;
}

export interface Scorer {
  readonly models: RowModels;
  readonly members: readonly MemberName[];
  /**
   * @param rows raw units (rows x columns)
   * @param hosts 16 bytes a row: whose row it is
   * @param time event time of each row (Unix ms)
   */
  score(rows: Matrix, hosts: Uint8Array, time: ArrayLike<number>): RowScores;
  /** What made one row strange (columns): 0 or more, adding up to 1. `surprises` are its members'. */
  explain(row: Float64Array, fold: Fold, surprises: ArrayLike<number>): Float64Array;
}

interface OpenMember {
  readonly name: MemberName;
  readonly detector: FittedDetector;
  readonly input: MemberInput;
  readonly tail: TailCalibration;
  readonly weight: number;
}

interface OpenFold {
  readonly model: FoldModel;
  readonly members: readonly OpenMember[];
  readonly weights: Float64Array;
  /** Place of the baseline among the members; -1 = none. */
  readonly baseline: number;
  readonly combined: TailCalibration;
}

export function openScorer(models: RowModels): Scorer {
  const folds = models.byFold.map(openFold);
  const names = MEMBERS.map((member) => member.name).filter((name) =>
    folds[0]!.members.some((member) => member.name === name),
  );
  const hash = new GroupHash(models.folds);
  return {
    models,
    members: names,
    score(rows, hosts, time) {
      const foldOfRow = new Uint8Array(rows.rows);
      for (let r = 0; r < rows.rows; r++) foldOfRow[r] = foldOf(models.folds, hash.of(hosts, r, time[r]!));
      return scoreByFold(folds, names, rows, foldOfRow);
    },
    explain: (row, fold, surprises) => explainRow(folds[fold]!, row, surprises),
  };
}

function openFold(model: FoldModel): OpenFold {
  const members = model.members.map((member) => ({
    name: member.name,
    detector: fromJSON(member.detector),
    input: member.input,
    tail: tailCalibrationFromJSON(member.tail),
    weight: member.weight,
  }));
  return {
    model,
    members,
    weights: Float64Array.from(members, (member) => member.weight),
    baseline: members.findIndex((member) => member.name === 'baseline'),
    combined: tailCalibrationFromJSON(model.combined),
  };
}

function scoreByFold(
  folds: readonly OpenFold[],
  names: readonly MemberName[],
  rows: Matrix,
  foldOfRow: Uint8Array,
): RowScores {
  const empty = () => new Float64Array(rows.rows);
  const surprise = empty();
  const members = names.map((name) => ({ name, scores: empty(), surprises: empty() }));
  folds.forEach((fold, f) => {
    const chosen = rowsOfFold(foldOfRow, f);
    if (chosen.length === 0) return;
    const scaled = applyScaling(fold.model.scaling, gather(rows, chosen));
    const surprises = fold.members.map((member, m) => {
      const scores = member.detector.score(inputOf(member.input, scaled));
      const tails = member.tail.surprises(scores);
      chosen.forEach((row, i) => {
        members[m]!.scores[row] = scores[i]!;
        members[m]!.surprises[row] = tails[i]!;
      });
      return tails;
    });
    const verdicts = verdictsOf(fold, surprises);
    chosen.forEach((row, i) => {
      surprise[row] = verdicts[i]!;
    });
  });
  return { surprise, members, folds: foldOfRow };
}

/**
 * The members' calibrated combination; with a baseline, the mean of both surprises by their shares. Such a mean claims
 * no rarer events than its parts do: of independent parts it has the lighter tail, of equal ones the same.
 */
function verdictsOf(fold: OpenFold, surprises: readonly Float64Array[]): Float64Array {
  const { baseline, weights, model } = fold;
  const share = baseline < 0 ? 1 : model.localShare;
  const others = <Value>(of: ArrayLike<Value>) => Array.from(of).filter((_, m) => m !== baseline);
  const local = share > 0 ? fold.combined.surprises(combineRows(others(surprises), others(weights))) : null;
  if (baseline < 0) return local!;
  return surprises[baseline]!.map((other, i) => share * (local?.[i] ?? 0) + (1 - share) * other);
}

/** Each member's explanation in shares, weighed by how much that member moved the combination. */
function explainRow(fold: OpenFold, row: Float64Array, surprises: ArrayLike<number>): Float64Array {
  const scaled = applyScaling(fold.model.scaling, { rows: 1, columns: row.length, values: row });
  const moved = combinationShares(surprises, fold.weights);
  const total = new Float64Array(row.length);
  fold.members.forEach((member, m) => {
    if (moved[m] === 0) return;
    const shares = positiveShares(member.detector.explain(inputOf(member.input, scaled).values));
    for (let c = 0; c < total.length; c++) total[c]! += moved[m]! * shares[c]!;
  });
  return positiveShares(total);
}

function positiveShares(parts: Float64Array): Float64Array {
  let total = 0;
  for (const part of parts) if (part > 0) total += part;
  return parts.map((part) => (part > 0 && total > 0 ? part / total : 0));
}

function rowsOfFold(foldOfRow: Uint8Array, fold: number): Uint32Array {
  const rows = new Uint32Array(foldOfRow.length);
  let count = 0;
  for (let r = 0; r < foldOfRow.length; r++) if (foldOfRow[r] === fold) rows[count++] = r;
  return rows.subarray(0, count);
}

function gather(rows: Matrix, chosen: Uint32Array): Matrix {
  if (chosen.length === rows.rows) return rows;
  const { columns } = rows;
  const values = new Float64Array(chosen.length * columns);
  chosen.forEach((row, i) => {
    values.set(rows.values.subarray(row * columns, (row + 1) * columns), i * columns);
  });
  return { rows: chosen.length, columns, values };
}
