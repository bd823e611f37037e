/**
 * What exporters' sequence numbers say is missing. NetFlow v5 and IPFIX count records, v9 counts datagrams; exporters
 * are known to count the other, or nothing: the first step of a stream decides when it fits only one of them.
 */

/** A step beyond this, in either direction, is a restart and no loss. */
const LONGEST_STEP = 10_000_000;
/** A datagram that is so much behind was overtaken by others. */
const LATE_DATAGRAMS = 1000;

/** What a stream's numbers count. */
const Unit = { unknown: 0, datagrams: 1, records: 2, nothing: 3 } as const;

/** So many in succession were not overtaken: the exporter began anew. */
const MOST_LATE = 4;
/** Uptime may go back by as much when datagrams overtake each other. */
const UPTIME_SLACK_MS = 60_000;
/** Uptime begins again at 2^32 ms without a restart. */
const UPTIME_WRAPS_FROM = 0xffff_0000;

/** One stream of datagrams: of one port of an exporter, and one domain. Plain data. */
export interface Sequence {
  unit: number;
  /** The sequence number before, and how many records came with it; NaN when not known. */
  last: number;
  lastRecords: number;
  /** Uptime of the exporter at the datagram before (ms); NaN where the protocol has none. */
  uptime: number;
  /** In the protocol's unit. */
  received: number;
  missing: number;
  restarts: number;
  /** Late datagrams in succession. */
  late: number;
}

export function sequence(): Sequence {
  return {
    unit: Unit.unknown,
    last: Number.NaN,
    lastRecords: Number.NaN,
    uptime: Number.NaN,
    received: 0,
    missing: 0,
    restarts: 0,
    late: 0,
  };
}

/**
 * Takes the next datagram: its sequence number, how many records it holds (NaN when some could not be read), and the
 * exporter's uptime (ms, NaN where there is none). `counts`: what the protocol says that the numbers count.
 */
export function follow(
  state: Sequence,
  number: number,
  records: number,
  uptime: number,
  counts: 'datagrams' | 'records',
): void {
  const standard = counts === 'records' ? Unit.records : Unit.datagrams;
  state.received += standard === Unit.datagrams ? 1 : records || 0;
  const wentBack = uptime < state.uptime - UPTIME_SLACK_MS && state.uptime < UPTIME_WRAPS_FROM;
  if (wentBack) state.restarts++;
  else if (!Number.isNaN(state.last)) {
    if (state.unit === Unit.unknown) state.unit = decide(state, standard, number);
    const unit = state.unit === Unit.unknown ? standard : state.unit;
    if (isLate(state, unit, number, records)) return;
  }
  state.last = number;
  state.lastRecords = records;
  state.uptime = uptime;
  state.late = 0;
}

/** How far the number is ahead of the one expected, modulo 2^32; NaN when that is not known. */
function ahead(state: Sequence, unit: number, number: number): number {
  const step = unit === Unit.records ? state.lastRecords : unit === Unit.datagrams ? 1 : 0;
  return Number.isNaN(step) ? Number.NaN : (number - state.last - step) | 0;
}

/** The first step that fits something tells what is counted, where the protocol's own unit does not fit and another does. */
function decide(state: Sequence, standard: number, number: number): number {
  const gap = ahead(state, standard, number);
  // Datagrams of one record, or none, leave it open.
  if (Number.isNaN(gap) || (gap === 0 && state.lastRecords < 2)) return Unit.unknown;
  if (gap === 0) return standard;
  if (ahead(state, Unit.nothing, number) === 0) return Unit.nothing;
  const other = standard === Unit.records ? Unit.datagrams : Unit.records;
  return ahead(state, other, number) === 0 ? other : Unit.unknown;
}

/** Counts what is missing. True when the datagram was overtaken: it was counted as missing before, and is no more. */
function isLate(state: Sequence, unit: number, number: number, records: number): boolean {
  const gap = unit === Unit.nothing ? 0 : ahead(state, unit, number);
  if (gap === 0 || Number.isNaN(gap)) return false;
  if (gap > 0 && gap <= LONGEST_STEP) {
    state.missing += gap;
    return false;
  }
  const window = unit === Unit.records ? LATE_DATAGRAMS * 30 : LATE_DATAGRAMS;
  if (gap < 0 && gap >= -window && state.late < MOST_LATE) {
    state.late++;
    state.missing = Math.max(0, state.missing - (unit === Unit.records ? records || 0 : 1));
    return true;
  }
  state.restarts++;
  return false;
}
