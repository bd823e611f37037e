/**
 * Seeded random numbers: the same seed gives the same numbers on every machine and in every version of the
 * language.
 */

/** A stream of random numbers. Not for secrets. */
export interface Random {
  /** A whole number, 0 <= n < 2^32. */
  bits(): number;
  /** 0 <= x < 1, 53 random bits. */
  uniform(): number;
  /** A whole number, 0 <= n < bound, without bias; 1 <= bound <= 2^32. */
  below(bound: number): number;
}

/**
 * xoshiro128** 1.1 of Blackman and Vigna ("Scrambled linear pseudorandom number generators", ACM TOMS 47(4),
 * 2021; prng.di.unimi.it/xoshiro128starstar.c), its state filled from the seed and the stream by Vigna's
 * advice with a splitmix generator (here the 32-bit finaliser of MurmurHash3 over a Weyl sequence).
 * @param seed any finite number; whole numbers below 2^53 are all different
 * @param stream a whole number: streams of one seed are independent, so that work can be cut without changing
 * results
 */
export function random(seed: number, stream = 0): Random {
  if (!Number.isFinite(seed)) throw new RangeError(`expected a finite seed, received ${seed}`);
  const halves = new Uint32Array(new Float64Array([seed === 0 ? 0 : seed]).buffer);
  let weyl = (mix(halves[0]!) + mix(halves[1]! ^ 0x2545f491) + mix(stream ^ 0x6c62272e)) | 0;
  const seeded = (): number => {
    weyl = (weyl + 0x9e3779b9) | 0;
    return mix(weyl);
  };
  let a = seeded();
  let b = seeded();
  let c = seeded();
  let d = seeded() | 1;

  const bits = (): number => {
    const result = Math.imul(rotate(Math.imul(b, 5), 7), 9) >>> 0;
    const shifted = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= shifted;
    d = rotate(d, 11);
    return result;
  };
  return {
    bits,
    uniform: () => ((bits() >>> 5) * 67108864 + (bits() >>> 6)) / 9007199254740992,
    below: (bound) => {
      const limit = 4294967296 - (4294967296 % bound);
      let drawn = bits();
      while (drawn >= limit) drawn = bits();
      return drawn % bound;
    },
  };
}

/** A random order of 0 <= i < count (Fisher and Yates). */
export function shuffled(count: number, generator: Random): Uint32Array {
  const order = new Uint32Array(count);
  for (let i = 0; i < count; i++) order[i] = i;
  shuffle(order, generator);
  return order;
}

/** Puts `order` into a random order, in place. */
export function shuffle(order: Uint32Array, generator: Random): void {
  for (let i = order.length - 1; i > 0; i--) {
    const j = generator.below(i + 1);
    const kept = order[i]!;
    order[i] = order[j]!;
    order[j] = kept;
  }
}

/**
 * `size` different numbers 0 <= i < count, ascending; all of them when `size >= count` (Knuth's algorithm S).
 */
export function sampleAscending(count: number, size: number, generator: Random): Uint32Array {
  const taken = Math.min(count, size);
  const sample = new Uint32Array(taken);
  let found = 0;
  for (let i = 0; found < taken; i++) {
    if ((count - i) * generator.uniform() < taken - found) sample[found++] = i;
  }
  return sample;
}

function rotate(value: number, by: number): number {
  return (value << by) | (value >>> (32 - by));
}

function mix(value: number): number {
  let x = value | 0;
  x = Math.imul(x ^ (x >>> 16), 0x85ebca6b);
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
  return x ^ (x >>> 16);
}
