/** Reads the trees of an extended isolation forest from untrusted JSON. */
import { type ExtendedIsolationTree, GREATEST_VALUE } from './extended-isolation-tree.js';
import { checkTreeShape, readTreeSizes } from './isolation-shape.js';
import { readNumbers, readWholes } from './untrusted.js';

type Fields = Readonly<Record<string, unknown>>;

/** Above any normal that is drawn. */
const GREATEST_NORMAL = 100;

/** @throws RangeError when `toJSON` could not have written such trees */
export function readExtendedTrees(
  fields: Fields,
  columns: number,
  subsample: number,
  extension: number,
): readonly ExtendedIsolationTree[] {
  const { nodes, total } = readTreeSizes(fields);
  const width = readWholes(fields, 'width', 0, extension + 1, total);
  const rows = readWholes(fields, 'rows', 0, subsample, total);
  const entries = width.reduce((sum, count) => sum + count, 0);
  const column = readWholes(fields, 'column', 0, columns - 1, entries);
  const normal = bounded('normal', readNumbers(fields, 'normal', entries), GREATEST_NORMAL);
  const intercept = bounded('intercept', readNumbers(fields, 'intercept', entries), GREATEST_VALUE);
  checkColumns(width, column);
  const trees: ExtendedIsolationTree[] = [];
  let entry = 0;
  for (let tree = 0, from = 0; tree < nodes.length; from += nodes[tree++]!) {
    const to = from + nodes[tree]!;
    const widths = width.slice(from, to);
    checkTreeShape(
      widths.map((count) => count - 1),
      rows.subarray(from, to),
      subsample,
      tree,
    );
    const first = entry;
    entry += widths.reduce((sum, count) => sum + count, 0);
    trees.push({
      width: widths,
      rows: rows.slice(from, to),
      column: column.slice(first, entry),
      normal: normal.slice(first, entry),
      intercept: intercept.slice(first, entry),
    });
  }
  return trees;
}

function bounded(name: string, values: Float64Array, greatest: number): Float32Array {
  const beyond = values.find((value) => Math.abs(value) > greatest);
  if (beyond !== undefined) {
    throw new RangeError(`expected numbers from ${-greatest} to ${greatest} in ${name}, received ${beyond}`);
  }
  return Float32Array.from(values);
}

/** Columns ascend within each hyperplane. */
function checkColumns(width: Int32Array, column: Int32Array): void {
  let entry = 0;
  for (const count of width) {
    for (let i = 1; i < count; i++) {
      const [before, after] = [column[entry + i - 1]!, column[entry + i]!];
      if (after <= before) {
        throw new RangeError(`expected ascending columns in a hyperplane, received ${before}, ${after}`);
      }
    }
    entry += count;
  }
}
