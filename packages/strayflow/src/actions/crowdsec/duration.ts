/** Durations as Go prints them (time.Duration.String): "59m59.98s", "-230.9ms". */

const UNITS: Readonly<Record<string, number>> = {
  h: 3_600_000,
  m: 60_000,
  s: 1_000,
  ms: 1,
  µs: 1e-3,
  us: 1e-3,
  ns: 1e-6,
};

/** In ms; null for what is no duration. */
export function goDuration(text: string): number | null {
  const match = /^(-?)((?:\d+(?:\.\d+)?(?:h|ms|m|s|µs|us|ns))+)$/.exec(text);
  if (text.length > 60 || match === null) return text === '0' ? 0 : null;
  let total = 0;
  for (const [, value, unit] of match[2]!.matchAll(/(\d+(?:\.\d+)?)(h|ms|m|s|µs|us|ns)/g)) {
    total += Number(value) * UNITS[unit!]!;
  }
  return match[1] === '-' ? -total : total;
}
