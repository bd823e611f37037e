/** Which link-layer addresses forward for others: they carry the addresses of several outside hosts. */
import type { NetworkContext } from '../../model/behaviour.js';
import type { FlowBatch } from '../../model/flow-batch.js';
import { addressKey } from '../host-key.js';
import type { PingSweepState } from './state.js';

const MOST_ADDRESSES = 16_384;

/** A link-layer address as a number of 48 bits. */
export function macNumber(bytes: Uint8Array, offset: number): number {
  const high = (bytes[offset]! << 16) | (bytes[offset + 1]! << 8) | bytes[offset + 2]!;
  return high * 2 ** 24 + ((bytes[offset + 3]! << 16) | (bytes[offset + 4]! << 8) | bytes[offset + 5]!);
}

/** Looks at who sends from where; rows of known routers cost a look-up. */
export function learnRouters(state: PingSweepState, batch: FlowBatch, network: NetworkContext): void {
  const { sourceMac } = batch;
  if (sourceMac === null) return;
  for (let row = 0; row < batch.length; row++) {
    const mac = macNumber(sourceMac, 6 * row);
    if (mac === 0 || state.routers.has(mac) || network.isInternal(batch.source, 16 * row)) continue;
    const host = addressKey(batch.source, 16 * row);
    const last = state.lastHosts.get(mac);
    if (last === undefined) {
      if (state.lastHosts.size < MOST_ADDRESSES) state.lastHosts.set(mac, host);
    } else if (last !== host) {
      state.routers.add(mac);
      state.lastHosts.delete(mac);
    }
  }
}
