/** Adds up what became of the records of all inputs. */
import type { Coverage, InputSummary } from '../model/coverage.js';

function added(counts: readonly Readonly<Record<string, number>>[]): Record<string, number> {
  const sums = new Map<string, number>();
  for (const count of counts) {
    for (const [reason, records] of Object.entries(count))
      sums.set(reason, (sums.get(reason) ?? 0) + records);
  }
  return Object.fromEntries([...sums].sort(([a], [b]) => (a < b ? -1 : 1)));
}

export function coverageOf(
  inputs: readonly InputSummary[],
  samplingRate: number,
  dropped: Readonly<Record<string, number>>,
  late: Readonly<Record<string, number>>,
): Coverage {
  const total = (field: 'read' | 'parsed') => inputs.reduce((sum, input) => sum + input[field], 0);
  return {
    inputs,
    read: total('read'),
    parsed: total('parsed'),
    rejected: added(inputs.map((input) => input.rejected)),
    ignored: added(inputs.map((input) => input.ignored)),
    samplingRate,
    dropped,
    late,
  };
}
