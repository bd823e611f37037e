/** The open five-minute window of a site: sums per host, and the rows that they become when it closes. */
import { ADDRESS_BYTES } from '../model/address.js';
import type { HostRows } from '../model/feature-rows.js';
import type { FlowBatch } from '../model/flow-batch.js';
import { isKnown } from '../model/flow-batch.js';
import { BATCH_ROWS } from '../model/flow-builder.js';
import { WINDOW_MS } from '../model/window.js';
import { HOST_FEATURES } from './host-features.js';
import { reach } from './key-table.js';
import { Outcome } from './outcome.js';
import type { TrafficMemory } from './traffic-memory.js';

const RECORDS = 5;
const FIRST = 64;
/** Fewer gaps say nothing about regularity; 1 is what independent random events have. */
const LEAST_GAPS = 3;
const RANDOM_VARIATION = 1;

/** Plain data; columns by place, in order of the hosts' first flows. */
export interface HostWindow {
  /** Unix ms; -Infinity before the first flow. */
  start: number;
  places: number;
  readonly sums: {
    host: Uint32Array;
    flows: Uint32Array;
    failed: Uint32Array;
    established: Uint32Array;
    peers: Uint32Array;
    newPeers: Uint32Array;
    doors: Uint32Array;
    /** Sum over doors of c log2 c. */
    doorLogs: Float64Array;
    bytesSent: Float64Array;
    bytesReceived: Float64Array;
    duration: Float64Array;
    durations: Uint32Array;
    lastTime: Float64Array;
    gaps: Uint32Array;
    /** Running mean of the gaps, and sum of squared deviations (Welford 1962). */
    gapMean: Float64Array;
    gapSquares: Float64Array;
  };
  readonly records: { input: Uint32Array; recordNumber: Float64Array };
}

export function hostWindow(): HostWindow {
  const counts = () => new Uint32Array(FIRST);
  const numbers = () => new Float64Array(FIRST);
  return {
    start: Number.NEGATIVE_INFINITY,
    places: 0,
    sums: {
      host: counts(),
      flows: counts(),
      failed: counts(),
      established: counts(),
      peers: counts(),
      newPeers: counts(),
      doors: counts(),
      doorLogs: numbers(),
      bytesSent: numbers(),
      bytesReceived: numbers(),
      duration: numbers(),
      durations: counts(),
      lastTime: numbers(),
      gaps: counts(),
      gapMean: numbers(),
      gapSquares: numbers(),
    },
    records: { input: new Uint32Array(RECORDS * FIRST), recordNumber: new Float64Array(RECORDS * FIRST) },
  };
}

function placeOf(window: HostWindow, memory: TrafficMemory, host: number): number {
  const known = memory.host.place[host]! - 1;
  if (known >= 0) return known;
  const place = window.places++;
  reach(window.sums, place);
  reach(window.records, RECORDS * (place + 1) - 1);
  for (const column of Object.values(window.sums)) column[place] = 0;
  window.records.input.fill(0, RECORDS * place, RECORDS * (place + 1));
  window.records.recordNumber.fill(0, RECORDS * place, RECORDS * (place + 1));
  window.sums.host[place] = host;
  memory.host.place[host] = place + 1;
  return place;
}

/** Adds a closed flow to the window's sums, before its pair's `lastSeen` is brought up to date. */
export function addToWindow(
  window: HostWindow,
  memory: TrafficMemory,
  flows: FlowBatch,
  row: number,
  ids: { readonly pair: number; readonly hostDoor: number; readonly outcome: Outcome; readonly time: number },
): void {
  const place = placeOf(window, memory, memory.pairs.keys[2 * ids.pair]!);
  const { sums, records } = window;
  const before = sums.flows[place]!++;
  if (ids.outcome === Outcome.failed) sums.failed[place]!++;
  if (ids.outcome === Outcome.established) sums.established[place]!++;
  const { firstSeen, lastSeen } = memory.pair;
  if (lastSeen[ids.pair]! < window.start) {
    sums.peers[place]!++;
    if (firstSeen[ids.pair]! >= window.start) sums.newPeers[place]!++;
  }
  countWindowDoor(window, memory, place, ids.hostDoor);
  const { validity } = flows;
  if (isKnown(validity.bytesSent, row)) sums.bytesSent[place]! += flows.bytesSent[row]!;
  if (isKnown(validity.bytesReceived, row)) sums.bytesReceived[place]! += flows.bytesReceived[row]!;
  if (isKnown(validity.durationMs, row)) {
    sums.duration[place]! += flows.durationMs[row]!;
    sums.durations[place]!++;
  }
  if (before > 0) addGap(sums, place, ids.time - sums.lastTime[place]!);
  sums.lastTime[place] = ids.time;
  if (before < RECORDS) {
    records.input[RECORDS * place + before] = flows.input[row]!;
    records.recordNumber[RECORDS * place + before] = flows.recordNumber[row]!;
  }
}

