/** Numbers of a load test. */

/** @param values in any order, not empty */
export function quantile(values, share) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
}

/** Of `{ at: s, value }`, per hour, by least squares. */
export function slopePerHour(samples) {
  const { length } = samples;
  if (length < 3) return Number.NaN;
  const mean = (of) => samples.reduce((sum, each) => sum + of(each), 0) / length;
  const [at, value] = [mean((each) => each.at), mean((each) => each.value)];
  const over = samples.reduce((sum, each) => sum + (each.at - at) * (each.value - value), 0);
  const under = samples.reduce((sum, each) => sum + (each.at - at) ** 2, 0);
  return (3_600 * over) / under;
}
