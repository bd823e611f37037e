/** Numbers as people write them in a sentence. */

/** "198", "12,345" */
export function plainNumber(value: number): string {
  const rounded =
    Math.abs(value) >= 10 || Number.isInteger(value) ? Math.round(value) : Number(value.toFixed(1));
  const [whole, fraction] = String(rounded).split('.');
  const grouped = whole!.replace(/\B(?=(\d{3})+$)/g, ',');
  return fraction === undefined ? grouped : `${grouped}.${fraction}`;
}

/** "1 port", "212 ports" */
export function plainCount(value: number, noun: string): string {
  return `${plainNumber(value)} ${noun}${value === 1 ? '' : 's'}`;
}

/** "40 s", "12 min", "9.2 h" */
export function plainDuration(ms: number): string {
  const seconds = Math.max(0, ms) / 1000;
  if (seconds < 1) return 'under 1 s';
  if (seconds < 120) return `${plainNumber(seconds)} s`;
  if (seconds < 7200) return `${plainNumber(seconds / 60)} min`;
  return `${plainNumber(seconds / 3600)} h`;
}