function countWindowDoor(window: HostWindow, memory: TrafficMemory, place: number, hostDoor: number): void {
  const { windowStart, windowFlows } = memory.hostDoor;
  if (windowStart[hostDoor] !== window.start) {
    windowStart[hostDoor] = window.start;
    windowFlows[hostDoor] = 0;
    window.sums.doors[place]!++;
  }
  const count = windowFlows[hostDoor]!++;
  window.sums.doorLogs[place]! += timesLog2(count + 1) - timesLog2(count);
}

function timesLog2(count: number): number {
  return count === 0 ? 0 : count * Math.log2(count);
}

function addGap(sums: HostWindow['sums'], place: number, gap: number): void {
  const count = ++sums.gaps[place]!;
  const deviation = gap - sums.gapMean[place]!;
  sums.gapMean[place]! += deviation / count;
  sums.gapSquares[place]! += deviation * (gap - sums.gapMean[place]!);
}

/** Ends the window: its hosts as rows in order of their addresses, at most BATCH_ROWS at a time. */
export function* closeWindow(window: HostWindow, memory: TrafficMemory, site: string): Generator<HostRows> {
  const places = Array.from({ length: window.places }, (_, place) => place);
  const addresses = new Uint8Array(memory.hosts.keys.buffer, memory.hosts.keys.byteOffset);
  const { host } = window.sums;
  places.sort((a, b) => compareAddresses(addresses, host[a]!, host[b]!));
  for (let from = 0; from < places.length; from += BATCH_ROWS) {
    yield rowsOf(window, addresses, site, places.slice(from, from + BATCH_ROWS));
  }
  for (const place of places) memory.host.place[host[place]!] = 0;
  window.places = 0;
}

function compareAddresses(addresses: Uint8Array, a: number, b: number): number {
  for (let i = 0; i < ADDRESS_BYTES; i++) {
    const difference = addresses[ADDRESS_BYTES * a + i]! - addresses[ADDRESS_BYTES * b + i]!;
    if (difference !== 0) return difference;
  }
  return 0;
}

function rowsOf(
  window: HostWindow,
  addresses: Uint8Array,
  site: string,
  places: readonly number[],
): HostRows {
  const { sums, records, start } = window;
  const { length } = places;
  const rows = {
    kind: 'host-window',
    site,
    length,
    columns: HOST_FEATURES,
    values: new Float64Array(length * HOST_FEATURES.length),
    host: new Uint8Array(length * ADDRESS_BYTES),
    windows: places.map(() => ({ start, end: start + WINDOW_MS })),
    flowCount: new Uint32Array(length),
    establishedCount: new Uint32Array(length),
    input: new Uint32Array(length * RECORDS),
    recordNumber: new Float64Array(length * RECORDS),
  } as const;
  for (let row = 0; row < length; row++) {
    const place = places[row]!;
    const at = ADDRESS_BYTES * sums.host[place]!;
    rows.host.set(addresses.subarray(at, at + ADDRESS_BYTES), row * ADDRESS_BYTES);
    rows.flowCount[row] = sums.flows[place]!;
    rows.establishedCount[row] = sums.established[place]!;
    const record = RECORDS * place;
    rows.input.set(records.input.subarray(record, record + RECORDS), row * RECORDS);
    rows.recordNumber.set(records.recordNumber.subarray(record, record + RECORDS), row * RECORDS);
    writeValues(sums, place, rows.values, row * HOST_FEATURES.length);
  }
  return rows;
}

/** In the order of HOST_FEATURES. */
function writeValues(sums: HostWindow['sums'], place: number, out: Float64Array, at: number): void {
  const flows = sums.flows[place]!;
  const sent = sums.bytesSent[place]!;
  const received = sums.bytesReceived[place]!;
  const judged = sums.failed[place]! + sums.established[place]!;
  const durations = sums.durations[place]!;
  out[at] = flows;
  out[at + 1] = sums.peers[place]!;
  out[at + 2] = sums.newPeers[place]!;
  out[at + 3] = sums.doors[place]!;
  out[at + 4] = Math.max(0, Math.log2(flows) - sums.doorLogs[place]! / flows);
  out[at + 5] = flows / Math.max(1, sums.peers[place]!);
  out[at + 6] = judged === 0 ? 0 : sums.failed[place]! / judged;
  out[at + 7] = sent;
  out[at + 8] = received;
  out[at + 9] = sent + received === 0 ? 0.5 : sent / (sent + received);
  out[at + 10] = sent / flows;
  out[at + 11] = durations === 0 ? 0 : sums.duration[place]! / durations;
  out[at + 12] = variation(sums.gaps[place]!, sums.gapMean[place]!, sums.gapSquares[place]!);
}

/** Standard deviation over mean; flows that all close in one instant have no mean to divide by and count as even. */
function variation(gaps: number, mean: number, squares: number): number {
  if (gaps < LEAST_GAPS) return RANDOM_VARIATION;
  return mean > 0 ? Math.sqrt(squares / gaps) / mean : 0;
}
