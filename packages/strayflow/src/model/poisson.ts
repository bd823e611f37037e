/** Rates of rare events with their uncertainty. */

/** P(N <= count) of a Poisson variable, summed in logarithms. */
function cumulative(count: number, mean: number): number {
  if (mean === 0) return 1;
  let logTerm = -mean;
  let sum = Math.exp(logTerm);
  for (let k = 1; k <= count; k++) {
    logTerm += Math.log(mean / k);
    sum += Math.exp(logTerm);
  }
  return Math.min(1, sum);
}

/** The mean at which a falling `probability(mean)` equals `wanted`. */
function solve(probability: (mean: number) => number, wanted: number, high: number): number {
  let low = 0;
  let top = high;
  while (probability(top) > wanted) top *= 2;
  for (let i = 0; i < 100; i++) {
    const middle = (low + top) / 2;
    if (probability(middle) > wanted) low = middle;
    else top = middle;
  }
  return (low + top) / 2;
}

export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** The exact central interval of the mean of a Poisson count (Garwood 1936). `level` is 0.95 for 95 %. */
export function poissonInterval(count: number, level = 0.95): Interval {
  if (!Number.isInteger(count) || count < 0) {
    throw new RangeError(`expected a whole count of 0 or more, received ${count}`);
  }
  const tail = (1 - level) / 2;
  return {
    low: count === 0 ? 0 : solve((mean) => cumulative(count - 1, mean), 1 - tail, count + 1),
    high: solve((mean) => cumulative(count, mean), tail, count + 1),
  };
}
