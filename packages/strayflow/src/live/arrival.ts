/** Whether a record may still take its place in event-time order: told by its own input, so that no interleaving matters. */

type RowKind = 'flows' | 'facts';

/** What is known of one input's time. Plain data. */
export interface InputClock {
  /** Event time of the newest record that was believed (Unix ms); -Infinity before the first. */
  newest: number;
  /** The same, by kind: parsers hand flows and facts on in batches of their own, each in its order. */
  readonly newestOf: Record<RowKind, number>;
  /** Where its rows are taken in that come after their turn (Unix ms); never goes back. */
  turn: number;
  /** It was read to its present end, so that it holds nobody back. */
  caughtUp: boolean;
  /** Records in a row that were ahead of it. */
  leaps: number;
  /** Records that came too late to be judged. */
  late: number;
  /** Records whose time was implausibly far ahead. */
  ahead: number;
}

export interface ArrivalLimits {
  /** A record may be this much older than the newest of its kind and input (ms). */
  readonly latenessMs: number;
  /** Rows wait so long to be put into order (ms); at most `latenessMs`. */
  readonly settleMs: number;
  /** A record must not be this much newer than its input, or than the clock on the wall (ms). */
  readonly aheadMs: number;
}

/** overdue: its turn is over, and it is taken in at the present one. */
export const Arrival = { inTime: 0, late: 1, ahead: 2, overdue: 3 } as const;
export type Arrival = (typeof Arrival)[keyof typeof Arrival];

/** After so many records in a row beyond a gap, the gap is believed: a recording may have stopped for days. */
export const BELIEVED_LEAPS = 32;

export function openClock(): InputClock {
  const never = Number.NEGATIVE_INFINITY;
  const newestOf = { flows: never, facts: never };
  return { newest: never, newestOf, turn: never, caughtUp: false, leaps: 0, late: 0, ahead: 0 };
}

function isAhead(clock: InputClock, time: number, wall: number, aheadMs: number): boolean {
  if (time > wall + aheadMs) return true;
  const leaps = time > clock.newest + aheadMs && clock.newest !== Number.NEGATIVE_INFINITY;
  // What is near the present needs no other witness than the clock on the wall.
  if (!leaps || time > wall - aheadMs) {
    clock.leaps = 0;
    return false;
  }
  clock.leaps++;
  if (clock.leaps < BELIEVED_LEAPS) return true;
  clock.leaps = 0;
  return false;
}

/** Judges and counts the next record of an input; `line` is where everything older has gone on already (Unix ms). */
export function arrive(
  clock: InputClock,
  kind: RowKind,
  time: number,
  line: number,
  wall: number,
  limits: ArrivalLimits,
): Arrival {
  if (isAhead(clock, time, wall, limits.aheadMs)) {
    clock.ahead++;
    return Arrival.ahead;
  }
  const { latenessMs, settleMs } = limits;
  const isMoved = settleMs < latenessMs;
  if (time < clock.newestOf[kind] - latenessMs || (!isMoved && time < line)) {
    clock.late++;
    return Arrival.late;
  }
  if (time > clock.newestOf[kind]) clock.newestOf[kind] = time;
  if (time > clock.newest) clock.newest = time;
  if (!isMoved) return Arrival.inTime;
  clock.turn = Math.max(clock.turn, clock.newest - settleMs);
  return time < Math.max(clock.turn, line) ? Arrival.overdue : Arrival.inTime;
}
