/** Reads the golden values that the make_*.py scripts beside this file wrote. */
import { readFileSync } from 'node:fs';
import type { Matrix } from '../../src/index.js';

export function golden<Values>(name: string): Values {
  return JSON.parse(readFileSync(new URL(`./${name}.json`, import.meta.url), 'utf8')) as Values;
}

export function matrixOf(values: readonly number[], columns: number): Matrix {
  return { rows: values.length / columns, columns, values: Float64Array.from(values) };
}
