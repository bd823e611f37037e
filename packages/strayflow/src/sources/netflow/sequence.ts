/**
 * What exporters' sequence numbers say is missing. NetFlow v5 and IPFIX count records, v9 counts datagrams (RFC 3954
 * section 5.1, RFC 7011 section 3.1). Exporters are known to count otherwise: softflowd before 1.0 counts flows of two
 * records each in v9, and in IPFIX the records of the message at hand, too; others count datagrams, or nothing. The first
 * step of a stream that fits only one of these decides.
 */

/** A step beyond this, in either direction, is a restart and no loss. */
const LONGEST_STEP = 10_000_000;
/** A datagram that is so much behind was overtaken by others. */
const LATE_DATAGRAMS = 1000;

/**
 * What a stream's numbers count. `inclusive`: records, those of the message at hand as well; `flows`: at least one and at
 * most as many as there were records.
 */
const Unit = { unknown: 0, datagrams: 1, records: 2, nothing: 3, inclusive: 4, flows: 5 } as const;
type Unit = (typeof Unit)[keyof typeof Unit];

/** So many in succession were not overtaken: the exporter began anew. */
const MOST_LATE = 4;
/** Uptime may go back by as much when datagrams overtake each other. */
const UPTIME_SLACK_MS = 60_000;
/** Uptime begins again at 2^32 ms without a restart. */
const UPTIME_WRAPS_FROM = 0xffff_0000;

/** One stream of datagrams: of one port of an exporter, and one domain. Plain data. */
export interface Sequence {
  unit: Unit;
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
  const standard: Unit = counts === 'records' ? Unit.records : Unit.datagrams;
  state.received += standard === Unit.datagrams ? 1 : records || 0;
  const wentBack = uptime < state.uptime - UPTIME_SLACK_MS && state.uptime < UPTIME_WRAPS_FROM;
  if (wentBack) state.restarts++;
  else if (!Number.isNaN(state.last)) {
    const step = (number - state.last) | 0;
    state.unit = decide(state, standard, step, records);
    const unit = state.unit === Unit.unknown ? standard : state.unit;
    if (isLate(state, unit, step, records)) return;
  }
  state.last = number;
  state.lastRecords = records;
  state.uptime = uptime;
  state.late = 0;
}

/** What is counted, as the step from the number before shows it. */
function decide(state: Sequence, standard: Unit, step: number, records: number): Unit {
  const { unit, lastRecords } = state;
  if (standard === Unit.datagrams) {
    if (unit !== Unit.unknown && unit !== Unit.flows) return unit;
    // Three records are two flows at least.
    if (step === 1 && lastRecords >= 3) return Unit.datagrams;
    return step > 1 && step <= lastRecords ? Unit.flows : unit;
  }
  if (unit !== Unit.unknown || Number.isNaN(lastRecords)) return unit;
  if (step === lastRecords) return lastRecords < 2 || step === records ? Unit.unknown : Unit.records;
  if (step === records) return Unit.inclusive;
  if (step === 0) return Unit.nothing;
  return step === 1 ? Unit.datagrams : Unit.unknown;
}

/** How much further the number went than what came lets expect; NaN when that is not known. */
function gapOf(state: Sequence, unit: Unit, step: number, records: number): number {
  switch (unit) {
    case Unit.datagrams:
      return step - 1;
    case Unit.inclusive:
      return step - records;
    case Unit.flows:
      return step > 0 ? Math.max(0, step - Math.max(1, state.lastRecords)) : step - 1;
    case Unit.nothing:
      return 0;
    default:
      return step - state.lastRecords;
  }
}

/** Counts what is missing. True when the datagram was overtaken: it was counted as missing before, and is no more. */
function isLate(state: Sequence, unit: Unit, step: number, records: number): boolean {
  const gap = gapOf(state, unit, step, records);
  if (gap === 0 || Number.isNaN(gap)) return false;
  if (gap > 0 && gap <= LONGEST_STEP) {
    state.missing += gap;
    return false;
  }
  const countsRecords = unit === Unit.records || unit === Unit.inclusive;
  const window = countsRecords ? LATE_DATAGRAMS * 30 : LATE_DATAGRAMS;
  if (gap < 0 && gap >= -window && state.late < MOST_LATE) {
    state.late++;
    state.missing = Math.max(0, state.missing - (countsRecords ? records || 0 : 1));
    return true;
  }
  state.restarts++;
  return false;
}
