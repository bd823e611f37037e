/** Capture time stamps of any resolution as Unix milliseconds. */

/**
 * One rounding for microseconds (the usual case), so that the same moment is the same number in pcap and pcapng.
 * `fraction` is in units of 1 / `unitsPerSecond` s.
 */
export function toMilliseconds(seconds: number, fraction: number, unitsPerSecond: number): number {
  if (unitsPerSecond === 1_000_000) return (seconds * 1_000_000 + fraction) / 1000;
  return seconds * 1000 + (fraction * 1000) / unitsPerSecond;
}

/**
 * The 64-bit count `high`:`low` of units as Unix ms. Divided in 16-bit digits: a count of nanoseconds does not fit
 * a double, its quotient and remainder do.
 */
export function unitsToMilliseconds(
  high: number,
  low: number,
  unitsPerSecond: number,
  offsetSeconds: number,
): number {
  if (unitsPerSecond > 2 ** 32) return wideToMilliseconds(high, low, unitsPerSecond, offsetSeconds);
  let seconds = 0;
  let rest = 0;
  for (let digit = 0; digit < 4; digit++) {
    const word = digit < 2 ? high : low;
    const current = rest * 65_536 + ((digit & 1) === 0 ? word >>> 16 : word & 0xffff);
    const quotient = Math.floor(current / unitsPerSecond);
    seconds = seconds * 65_536 + quotient;
    rest = current - quotient * unitsPerSecond;
  }
  return toMilliseconds(seconds + offsetSeconds, rest, unitsPerSecond);
}

function wideToMilliseconds(
  high: number,
  low: number,
  unitsPerSecond: number,
  offsetSeconds: number,
): number {
  const units = BigInt(unitsPerSecond);
  const count = (BigInt(high) << 32n) | BigInt(low);
  return toMilliseconds(Number(count / units) + offsetSeconds, Number(count % units), unitsPerSecond);
}

/** Units per second that if_tsresol means (pcapng, section 4.2): a power of ten, or of two with the high bit set. */
export function resolution(tsresol: number): number {
  const exponent = tsresol & 0x7f;
  return (tsresol & 0x80) !== 0 ? 2 ** exponent : 10 ** exponent;
}
