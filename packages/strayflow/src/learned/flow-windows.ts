/** The open windows of one site: how many flows each host made, and which of them were strange. Plain data. */
import { type AddressTable, addressTable, internAddress } from '../model/address-table.js';
import { WINDOW_MS, windowStart } from '../model/window.js';
import type { StrangeFlows } from './strange-flows.js';

export interface FlowWindow {
  readonly start: number;
  readonly hosts: AddressTable;
  /** Flows by host id. */
  flows: Uint32Array;
  /** By host id. */
  readonly strange: Map<number, StrangeFlows>;
}

/** By window start. */
export type FlowWindows = Map<number, FlowWindow>;

/** The window of an event, opened if need be. */
export function windowAt(windows: FlowWindows, time: number, hosts: number): FlowWindow {
  const start = windowStart(time);
  let window = windows.get(start);
  if (window === undefined) {
    window = { start, hosts: addressTable(hosts), flows: new Uint32Array(64), strange: new Map() };
    windows.set(start, window);
  }
  return window;
}

/** Counts a flow for the host whose 16 bytes are given; its id, or -1 when too many hosts are followed. */
export function countFlow(window: FlowWindow, host: Uint8Array): number {
  const id = internAddress(window.hosts, host, 0);
  if (id < 0) return -1;
  if (id >= window.flows.length) {
    const wider = new Uint32Array(2 * window.flows.length);
    wider.set(window.flows);
    window.flows = wider;
  }
  window.flows[id]!++;
  return id;
}

/** Takes out the windows that have ended at `now`, oldest first. */
export function closedWindows(windows: FlowWindows, now: number): readonly FlowWindow[] {
  const closed = [...windows.values()].filter((window) => window.start + WINDOW_MS <= now);
  for (const window of closed) windows.delete(window.start);
  return closed.sort((a, b) => a.start - b.start);
}
