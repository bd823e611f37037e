/** What a flow that is over proves of its sender: only a completed TCP handshake binds an address to it. */
import {
  ConnectionState,
  type FlowBatch,
  isEstablished,
  isFailed,
  isKnown,
  RecordKind,
} from '../../model/flow-batch.js';

/** `proven`: the sender heard the answer; `failed`: nothing came of it; `unclear`: neither. */
export const Outcome = { unclear: 0, proven: 1, failed: 2 } as const;
export type Outcome = (typeof Outcome)[keyof typeof Outcome];

const TCP = 6;

/**
 * Of the last record of a flow whose initiator was seen. A forged SYN that was answered looks established after one
 * packet in some logs, and the true owner of the address resets it with a second one: more packets are asked for.
 */
export function outcomeOf(batch: FlowBatch, row: number): Outcome {
  if (!isKnown(batch.validity.state, row)) return Outcome.unclear;
  const state = batch.state[row]!;
  if (isFailed(state)) return Outcome.failed;
  if (!isEstablished(state) || batch.protocol[row] !== TCP) return Outcome.unclear;
  if (!isKnown(batch.validity.packetsSent, row) || batch.record[row] === RecordKind.end) {
    return state === ConnectionState.RSTO || state === ConnectionState.S1 ? Outcome.unclear : Outcome.proven;
  }
  const needed = state === ConnectionState.RSTO ? 3 : 2;
  return batch.packetsSent[row]! >= needed ? Outcome.proven : Outcome.unclear;
}
