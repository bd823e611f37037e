/** Counters since a flow's start, as some exporters send them with every record of it: what came since the last one. */
import { flowKey, isForward, type OneWayRecord } from '../record/one-way.js';

const MOST_FLOWS = 65_536;

/** Numbers of both directions at the record before; NaN where the exporter does not say. */
type Totals = readonly [packets: number, octets: number, reversePackets: number, reverseOctets: number];

export interface TotalCountersState {
  /** By flow, direction and start; the longest silent first. */
  readonly flows: Map<string, Totals>;
  /** Flows that had to give way: a later record of them counts all of theirs again. */
  evicted: number;
}

export class TotalCounters {
  readonly state: TotalCountersState;

  constructor(state?: TotalCountersState) {
    this.state = state ?? { flows: new Map(), evicted: 0 };
  }

  /** Makes the record's counters, which are since its start, those since its last record. `ends`: no more will come. */
  toDeltas(record: OneWayRecord, ends: boolean): void {
    const { flows } = this.state;
    const forward = isForward(record);
    const key = `${flowKey(record, forward)}${forward ? '>' : '<'}${record.start}`;
    const before = flows.get(key);
    const now: Totals = [record.packets, record.bytes, record.reversePackets, record.reverseBytes];
    flows.delete(key);
    if (before !== undefined) {
      record.packets = since(now[0], before[0]);
      record.bytes = since(now[1], before[1]);
      record.reversePackets = since(now[2], before[2]);
      record.reverseBytes = since(now[3], before[3]);
    }
    if (ends) return;
    if (flows.size >= MOST_FLOWS) {
      flows.delete(flows.keys().next().value!);
      this.state.evicted++;
    }
    flows.set(key, now);
  }
}

/** A total that went back is another flow's. */
function since(now: number, before: number): number {
  return now >= before ? now - before : now;
}
