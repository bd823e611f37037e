/** Numbers of a query, with their units. */
export type Unit = 'port' | 'protocol' | 'bytes' | 'count' | 'duration';

const FACTORS: Readonly<Record<Unit, Readonly<Record<string, number>>>> = {
  port: { '': 1 },
  protocol: { '': 1 },
  count: { '': 1 },
  bytes: { '': 1, b: 1, k: 1e3, kb: 1e3, m: 1e6, mb: 1e6, g: 1e9, gb: 1e9, t: 1e12, tb: 1e12 },
  // Without a unit: seconds.
  duration: { '': 1e3, ms: 1, s: 1e3, m: 60_000, h: 3_600_000, d: 86_400_000 },
};
const MOST: Readonly<Record<Unit, number>> = {
  port: 65_535,
  protocol: 255,
  bytes: 1e18,
  count: 2 ** 53,
  duration: 1e15,
};

/** In bytes or ms where it has a unit; null for what is none. */
export function readNumber(text: string, unit: Unit): number | null {
  const match = /^(\d{1,16}(?:\.\d{1,6})?)([a-z]{0,2})$/i.exec(text);
  if (match === null) return null;
  const factor = FACTORS[unit][match[2]!.toLowerCase()];
  if (factor === undefined) return null;
  const value = Number(match[1]) * factor;
  if (value > MOST[unit]) return null;
  return unit === 'bytes' || unit === 'duration' || Number.isInteger(value) ? value : null;
}

/** "443", or "443-445": both ends are within. */
export function readRange(text: string, unit: Unit): { readonly low: number; readonly high: number } | null {
  const [first, second, ...more] = text.split('-');
  const low = readNumber(first!, unit);
  const high = second === undefined ? low : readNumber(second, unit);
  return low === null || high === null || high < low || more.length > 0 ? null : { low, high };
}
