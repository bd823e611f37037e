/** Hashes of row identities: the same row has the same hash however the input was cut into batches. */

/** Collects words and gives 53 bits; good enough to sample by, not for secrets. */
export class RowHash {
  private readonly seed: number;
  private low: number;
  private high: number;
  private readonly float = new Float64Array(1);
  private readonly halves = new Uint32Array(this.float.buffer);

  constructor(seed: number) {
    this.seed = seed | 0;
    this.low = 0;
    this.high = 0;
    this.reset();
  }

  reset(): this {
    this.low = 0x9e3779b9 ^ this.seed;
    this.high = 0x85ebca6b + Math.imul(this.seed, 0x27d4eb2f);
    return this;
  }

  word(value: number): this {
    let low = Math.imul(this.low ^ value, 0xcc9e2d51);
    low = (low << 15) | (low >>> 17);
    let high = Math.imul(this.high + value + low, 0x1b873593);
    high = (high << 13) | (high >>> 19);
    this.low = (low ^ high) | 0;
    this.high = (Math.imul(high, 5) + 0x6b64e654) | 0;
    return this;
  }

  number(value: number): this {
    this.float[0] = value === 0 ? 0 : value;
    return this.word(this.halves[0]!).word(this.halves[1]!);
  }

  /** `count` bytes, a multiple of four. */
  bytes(values: Uint8Array, offset: number, count: number): this {
    for (let i = offset; i < offset + count; i += 4) {
      this.word(values[i]! | (values[i + 1]! << 8) | (values[i + 2]! << 16) | (values[i + 3]! << 24));
    }
    return this;
  }

  /** 0 <= n < 2^53. */
  value(): number {
    const low = finish(this.low ^ (this.high >>> 7));
    const high = finish(this.high ^ low);
    return (low >>> 5) * 67_108_864 + (high >>> 6);
  }
}

/** The finaliser of MurmurHash3. */
function finish(word: number): number {
  let x = word;
  x = Math.imul(x ^ (x >>> 16), 0x85ebca6b);
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
  return (x ^ (x >>> 16)) >>> 0;
}
