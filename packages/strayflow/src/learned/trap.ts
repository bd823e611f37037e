/** The majority trap: when most of a capture is the attack, models trained on it call the attack normal. */
import type { RowModels } from './models.js';

export interface TrapSigns {
  /** Flows of the capture. */
  readonly flows: number;
  /** Flows of hosts that behaviours accuse. */
  readonly accusedFlows: number;
  /** Part of the flows that were left out of the sample as repeats, 0..1. */
  readonly collapsedShare: number;
  /** Part of the flows that go between the busiest pair of hosts on one port, 0..1. */
  readonly largestActorShare: number;
}

export interface TrapVerdict {
  readonly trapped: boolean;
  /** For the report, one sentence a sign; empty when there is no trap. */
  readonly warnings: readonly string[];
  /** Learned evidence is not told with more surprise than this. */
  readonly surpriseCeiling: number;
}

/**
 * An ordinary desktop's day repeats itself in 63 % of its flows (CTU-SME-11, name look-ups mostly), an infected camera's
 * hour in 78 % (Stratosphere 1): repeats alone are a sign only above .75.
 */
export const TRAP_LINES = { accused: 0.5, collapsed: 0.75, actor: 0.5 } as const;

/** At DESIGN section 7's formula, learned evidence of surprise 3 counts .3: it may support, and cannot alert by itself. */
export const TRAPPED_CEILING = 3;

/**
 * What is ordinary on other networks need not be ordinary here: a baseline alone claims no more than trapped models may,
 * and the line rises as the share of the models of this input does.
 */
export function baselineCeiling({ byFold }: RowModels): number {
  const share = Math.min(...byFold.map((fold) => fold.localShare));
  return TRAPPED_CEILING / (1 - share);
}

export const NO_TRAP: TrapVerdict = {
  trapped: false,
  warnings: [],
  surpriseCeiling: Number.POSITIVE_INFINITY,
};

/** Who judges a capture that is a trap. */
export interface TrappedJudges {
  /** There is a baseline, which then judges flows alone. */
  readonly baseline: boolean;
  /** Models of the capture judge hosts in five-minute windows. */
  readonly windows: boolean;
}

/** Whether the capture is such that models trained on it may have learned the attack, and what follows from that. */
export function majorityTrap(signs: TrapSigns, judges: TrappedJudges): TrapVerdict {
  const accused = signs.flows > 0 ? signs.accusedFlows / signs.flows : 0;
  const found: string[] = [];
  if (accused > TRAP_LINES.accused) {
    found.push(`${percent(accused)} of the flows come from hosts that known behaviours accuse`);
  }
  if (signs.collapsedShare > TRAP_LINES.collapsed) {
    found.push(`${percent(signs.collapsedShare)} of the flows are near-identical repeats of others`);
  }
  if (signs.largestActorShare > TRAP_LINES.actor) {
    found.push(`${percent(signs.largestActorShare)} of the flows go between one pair of hosts on one port`);
  }
  if (found.length === 0) return NO_TRAP;
  return {
    trapped: true,
    warnings: [
      `Majority trap: ${found.join('; ')}. Models trained on this capture may call the attack normal and the rest strange: ` +
        `${consequence(judges)}. Learned evidence counts at most as surprise ${TRAPPED_CEILING} ` +
        'and cannot raise an alert by itself; trust the known behaviours first.',
    ],
    surpriseCeiling: TRAPPED_CEILING,
  };
}

function consequence({ baseline, windows }: TrappedJudges): string {
  if (!baseline) return 'there is no baseline to judge instead, so accused hosts were left out of training';
  const flows = 'so flows are judged by the baseline of ordinary traffic from other networks alone';
  if (!windows) return flows;
  return `${flows}; hosts in five-minute windows, for which there is no baseline, by models trained without accused hosts`;
}

function percent(share: number): string {
  return `${Math.round(100 * share)} %`;
}
