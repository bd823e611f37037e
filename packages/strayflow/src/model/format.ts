/** Numbers, sizes and times as text, the same in every locale and time zone. */

/** "1,234,567" */
export function count(value: number): string {
  return Math.round(value)
    .toString()
    .replace(/\B(?=(\d{3})+$)/g, ',');
}

/** "1 flow", "2 flows" */
export function counted(value: number, noun: string): string {
  return `${count(value)} ${noun}${value === 1 ? '' : 's'}`;
}

/** At most four significant digits; thousands separated. */
export function quantity(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  if (Math.abs(value) >= 1_000) return value < 0 ? `-${count(-value)}` : count(value);
  return String(Number(value.toPrecision(4)));
}

const BYTE_UNITS = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'] as const;

/** "12.3 MB" (decimal units). */
export function byteSize(value: number): string {
  let size = value;
  let unit = 0;
  while (size >= 999.5 && unit < BYTE_UNITS.length - 1) {
    size /= 1_000;
    unit++;
  }
  const digits = unit === 0 || size >= 100 ? 0 : 1;
  return `${size.toFixed(digits)} ${BYTE_UNITS[unit]}`;
}

/** Milliseconds of a unit of time. */
const TIMES: Readonly<Record<string, number>> = { ms: 1, s: 1_000, h: 3_600_000 };

/** A value with its unit: bytes and times in the size that reads best. */
export function measured(value: number, unit: string): string {
  if ((unit === 'B' || unit === 'bytes') && value >= 0) return byteSize(value);
  const time = TIMES[unit];
  if (time !== undefined && value >= 0) return duration(value * time);
  return unit === '' ? quantity(value) : `${quantity(value)} ${unit}`;
}

/** "0.87": never rounded up over a line that the risk did not reach. */
export function riskText(risk: number): string {
  return (Math.floor(risk * 1_000 + 1e-9) / 1_000).toFixed(3).replace(/0$/, '');
}

/** Parts of a risk as text, so that what is shown adds up to the risk that is shown (largest remainder). */
export function partTexts(risk: number, parts: readonly number[]): readonly string[] {
  const exact = parts.map((part) => part * 1_000 + 1e-9);
  const shown = exact.map(Math.floor);
  const missing = Math.floor(risk * 1_000 + 1e-9) - shown.reduce((sum, part) => sum + part, 0);
  const byRemainder = exact
    .map((part, i) => ({ i, remainder: part - shown[i]! }))
    .sort((a, b) => b.remainder - a.remainder || a.i - b.i);
  for (const { i } of byRemainder.slice(0, Math.max(0, missing))) shown[i] = shown[i]! + 1;
  return shown.map((part) => riskText(part / 1_000));
}

/** "41 %" */
export function percent(share: number): string {
  const value = share * 100;
  return `${value > 0 && value < 0.95 ? value.toFixed(1) : value.toFixed(0)} %`;
}

/** "2026-03-03 18:40:11 UTC" */
export function utc(time: number): string {
  return Number.isFinite(time) && Math.abs(time) <= 8.64e15
    ? `${new Date(time).toISOString().slice(0, 19).replace('T', ' ')} UTC`
    : 'unknown time';
}

/** "2026-03-03T18:40:11.250Z", for machines. */
export function isoTime(time: number): string {
  return Number.isFinite(time) && Math.abs(time) <= 8.64e15 ? new Date(time).toISOString() : '';
}

/** "2026-03-03" */
export function utcDay(time: number): string {
  return utc(time).slice(0, 10);
}

/** "350 ms", "4.2 s", "5 min", "2 h 10 min", "3 days" */
export function duration(ms: number): string {
  if (ms < 1_000) return `${quantity(ms)} ms`;
  if (ms < 60_000) return `${Number((ms / 1_000).toFixed(1))} s`;
  const minutes = Math.round(ms / 60_000);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`;
  return `${Math.round(hours / 24)} days`;
}

/** "a", "a and b", "a, b and c" */
export function listed(words: readonly string[]): string {
  if (words.length < 2) return words.join('');
  return `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}
