/**
 * Path lengths in trees that split by hyperplanes. AssemblyScript.
 *
 * A node is: the address of its first child, a 32-bit offset, a 64-bit path length; then for each of its groups of
 * four columns where they begin in a row (32-bit, in bytes; filled up to 16 bytes); then the groups' normals, 32-bit.
 * All nodes have as many groups as the one that has most, filled up with normals of 0. A leaf is its own first child
 * with an infinite offset. A row goes to the second child, right behind the first, when the sum of normal x value,
 * taken in four parts by column modulo 4, exceeds the offset.
 */

/**
 * Adds to `lengths` (rows, 64-bit) what the row finds at the end of its path, tree by tree in order.
 * @param trees address of the root and depth of each tree (32-bit each)
 * @param lastTree where they end
 * @param groupBytes 4 x groups of a node
 * @param normals where they begin in a node
 * @param nodeBytes bytes of a node
 * @param block rows of 32-bit values
 * @param rows a multiple of 4
 * @param rowBytes a multiple of 16
 */
export function addPathLengths(
  trees: usize,
  lastTree: usize,
  groupBytes: usize,
  normals: usize,
  nodeBytes: usize,
  block: usize,
  rows: i32,
  rowBytes: usize,
  lengths: usize,
): void {
  const end = lengths + ((<usize>rows) << 3);
  for (; trees < lastTree; trees += 8) {
    const root: usize = load<u32>(trees);
    const depth = load<i32>(trees, 4);
    let row = block;
    for (let into = lengths; into < end; into += 32, row += rowBytes << 2) {
      const second = row + rowBytes;
      const third = second + rowBytes;
      const fourth = third + rowBytes;
      let a = root;
      let b = root;
      let c = root;
      let d = root;
      for (let step = depth; step > 0; step--) {
        let sumA = f32x4.splat(0);
        let sumB = f32x4.splat(0);
        let sumC = f32x4.splat(0);
        let sumD = f32x4.splat(0);
        for (let g: usize = 0, n = normals; g < groupBytes; g += 4, n += 16) {
          sumA = f32x4.add(sumA, f32x4.mul(v128.load(a + n), v128.load(row + load<u32>(a + g, 16))));
          sumB = f32x4.add(sumB, f32x4.mul(v128.load(b + n), v128.load(second + load<u32>(b + g, 16))));
          sumC = f32x4.add(sumC, f32x4.mul(v128.load(c + n), v128.load(third + load<u32>(c + g, 16))));
          sumD = f32x4.add(sumD, f32x4.mul(v128.load(d + n), v128.load(fourth + load<u32>(d + g, 16))));
        }
        const ab = f32x4.add(
          v128.shuffle<f32>(sumA, sumB, 0, 1, 4, 5),
          v128.shuffle<f32>(sumA, sumB, 2, 3, 6, 7),
        );
        const cd = f32x4.add(
          v128.shuffle<f32>(sumC, sumD, 0, 1, 4, 5),
          v128.shuffle<f32>(sumC, sumD, 2, 3, 6, 7),
        );
        const projections = f32x4.add(
          v128.shuffle<f32>(ab, cd, 0, 2, 4, 6),
          v128.shuffle<f32>(ab, cd, 1, 3, 5, 7),
        );
        a = next(a, f32x4.extract_lane(projections, 0), nodeBytes);
        b = next(b, f32x4.extract_lane(projections, 1), nodeBytes);
        c = next(c, f32x4.extract_lane(projections, 2), nodeBytes);
        d = next(d, f32x4.extract_lane(projections, 3), nodeBytes);
      }
      store<f64>(into, load<f64>(into) + load<f64>(a, 8));
      store<f64>(into, load<f64>(into, 8) + load<f64>(b, 8), 8);
      store<f64>(into, load<f64>(into, 16) + load<f64>(c, 8), 16);
      store<f64>(into, load<f64>(into, 24) + load<f64>(d, 8), 24);
    }
  }
}

function next(node: usize, projection: f32, nodeBytes: usize): usize {
  const first: usize = load<u32>(node);
  return select<usize>(first + nodeBytes, first, projection > load<f32>(node, 4));
}
