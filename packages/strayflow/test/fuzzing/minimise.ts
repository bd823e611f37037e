/** Makes an input smaller and plainer while it still shows what was found (delta debugging, Zeller 1999). */

/** @param shows whether bytes still show it; asked at most `tries` times */
export function minimise(
  input: Uint8Array,
  shows: (bytes: Uint8Array) => boolean,
  tries: number,
): Uint8Array {
  let left = tries;
  let best = input;
  const attempt = (bytes: Uint8Array) => {
    left--;
    if (!shows(bytes)) return false;
    best = bytes;
    return true;
  };
  for (let size = best.length >> 1; size >= 1 && left > 0; size >>= 1) {
    for (let at = 0; at < best.length && left > 0; ) {
      const shorter = new Uint8Array(best.length - Math.min(size, best.length - at));
      shorter.set(best.subarray(0, at));
      shorter.set(best.subarray(at + size), at);
      if (!attempt(shorter)) at += size;
    }
  }
  // Zeros for what does not matter: nothing of the traffic that the input was made of stays by chance.
  for (let size = best.length >> 1; size >= 1 && left > 0; size >>= 1) {
    for (let at = 0; at < best.length && left > 0; at += size) {
      if (best.subarray(at, at + size).every((byte) => byte === 0)) continue;
      attempt(best.slice().fill(0, at, at + size));
    }
  }
  return best;
}
