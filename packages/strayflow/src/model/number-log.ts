/** A long list of numbers that is written once and read again in the same order. */

export interface NumberLog {
  /** Takes a copy. Throws StrayflowError when there is no room. */
  write(values: Float64Array): void;
  /** From the first number on. */
  read(): NumberReader;
}

export interface NumberReader {
  /** The next `count` numbers, which must not be changed. Throws RangeError where there are fewer. */
  next(count: number): Float64Array;
}
