/** Numbers with units as a person writes them. */

const BYTE_STEPS = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'] as const;
const TIME_STEPS = [
  { unit: 'd', ms: 86_400_000 },
  { unit: 'h', ms: 3_600_000 },
  { unit: 'min', ms: 60_000 },
  { unit: 's', ms: 1_000 },
  { unit: 'ms', ms: 1 },
] as const;

/** "40 MB", "3.2 h", "0.25": three significant digits, no exponent. */
export function quantity(value: number, unit: string): string {
  switch (unit) {
    case 'B':
    case 'bytes':
      return bytes(value);
    case 'B/s':
    case 'bytes/s':
      return `${bytes(value)}/s`;
    case 'ms':
      return duration(value);
    case 's':
      return duration(value * 1_000);
    case '':
      return digits(value);
    default:
      return `${digits(value)} ${value === 1 ? unit.replace(/s$/, '') : unit}`;
  }
}

/** Units that are written in larger or smaller steps: leaving them out would change the number. */
export function isScaledUnit(unit: string): boolean {
  return ['B', 'bytes', 'B/s', 'bytes/s', 'ms', 's'].includes(unit);
}

/** "1 kB to 300 kB"; one number where both ends read the same. */
export function range(low: number, high: number, unit: string): string {
  const from = quantity(low, unit);
  const to = quantity(high, unit);
  return from === to ? from : `${from} to ${to}`;
}

function bytes(value: number): string {
  let step = 0;
  let rest = Math.abs(value);
  while (rest >= 999.5 && step < BYTE_STEPS.length - 1) {
    rest /= 1_000;
    step++;
  }
  return `${value < 0 ? '-' : ''}${digits(step === 0 ? Math.round(rest) : rest)} ${BYTE_STEPS[step]}`;
}

function duration(ms: number): string {
  const size = Math.abs(ms);
  const step = TIME_STEPS.find((candidate) => size >= candidate.ms) ?? TIME_STEPS.at(-1)!;
  return `${digits(ms / step.ms)} ${step.unit}`;
}

function digits(value: number): string {
  if (value === 0) return '0';
  const size = Math.abs(value);
  if (size >= 1_000) return Math.round(value).toString();
  return Number(value.toPrecision(size < 0.001 ? 1 : 3)).toString();
}
