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

/** An array that is used again and again; each use ends that before it. */
class Room {
  private values = new Float64Array(0);

  of(length: number): Float64Array {
    if (this.values.length < length) this.values = new Float64Array(length);
    return this.values.subarray(0, length);
  }
}

interface Rooms {
  readonly scaled: Room;
  readonly input: Room;
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
  const rooms: Rooms = { scaled: new Room(), input: new Room() };
  return {
    models,
    members: names,
    score(rows, hosts, time) {
      const foldOfRow = new Uint8Array(rows.rows);
      for (let r = 0; r < rows.rows; r++) foldOfRow[r] = foldOf(models.folds, hash.of(hosts, r, time[r]!));
      return scoreByFold(folds, names, { ...rows, foldOfRow }, rooms);
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
  rows: Matrix & { readonly foldOfRow: Uint8Array },
  rooms: Rooms,
): RowScores {
  const empty = () => new Float64Array(rows.rows);
  const surprise = empty();
  const members = names.map((name) => ({ name, scores: empty(), surprises: empty() }));
  folds.forEach((fold, f) => {
    const chosen = rowsOfFold(rows.foldOfRow, f);
    if (chosen.length === 0) return;
    const values = gather(rows, chosen, rooms.scaled.of(chosen.length * rows.columns));
    const gathered = { rows: chosen.length, columns: rows.columns, values };
    const scaled = applyScaling(fold.model.scaling, gathered, values);
    const surprises = fold.members.map((member, m) => {
      const room = () => rooms.input.of(values.length);
      const scores = member.detector.score(inputOf(member.input, scaled, room));
      const tails = member.tail.surprises(scores);
      scatter(scores, chosen, members[m]!.scores);
      scatter(tails, chosen, members[m]!.surprises);
      return tails;
    });
    scatter(verdictsOf(fold, surprises), chosen, surprise);
  });
  return { surprise, members, folds: rows.foldOfRow };
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

/** The values of the chosen rows, into `out`. */
function gather({ values, columns }: Matrix, chosen: Uint32Array, out: Float64Array): Float64Array {
  for (let i = 0, to = 0; i < chosen.length; i++) {
    const from = chosen[i]! * columns;
    for (let c = 0; c < columns; c++) out[to++] = values[from + c]!;
  }
  return out;
}

function scatter(values: Float64Array, chosen: Uint32Array, out: Float64Array): void {
  for (let i = 0; i < chosen.length; i++) out[chosen[i]!] = values[i]!;
}
