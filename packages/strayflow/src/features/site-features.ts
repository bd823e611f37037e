/** One site's features: turns closed flows into rows, and feeds what the next rows will be compared with. */
import { ADDRESS_BYTES } from '../model/address.js';
import type { NetworkContext } from '../model/behaviour.js';
import type { FeatureRows } from '../model/feature-rows.js';
import type { FlowBatch } from '../model/flow-batch.js';
import type { Emit } from '../model/stage.js';
import { WINDOW_MS, windowStart } from '../model/window.js';
import { FLOW_FEATURES } from './flow-features.js';
import { writeUnit } from './host-unit.js';
import { addToWindow, closeWindow, type HostWindow, hostWindow } from './host-window.js';
import { type OpenFlows, openFlows } from './open-flows.js';
import type { FeatureOptions } from './options.js';
import { doorOf, Outcome, outcomeOf, protocolOf, servicePortOf } from './outcome.js';
import { writeOwnValues } from './own-values.js';
import { countDoor, countProtocol } from './rarity.js';
import { countRecent, expireRecent } from './recent-flows.js';
import { forgetPairs, rememberPair, type TrafficMemory, trafficMemory } from './traffic-memory.js';

/** Plain data. */
export interface SiteFeatures {
  readonly open: OpenFlows;
  readonly memory: TrafficMemory;
  readonly window: HostWindow;
  /** Event time of the last closed flow. */
  now: number;
}

export function siteFeatures(options: FeatureOptions): SiteFeatures {
  return {
    open: openFlows(options.openFlows),
    memory: trafficMemory(options),
    window: hostWindow(),
    now: Number.NEGATIVE_INFINITY,
  };
}

const COLUMNS = FLOW_FEATURES.length;
const HOUR_MS = 3_600_000;

export class SiteReader {
  private readonly network: NetworkContext;
  private readonly forgetAfterMs: number;
  private readonly sourceBytes = new Uint8Array(ADDRESS_BYTES);
  private readonly destinationBytes = new Uint8Array(ADDRESS_BYTES);
  private readonly sourceWords = new Uint32Array(this.sourceBytes.buffer);
  private readonly destinationWords = new Uint32Array(this.destinationBytes.buffer);
  private readonly doors = new Int32Array(2);

  constructor(options: FeatureOptions, network: NetworkContext) {
    this.network = network;
    this.forgetAfterMs = options.forgetPairsAfterHours * HOUR_MS;
  }

  /** Emits the rows of closed flows (all `complete`, in closing order); windows that they end come first. */
  readFlows(site: SiteFeatures, flows: FlowBatch, emit: Emit<FeatureRows>): void {
    const values = new Float64Array(flows.length * COLUMNS);
    for (let row = 0; row < flows.length; row++) {
      site.now = Math.max(site.now, flows.time[row]!);
      if (site.now >= site.window.start + WINDOW_MS) this.closeWindow(site, flows.site, emit);
      if (site.window.places === 0) site.window.start = windowStart(site.now);
      writeOwnValues(flows, row, values, row * COLUMNS);
      this.writeContext(site, flows, row, values, row * COLUMNS);
    }
    emit({ kind: 'flow', site: flows.site, length: flows.length, columns: FLOW_FEATURES, values, flows });
  }

  /** Event time has reached `now`. */
  advance(site: SiteFeatures, name: string, now: number, emit: Emit<FeatureRows>): void {
    if (now >= site.window.start + WINDOW_MS) this.closeWindow(site, name, emit);
  }

  private closeWindow(site: SiteFeatures, name: string, emit: Emit<FeatureRows>): void {
    if (site.window.places === 0) return;
    for (const rows of closeWindow(site.window, site.memory, name)) emit(rows);
    forgetPairs(site.memory, site.window.start - this.forgetAfterMs);
  }

  /** The columns that depend on what came before. */
  private writeContext(
    site: SiteFeatures,
    flows: FlowBatch,
    row: number,
    out: Float64Array,
    at: number,
  ): void {
    const { memory, window, now } = site;
    const outcome = outcomeOf(flows, row);
    const protocol = protocolOf(flows, row);
    const door = doorOf(protocol, servicePortOf(flows, row));
    out[at + 13] = countDoor(memory, door);
    out[at + 14] = countProtocol(memory, protocol);
    memory.total++;
    writeUnit(flows.source, row * ADDRESS_BYTES, this.network, this.sourceBytes);
    writeUnit(flows.destination, row * ADDRESS_BYTES, this.network, this.destinationBytes);
    expireRecent(memory, now);
    const pair = rememberPair(memory, this.sourceWords, this.destinationWords, now, window.start);
    if (pair < 0) {
      memory.dropped++;
      out[at + 16] = 1;
      out[at + 17] = 1;
      out[at + 18] = 1;
      out[at + 19] = 1;
      out[at + 20] = outcome === Outcome.failed ? 1 : 0;
      return;
    }
    countRecent(memory, pair, door, outcome, now, this.doors);
    const source = memory.pairs.keys[2 * pair]!;
    const { host } = memory;
    const judged = host.judged[source]!;
    out[at + 15] = (now - memory.pair.firstSeen[pair]!) / 1000;
    out[at + 16] = memory.pairDoor.flows[this.doors[0]!]!;
    out[at + 17] = host.flows[source]!;
    out[at + 18] = host.peers[source]!;
    out[at + 19] = host.doors[source]!;
    out[at + 20] = judged === 0 ? 0 : host.failed[source]! / judged;
    addToWindow(window, memory, flows, row, { pair, hostDoor: this.doors[1]!, outcome, time: now });
    memory.pair.lastSeen[pair] = now;
  }
}
