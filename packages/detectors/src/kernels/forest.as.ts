/**
 * Path lengths in perfect binary trees. AssemblyScript.
 *
 * A tree of depth d is 2^(d + 1) slots of 8 bytes, the node of index i at slot i, root 1, children 2i and
 * 2i + 1. Above depth d a slot is the byte offset of a column within a group of rows, and a 32-bit threshold;
 * at depth d it is a 64-bit path length. Rows stand in groups of eight, column by column, eight 32-bit values
 * each: eight independent paths hide each other's latency.
 */

/**
 * Adds to `lengths` (rows, 64-bit) what the row finds at the end of its path, tree by tree in order.
 * @param tree address of the first tree
 * @param depths depth of each tree (trees, 32-bit)
 * @param rows a multiple of 8
 * @param groupBytes bytes of a group of rows
 */
export function addPathLengths(
  tree: usize,
  depths: usize,
  trees: i32,
  block: usize,
  rows: i32,
  groupBytes: i32,
  lengths: usize,
): void {
  const end = lengths + ((<usize>rows) << 3);
  const lastDepth = depths + ((<usize>trees) << 2);
  for (; depths < lastDepth; depths += 4) {
    const depth = load<i32>(depths);
    let group = block;
    for (let into = lengths; into < end; into += 64, group += groupBytes) {
      let a: usize = 8;
      let b: usize = 8;
      let c: usize = 8;
      let d: usize = 8;
      let e: usize = 8;
      let f: usize = 8;
      let g: usize = 8;
      let h: usize = 8;
      for (let step = depth; step > 0; step--) {
        a = next(a, load<f32>(group + load<u32>(tree + a)) > load<f32>(tree + a, 4));
        b = next(b, load<f32>(group + load<u32>(tree + b), 4) > load<f32>(tree + b, 4));
        c = next(c, load<f32>(group + load<u32>(tree + c), 8) > load<f32>(tree + c, 4));
        d = next(d, load<f32>(group + load<u32>(tree + d), 12) > load<f32>(tree + d, 4));
        e = next(e, load<f32>(group + load<u32>(tree + e), 16) > load<f32>(tree + e, 4));
        f = next(f, load<f32>(group + load<u32>(tree + f), 20) > load<f32>(tree + f, 4));
        g = next(g, load<f32>(group + load<u32>(tree + g), 24) > load<f32>(tree + g, 4));
        h = next(h, load<f32>(group + load<u32>(tree + h), 28) > load<f32>(tree + h, 4));
      }
      store<f64>(into, load<f64>(into) + load<f64>(tree + a));
      store<f64>(into, load<f64>(into, 8) + load<f64>(tree + b), 8);
      store<f64>(into, load<f64>(into, 16) + load<f64>(tree + c), 16);
      store<f64>(into, load<f64>(into, 24) + load<f64>(tree + d), 24);
      store<f64>(into, load<f64>(into, 32) + load<f64>(tree + e), 32);
      store<f64>(into, load<f64>(into, 40) + load<f64>(tree + f), 40);
      store<f64>(into, load<f64>(into, 48) + load<f64>(tree + g), 48);
      store<f64>(into, load<f64>(into, 56) + load<f64>(tree + h), 56);
    }
    tree += (<usize>16) << depth;
  }
}

/** Without a branch: both children's offsets are known before the comparison. */
function next(node: usize, second: bool): usize {
  return select<usize>((node << 1) + 8, node << 1, second);
}
