/**
 * The beacon score that RITA publishes (github.com/activecm/rita, analysis/beacons.go and default_config.hjson, version
 * 5): the mean of four parts, over a day. Written anew from the published formula, for comparison only.
 */

const quantile = (sorted, share) => {
  // Quartiles as the medians of the lower and the upper half.
  const half = Math.floor(sorted.length / 2);
  if (share === 0.5) return median(sorted);
  return median(share < 0.5 ? sorted.slice(0, half) : sorted.slice(sorted.length - half));
};

function median(sorted) {
  const middle = sorted.length >> 1;
  if (sorted.length === 0) return 0;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

const ascending = (values) => [...values].sort((a, b) => a - b);

/** Bowley's skewness and the median absolute deviation over the median, each as a score, and their mean. */
function evenness(values, withoutMedian) {
  const sorted = ascending(values);
  const [lower, middle, upper] = [0.25, 0.5, 0.75].map((share) => quantile(sorted, share));
  const spread = upper - lower;
  const skewed = spread >= 10 && middle !== lower && middle !== upper;
  const skewScore = 1 - Math.abs(skewed ? (lower + upper - 2 * middle) / spread : 0);
  const deviation = median(ascending(sorted.map((value) => Math.abs(value - middle))));
  const deviationScore = middle >= 1 ? Math.max(0, (middle - deviation) / middle) : withoutMedian;
  return (skewScore + deviationScore) / 2;
}

const HOURS = 24;

function longestRun(bars) {
  let longest = 0;
  let run = 0;
  for (let i = 0; i < 2 * HOURS; i++) {
    run = bars[i % HOURS] > 0 ? run + 1 : 0;
    longest = Math.max(longest, run);
  }
  return Math.min(HOURS, longest);
}

/** How flat the counts by hour are, or how well they fall into two levels. */
function flatness(bars, total) {
  const mean = bars.reduce((sum, bar) => sum + bar, 0) / HOURS;
  const deviation = Math.sqrt(bars.reduce((sum, bar) => sum + (bar - mean) ** 2, 0) / HOURS);
  const variation = Math.max(0, 1 - deviation / mean);
  if (total < 11) return variation;
  const width = Math.ceil(Math.max(...bars) * 0.05);
  const levels = new Map();
  for (const bar of bars)
    if (bar > 0) levels.set(Math.floor(bar / width), (levels.get(Math.floor(bar / width)) ?? 0) + 1);
  const [first = 0, second = 0] = [...levels.values()].sort((a, b) => b - a);
  return Math.max(variation, Math.min(1, (first + second) / Math.max(1, total - 1)));
}

/**
 * @param {readonly number[]} timesMs of one day, ascending @param {readonly number[]} bytes
 * @param {number} fromMs start of the day @param {number} untilMs its end
 * @returns {number} 0 to 1
 */
export function ritaScore(timesMs, bytes, fromMs, untilMs) {
  if (timesMs.length < 4) return 0;
  // RITA works in whole seconds, and leaves out gaps of 0.
  const times = timesMs.map((time) => Math.floor(time / 1000));
  const gaps = times.slice(1).map((time, i) => time - times[i]);
  const positive = gaps.filter((gap) => gap > 0);
  if (positive.length < 3) return 0;
  const bars = new Array(HOURS).fill(0);
  const hour = (untilMs - fromMs) / HOURS;
  for (const time of timesMs) bars[Math.min(HOURS - 1, Math.floor((time - fromMs) / hour))]++;
  const total = bars.filter((bar) => bar > 0).length;
  const coverage = (timesMs.at(-1) - timesMs[0]) / (untilMs - fromMs);
  const duration = total >= 6 ? Math.min(1, Math.max(coverage, longestRun(bars) / 12)) : 0;
  return (evenness(positive, 1) + evenness(bytes, 0) + flatness(bars, total) + duration) / 4;
}

/** What RITA adds and takes away for prevalence (share of the hosts) and for being first seen within 7 days. */
export function ritaModifiers(prevalence, daysKnown) {
  return (prevalence <= 0.02 ? 0.15 : prevalence >= 0.5 ? -0.15 : 0) + (daysKnown <= 7 ? 0.15 : 0);
}
