/** The wanted keys of a JSON object as a tree that is walked with the bytes of each key, without a string. */

/** One object's wanted keys: an open-addressed table from key bytes to a slot, a deeper object, or both. */
export interface PathNode {
  readonly keys: readonly (Uint8Array | undefined)[];
  readonly slots: Int32Array;
  readonly children: readonly (PathNode | null)[];
  readonly mask: number;
  /** All slots of this object and those inside it. */
  readonly below: readonly number[];
}

export const FNV_START = 0x811c9dc5;
export const FNV_PRIME = 0x01000193;

interface Draft {
  slot: number;
  readonly children: Map<string, Draft>;
}

/** @param paths keys from the outermost object inwards, each with its slot in `slots` */
export function pathTree(paths: readonly (readonly string[])[], slots: readonly number[]): PathNode {
  const root: Draft = { slot: -1, children: new Map() };
  paths.forEach((path, place) => {
    let node = root;
    for (const key of path) {
      const next = node.children.get(key) ?? { slot: -1, children: new Map() };
      node.children.set(key, next);
      node = next;
    }
    if (node.slot >= 0) throw new RangeError(`expected different paths, received ${path.join('.')} twice`);
    node.slot = slots[place]!;
  });
  return compile(root);
}

function compile(draft: Draft): PathNode {
  let size = 4;
  while (size < 4 * draft.children.size) size *= 2;
  const keys: (Uint8Array | undefined)[] = new Array(size).fill(undefined);
  const slots = new Int32Array(size).fill(-1);
  const children: (PathNode | null)[] = new Array(size).fill(null);
  const encoder = new TextEncoder();
  for (const [key, child] of draft.children) {
    const bytes = encoder.encode(key);
    let hash = FNV_START;
    for (const byte of bytes) hash = Math.imul(hash ^ byte, FNV_PRIME);
    let at = (hash ^ (hash >>> 15)) & (size - 1);
    while (keys[at] !== undefined) at = (at + 1) & (size - 1);
    keys[at] = bytes;
    slots[at] = child.slot;
    children[at] = child.children.size > 0 ? compile(child) : null;
  }
  const own = [...slots].filter((slot) => slot >= 0);
  const below = [...own, ...children.flatMap((child) => child?.below ?? [])];
  return { keys, slots, children, mask: size - 1, below };
}

/** Where `bytes[from..to)`, of this hash, stands in the node's table; -1 when it is not wanted. */
export function findKey(node: PathNode, hash: number, bytes: Uint8Array, from: number, to: number): number {
  const { keys, mask } = node;
  for (let at = (hash ^ (hash >>> 15)) & mask; ; at = (at + 1) & mask) {
    const key = keys[at];
    if (key === undefined) return -1;
    if (key.length !== to - from) continue;
    let i = 0;
    while (i < key.length && key[i] === bytes[from + i]) i++;
    if (i === key.length) return at;
  }
}
