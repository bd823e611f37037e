/** How much each address takes part in the traffic, for telling which side is observed. Bounded; plain data. */
import { ADDRESS_BYTES, isIpv4, isMulticastOrBroadcast } from '../model/address.js';
import { type AddressTable, addressTable, internAddress } from '../model/address-table.js';
import { type FlowBatch, isEstablished, isKnown, opensFlow } from '../model/flow-batch.js';

const MAX_ADDRESSES = 262_144;
const FIRST = 64;

/** By id of the address. */
export interface AddressActivity {
  readonly table: AddressTable;
  /** Flows that it takes part in, and those that it began. */
  flows: Float64Array;
  begun: Float64Array;
  /** Records that show it in a conversation of both sides. */
  conversations: Float64Array;
  /** All flows that say something of where they were recorded, counted or not. */
  total: number;
}

export function addressActivity(): AddressActivity {
  return {
    table: addressTable(MAX_ADDRESSES),
    flows: new Float64Array(FIRST),
    begun: new Float64Array(FIRST),
    conversations: new Float64Array(FIRST),
    total: 0,
  };
}

export function countActivity(activity: AddressActivity, batch: FlowBatch): void {
  for (let row = 0; row < batch.length; row++) {
    if (isNeighbourChatter(batch, row)) continue;
    const opens = opensFlow(batch.record[row]!) ? 1 : 0;
    const spoke = bothSpoke(batch, row) ? 1 : 0;
    activity.total += opens;
    if (opens + spoke === 0) continue;
    const began = batch.initiatorKnown[row] === 1 ? opens : 0;
    count(activity, batch.source, row * ADDRESS_BYTES, opens, began, spoke);
    count(activity, batch.destination, row * ADDRESS_BYTES, opens, 0, spoke);
  }
}

/** To a group, or from an address that is valid on one link only: it is heard wherever one listens. */
function isNeighbourChatter({ source, destination }: FlowBatch, row: number): boolean {
  const at = row * ADDRESS_BYTES;
  if (isMulticastOrBroadcast(destination, at)) return true;
  if (isIpv4(source, at)) return source[at + 12] === 169 && source[at + 13] === 254;
  return source[at] === 0xfe && (source[at + 1]! & 0xc0) === 0x80;
}

function bothSpoke(batch: FlowBatch, row: number): boolean {
  const { validity } = batch;
  if (isKnown(validity.state, row) && batch.state[row] !== 0) return isEstablished(batch.state[row]!);
  return isKnown(validity.bytesReceived, row) && batch.bytesReceived[row]! > 0;
}

function count(
  activity: AddressActivity,
  bytes: Uint8Array,
  offset: number,
  flows: number,
  begun: number,
  conversations: number,
): void {
  const id = internAddress(activity.table, bytes, offset);
  if (id < 0) return;
  if (id >= activity.flows.length) {
    activity.flows = longer(activity.flows);
    activity.begun = longer(activity.begun);
    activity.conversations = longer(activity.conversations);
  }
  activity.flows[id]! += flows;
  activity.begun[id]! += begun;
  activity.conversations[id]! += conversations;
}

function longer(column: Float64Array): Float64Array {
  const out = new Float64Array(2 * column.length);
  out.set(column);
  return out;
}
