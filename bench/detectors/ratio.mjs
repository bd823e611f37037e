/** Summaries of measured ratios. */

/** @param {readonly number[]} list */
export function median(list) {
  const sorted = [...list].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** 97.5 % points of Student's t with 1, 2, ... degrees of freedom. */
const STUDENT = [12.71, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228];

/** 95 % interval of the mean of the logarithms. @param {readonly number[]} list */
export function interval(list) {
  const logarithms = list.map(Math.log);
  const mean = logarithms.reduce((sum, x) => sum + x, 0) / list.length;
  if (list.length < 2) return { low: 0, high: Number.POSITIVE_INFINITY };
  const variance = logarithms.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (list.length - 1);
  const half = (STUDENT[list.length - 2] ?? 1.96) * Math.sqrt(variance / list.length);
  return { low: Math.exp(mean - half), high: Math.exp(mean + half) };
}
