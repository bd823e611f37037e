/** What became of the records that came, told so that nothing which was not seen goes unsaid. */
import type { CoverageStep } from '../../api/contract/hosts.js';
import { count, counted, share } from '../../words/numbers.js';

export type CoverageSums = Omit<CoverageStep, 'time'>;

const PARTS = ['received', 'parsed', 'rejected', 'ignored', 'dropped', 'late', 'scored'] as const;

export function sumsOf(steps: readonly CoverageStep[]): CoverageSums {
  const sums = { received: 0, parsed: 0, rejected: 0, ignored: 0, dropped: 0, late: 0, scored: 0 };
  for (const step of steps) for (const part of PARTS) sums[part] += step[part];
  return sums;
}

export interface Judgement {
  readonly isWhole: boolean;
  readonly says: string;
}

/** Records that were meant to be judged, and were not. */
export function judgementOf({ received, rejected, dropped, late }: CoverageSums): Judgement {
  if (received + dropped === 0) return { isWhole: false, says: 'Nothing was received in this span.' };
  const faults = [
    [dropped, 'were lost before they could be read'],
    [rejected, 'could not be read'],
    [late, 'came too late to be judged'],
  ] as const;
  const said = faults.filter(([number]) => number > 0).map(([number, words]) => `${count(number)} ${words}`);
  if (said.length === 0)
    return { isWhole: true, says: `All of ${counted(received, 'record')} could be used.` };
  const unseen = dropped + rejected + late;
  const all = received + dropped;
  return {
    isWhole: false,
    says: `${share(unseen, all)} of ${counted(all, 'record')} was not judged: ${said.join(', ')}.`,
  };
}
