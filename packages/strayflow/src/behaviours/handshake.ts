/** What binds an address to its sender: completed handshakes, and packets that bear the marks of the handshaken ones. */
import { ConnectionState, type FlowBatch, isEstablished, isKnown, RecordKind } from '../model/flow-batch.js';
import { type RecentMap, recall, remember } from './recent-map.js';

/**
 * Whether this record shows that the initiator heard the answer. States alone do not: the true owner of a forged
 * address answers a stray SYN-ACK with a reset (RSTO after two packets), and a forged flood that is answered looks
 * established after one.
 */
export function provesHandshake(batch: FlowBatch, row: number): boolean {
  if (!isKnown(batch.validity.state, row) || batch.initiatorKnown[row] === 0) return false;
  const state = batch.state[row]!;
  if (!isEstablished(state)) return false;
  if (!isKnown(batch.validity.packetsSent, row)) return state !== ConnectionState.RSTO;
  const needed =
    (batch.record[row] === RecordKind.complete ? 2 : 1) + (state === ConnectionState.RSTO ? 1 : 0);
  return batch.packetsSent[row]! >= needed;
}

/** TTLs that systems send with: a packet that still has one comes from this very segment. */
const UNTOUCHED_TTLS: readonly number[] = [64, 128, 255];

/**
 * The marks of the sender's path: TTL, MAC and interface. Empty where the source of the record lacks TTL or MAC, and for
 * packets that came through a router: its MAC is that of all behind it, and a TTL is quickly guessed.
 */
export function pathMark(batch: FlowBatch, row: number): string {
  const ttl = batch.ttl === null ? 0 : batch.ttl[row]!;
  const mac = batch.sourceMac;
  if (mac === null || !UNTOUCHED_TTLS.includes(ttl)) return '';
  const i = 6 * row;
  if ((mac[i]! | mac[i + 1]! | mac[i + 2]! | mac[i + 3]! | mac[i + 4]! | mac[i + 5]!) === 0) return '';
  const path = String.fromCharCode(
    ttl,
    mac[i]!,
    mac[i + 1]!,
    mac[i + 2]!,
    mac[i + 3]!,
    mac[i + 4]!,
    mac[i + 5]!,
  );
  return batch.interfaceIndex === null ? path : path + batch.interfaceIndex[row]!;
}

/** Marks that handshakes of a source bore: source and mark -> handshakes. */
export type HandshakeMarks = RecentMap<number>;

export function noteHandshake(marks: HandshakeMarks, source: string, mark: string): void {
  if (mark === '') return;
  const key = source + mark;
  const known = recall(marks, key);
  if (known === undefined) remember(marks, key, 1);
}

export function bearsHandshakeMark(marks: HandshakeMarks, source: string, mark: string): boolean {
  return mark !== '' && recall(marks, source + mark) !== undefined;
}
