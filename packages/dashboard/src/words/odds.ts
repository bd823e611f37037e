/** How unlikely something is, in words. */

/** Beyond it numbers say nothing more. */
const BEYOND = 9;

/**
 * "once in 16,000 times"
 * @param surprise minus the logarithm to base ten of the probability
 */
export function odds(surprise: number): string {
  if (surprise <= 0) return 'every time';
  if (surprise > BEYOND) return 'less than once in a billion times';
  const times = 10 ** surprise;
  if (times < 1.05) return 'nearly every time';
  const power = Math.max(0, Math.floor(Math.log10(times)) - 1);
  const rounded = times < 100 ? Math.round(times * 10) / 10 : Math.round(times / 10 ** power) * 10 ** power;
  return `once in ${new Intl.NumberFormat('en', times >= 1e6 ? { notation: 'compact', compactDisplay: 'long' } : {}).format(rounded)} times`;
}
