/** The tables of the kernel for nearest points; see nearest.as.ts. */
import type { Matrix } from '../matrix.js';
import { quantileOfSorted } from '../quantile.js';

export const BLOCK = 16;
const NOTHING = -(2 ** 31);
/** Points that columns are centred by. */
const CENTRE_POINTS = 1023;
/** Outside, squares of 64-bit distances could leave their range before those of 32 bits are too coarse. */
const LEAST_EXTENT = 1e-100;
const GREATEST_EXTENT = 1e100;

export interface NearestBlocks {
  readonly columns: number;
  /** Where rows become the kernel's: each column less its centre, times the scale. */
  readonly centre: Float64Array;
  readonly scale: number;
  /** Point of each place in a block; the last block is filled up with its last point (blocks x 16). */
  readonly order: Int32Array;
  /** Blocks x columns x 16. */
  readonly blocks: Float32Array;
  /** Nodes x (8 columns + 4), the last 4 references as bits. */
  readonly nodes: Float32Array;
  readonly root: number;
}

/**
 * Cuts the points at the median of their widest column, to whole blocks, until each part is one block; a node has
 * the parts of two such cuts.
 * @returns undefined where all points are equal, or too far apart or too near for 32 bits
 */
export function nearestBlocks(matrix: Matrix): NearestBlocks | undefined {
  const { rows, columns, values } = matrix;
  const centre = medians(matrix);
  let extent = 0;
  for (let i = 0; i < values.length; i++) {
    extent = Math.max(extent, Math.abs(values[i]! - centre[i % columns]!));
  }
  if (!(extent >= LEAST_EXTENT && extent <= GREATEST_EXTENT)) return undefined;
  const scale = 1 / extent;
  const single = Float32Array.from(values, (value, i) => (value - centre[i % columns]!) * scale);
  const points = { single, columns, order: Int32Array.from({ length: rows }, (_, row) => row) };
  const parts: Part[][] = [];
  const root = join({ from: 0, to: rows }, points, parts);
  const { order } = points;
  const filled = Int32Array.from({ length: Math.ceil(rows / BLOCK) * BLOCK }, (_, place) => {
    return order[Math.min(place, rows - 1)]!;
  });
  const blocks = new Float32Array(filled.length * columns);
  filled.forEach((point, place) => {
    const at = (place - (place % BLOCK)) * columns + (place % BLOCK);
    for (let c = 0; c < columns; c++) blocks[at + c * BLOCK] = single[point * columns + c]!;
  });
  return { columns, centre, scale, order: filled, blocks, nodes: nodesOf(parts, points), root };
}

/** Places from <= place < to; `from` begins a block. */
interface Range {
  readonly from: number;
  readonly to: number;
}

interface Part extends Range {
  readonly reference: number;
}

interface Points {
  readonly single: Float32Array;
  readonly columns: number;
  readonly order: Int32Array;
}

/** Makes the nodes of a range, parents first; the reference of the range. */
function join(range: Range, points: Points, parts: Part[][]): number {
  if (range.to - range.from <= BLOCK) return ~(range.from / BLOCK);
  const node = parts.length;
  const children: Part[] = [];
  parts.push(children);
  for (const half of halves(range, points)) {
    for (const part of half.to - half.from <= BLOCK ? [half] : halves(half, points)) {
      children.push({ ...part, reference: join(part, points, parts) });
    }
  }
  return node;
}

function halves({ from, to }: Range, points: Points): readonly [Range, Range] {
  const { single, columns, order } = points;
  const middle = from + Math.ceil(Math.ceil((to - from) / BLOCK) / 2) * BLOCK;
  selectSmallest(order, from, to, middle, single.subarray(widestColumn({ from, to }, points)), columns);
  return [
    { from, to: middle },
    { from: middle, to },
  ];
}

function widestColumn({ from, to }: Range, { single, columns, order }: Points): number {
  let widest = 0;
  let width = -1;
  for (let c = 0; c < columns; c++) {
    let least = Number.POSITIVE_INFINITY;
    let greatest = Number.NEGATIVE_INFINITY;
    for (let place = from; place < to; place++) {
      const value = single[order[place]! * columns + c]!;
      if (value < least) least = value;
      if (value > greatest) greatest = value;
    }
    if (greatest - least > width) {
      width = greatest - least;
      widest = c;
    }
  }
  return widest;
}

/** Hoare's quickselect: afterwards no key before place `k` is greater than one behind. */
function selectSmallest(
  order: Int32Array,
  from: number,
  to: number,
  k: number,
  keys: Float32Array,
  stride: number,
): void {
  let low = from;
  let high = to - 1;
  while (low < high) {
    const first = keys[order[low]! * stride]!;
    const second = keys[order[(low + high) >> 1]! * stride]!;
    const third = keys[order[high]! * stride]!;
    const pivot = Math.max(Math.min(first, second), Math.min(Math.max(first, second), third));
    let i = low;
    let j = high;
    while (i <= j) {
      while (keys[order[i]! * stride]! < pivot) i++;
      while (keys[order[j]! * stride]! > pivot) j--;
      if (i > j) break;
      const point = order[i]!;
      order[i++] = order[j]!;
      order[j--] = point;
    }
    if (k <= j) high = j;
    else if (k >= i) low = i;
    else return;
  }
}

function nodesOf(parts: readonly (readonly Part[])[], { single, columns, order }: Points): Float32Array {
  const size = 8 * columns + 4;
  const nodes = new Float32Array(parts.length * size);
  const references = new Int32Array(nodes.buffer);
  parts.forEach((children, node) => {
    for (let k = 0; k < 4; k++) {
      const child = children[k];
      references[node * size + 8 * columns + k] = child?.reference ?? NOTHING;
      for (let c = 0; child && c < columns; c++) {
        let least = Number.POSITIVE_INFINITY;
        let greatest = Number.NEGATIVE_INFINITY;
        for (let place = child.from; place < child.to; place++) {
          const value = single[order[place]! * columns + c]!;
          if (value < least) least = value;
          if (value > greatest) greatest = value;
        }
        nodes[node * size + 8 * c + k] = least;
        nodes[node * size + 8 * c + 4 + k] = greatest;
      }
    }
  });
  return nodes;
}

/** Medians of the columns over some points: a far point does not move them, as it would move means. */
function medians({ rows, columns, values }: Matrix): Float64Array {
  const step = Math.ceil(rows / CENTRE_POINTS);
  return Float64Array.from({ length: columns }, (_, c) => {
    const column = Float64Array.from({ length: Math.ceil(rows / step) }, (_unused, i) => {
      return values[i * step * columns + c]!;
    });
    return quantileOfSorted(column.sort(), 0.5);
  });
}
