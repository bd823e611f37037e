/** Checks of options that people write by hand. */

/** Throws unless a whole number of at least `minimum`. */
export function checkWhole(name: string, value: number, minimum: number, maximum = 2 ** 31 - 1): number {
  if (!Number.isInteger(value) || value < minimum || value > maximum) {
    throw new RangeError(
      `expected ${name} to be a whole number from ${minimum} to ${maximum}, received ${value}`,
    );
  }
  return value;
}

/** Throws unless finite and above 0. */
export function checkPositive(name: string, value: number): number {
  if (!(value > 0) || !Number.isFinite(value)) {
    throw new RangeError(`expected ${name} to be a finite number above 0, received ${value}`);
  }
  return value;
}

/** Throws unless `above < value <= upTo`. */
export function checkShare(name: string, value: number, above: number, upTo: number): number {
  if (!(value > above && value <= upTo)) {
    throw new RangeError(`expected ${name} to be above ${above} and at most ${upTo}, received ${value}`);
  }
  return value;
}
