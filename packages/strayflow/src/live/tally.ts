/** What was judged since the last time it was stored: traffic by minute, and what became of the risk of hosts. */
import type { FlowBatch } from '../model/flow-batch.js';
import { opensFlow } from '../model/flow-batch.js';
import { type ChangedHost, type RiskPart, riskRank } from '../risk/index.js';
import type { HostNews, RiskMoment, TrafficMinute } from '../store/overview-tables.js';

const MINUTE_MS = 60_000;
export const RISK_STEP_MS = 300_000;
/** Kept between two times that it is stored. */
const MOST = { minutes: 50_000, hosts: 100_000, moments: 200_000 } as const;

type Writable<Value> = { -readonly [Key in keyof Value]: Value[Key] };

interface HostTally {
  latest: ChangedHost;
  /** The highest risk of each step, by number of the step. */
  readonly moments: Map<number, RiskMoment>;
}

function partsOf({ present }: ChangedHost): readonly RiskPart[] {
  return present
    .filter(({ share }) => share > 0)
    .map(({ family, share, confidence }) => ({ family, share, confidence }));
}

export class Tally {
  private readonly minutes = new Map<number, Writable<TrafficMinute>>();
  private readonly hosts = new Map<string, HostTally>();
  private moments = 0;
  /** Rows and moments of risk that found no room. */
  forgotten = 0;

  /** Flows are counted where they begin, bytes and packets with each record. */
  addFlows(batch: FlowBatch): void {
    const { time, record, bytesSent, bytesReceived, packetsSent, packetsReceived, length } = batch;
    let entry: Writable<TrafficMinute> | null = null;
    for (let row = 0; row < length; row++) {
      const minute = Math.floor(time[row]! / MINUTE_MS);
      if (entry?.minute !== minute) entry = this.minuteOf(minute);
      if (entry === null) {
        this.forgotten++;
        continue;
      }
      if (opensFlow(record[row]!)) entry.flows++;
      entry.bytes += bytesSent[row]! + bytesReceived[row]!;
      entry.packets += packetsSent[row]! + packetsReceived[row]!;
    }
  }

  private minuteOf(minute: number): Writable<TrafficMinute> | null {
    const known = this.minutes.get(minute);
    if (known !== undefined) return known;
    if (this.minutes.size >= MOST.minutes) return null;
    const entry = { minute, flows: 0, bytes: 0, packets: 0 };
    this.minutes.set(minute, entry);
    return entry;
  }

  addRisk(changed: ChangedHost): void {
    const { site, host, role, riskAtEnd: risk } = changed.host;
    const key = JSON.stringify([site, host, role]);
    let known = this.hosts.get(key);
    if (known === undefined) {
      if (this.hosts.size >= MOST.hosts) {
        this.forgotten++;
        return;
      }
      known = { latest: changed, moments: new Map() };
      this.hosts.set(key, known);
    }
    known.latest = changed;
    const step = Math.floor(changed.at / RISK_STEP_MS);
    const before = known.moments.get(step);
    if (before !== undefined && before.risk >= risk) return;
    if (before === undefined && this.moments >= MOST.moments) {
      this.forgotten++;
      return;
    }
    if (before === undefined) this.moments++;
    known.moments.set(step, { step, time: changed.at, risk, parts: partsOf(changed) });
  }

  get traffic(): readonly TrafficMinute[] {
    return [...this.minutes.values()];
  }

  /** Hosts with news, as they are now. */
  hostNews(options: Parameters<typeof riskRank>[2]): readonly Omit<HostNews, 'names'>[] {
    return [...this.hosts.values()].map(({ latest, moments }) => {
      const parts = partsOf(latest);
      const lastSeen = latest.evidence.reduce((last, each) => Math.max(last, each.lastSeen), 0);
      const rank = riskRank(parts, latest.at, options);
      return { host: latest.host, time: latest.at, parts, rank, lastSeen, moments: [...moments.values()] };
    });
  }

  /** It was stored. */
  clear(): void {
    this.minutes.clear();
    this.hosts.clear();
    this.moments = 0;
  }
}
