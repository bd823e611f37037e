/** Counts, bytes, shares and lengths of time as people read them. */

const COUNT = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
const SHORT = new Intl.NumberFormat('en', { notation: 'compact', maximumSignificantDigits: 3 });

/** "12,345" */
export function count(value: number): string {
  return COUNT.format(value);
}

/** "12.3K" from ten thousand on. */
export function shortCount(value: number): string {
  return Math.abs(value) < 10_000 ? COUNT.format(value) : SHORT.format(value);
}

const BYTE_UNITS = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'] as const;

/** "1.2 GB" */
export function bytes(value: number): string {
  const power = Math.min(BYTE_UNITS.length - 1, Math.max(0, Math.floor(Math.log10(Math.max(1, value)) / 3)));
  const scaled = value / 1_000 ** power;
  return `${power === 0 || scaled >= 100 ? Math.round(scaled) : scaled.toFixed(1)} ${BYTE_UNITS[power]}`;
}

/** "99.95 %": never rounded up to all, nor down to none. */
export function share(part: number, whole: number): string {
  if (whole <= 0) return 'none';
  const percent = (100 * part) / whole;
  if (part === whole || part === 0) return `${percent} %`;
  if (percent > 99.99) return 'over 99.99 %';
  if (percent < 0.01) return 'under 0.01 %';
  return `${percent > 99 || percent < 1 ? percent.toFixed(2) : percent.toFixed(1)} %`;
}

const LENGTHS = [
  [86_400_000, 'd'],
  [3_600_000, 'h'],
  [60_000, 'min'],
  [1_000, 's'],
] as const;

/** "3 h", "45 s", "20 ms" */
export function duration(ms: number): string {
  const found = LENGTHS.find(([length]) => ms >= length);
  return found === undefined ? `${Math.round(ms)} ms` : `${Math.round(ms / found[0])} ${found[1]}`;
}

/** "1 host", "2 hosts" */
export function counted(value: number, one: string, many = `${one}s`): string {
  return `${count(value)} ${value === 1 ? one : many}`;
}
