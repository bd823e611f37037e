/** What became of records since it was last stored, for the minutes of the clock on the wall. */
import type { CoverageCounts, OverviewEffects } from '../../store/overview-tables.js';
import type { WatchStatus } from './status.js';

const MINUTE_MS = 60_000;

function countsOf({
  read,
  parsed,
  rejected,
  ignored,
  loss,
  late,
  ahead,
  judged,
}: WatchStatus): CoverageCounts {
  return {
    received: read,
    parsed,
    rejected,
    ignored,
    dropped: loss.kernelDrops + loss.overloadDrops,
    late: late + ahead,
    scored: judged,
  };
}

export class CoverageBook {
  private known: CoverageCounts;

  /** @param status as the stored state has it */
  constructor(status: WatchStatus) {
    this.known = countsOf(status);
  }

  /** Null when nothing came. A count that begins anew, such as the kernel's, is never negative. */
  since(status: WatchStatus, wall: number): OverviewEffects['coverage'] {
    const counts = countsOf(status);
    const names = Object.keys(counts) as (keyof CoverageCounts)[];
    const added = Object.fromEntries(
      names.map((name) => [name, Math.max(0, counts[name] - this.known[name])]),
    ) as unknown as CoverageCounts;
    if (names.every((name) => added[name] === 0)) return null;
    return { minute: Math.floor(wall / MINUTE_MS), ...added };
  }

  stored(status: WatchStatus): void {
    this.known = countsOf(status);
  }
}
