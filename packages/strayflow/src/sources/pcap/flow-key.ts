/** The key of a packet's flow: the same for both directions. */
import { KEY_WORDS } from './flow-store.js';
import { FlowKind, type Packet } from './packet.js';

/** Above them stands the virtual network. */
const KIND_BITS = 3;

/** The kind of the flow whose key begins at `at`. */
export function kindAt(keys: Int32Array, at: number): FlowKind {
  return (keys[at + 10]! & ((1 << KIND_BITS) - 1)) as FlowKind;
}

/**
 * Writes the key of `packet` into `key` and returns whether the sender is its first address. The lower of (address,
 * port) comes first, so that both directions agree.
 */
export function writeKey(key: Int32Array, packet: Packet): boolean {
  const { addresses, sourcePort, destinationPort } = packet;
  let word = 0;
  while (word < 4 && addresses[word] === addresses[word + 4]) word++;
  const senderFirst = word < 4 ? addresses[word]! < addresses[word + 4]! : sourcePort <= destinationPort;
  const first = senderFirst ? 0 : 4;
  for (word = 0; word < 4; word++) {
    key[word] = addresses[first + word]!;
    key[word + 4] = addresses[(first ^ 4) + word]!;
  }
  if (packet.kind === FlowKind.ports) {
    key[8] = senderFirst ? (sourcePort << 16) | destinationPort : (destinationPort << 16) | sourcePort;
  } else if (packet.kind === FlowKind.query) key[8] = packet.icmpQuery;
  else if (packet.kind === FlowKind.message) key[8] = (packet.icmpType << 8) | packet.icmpCode;
  else key[8] = 0;
  key[9] = (packet.protocol << 24) | packet.vlan;
  key[10] = (packet.network << KIND_BITS) | packet.kind;
  return senderFirst;
}

/** `seed` comes from the capture itself, so that nobody can prepare keys that collide. */
export function hashKey(key: Int32Array, seed: number): number {
  let hash = seed;
  for (let word = 0; word < KEY_WORDS; word++) {
    hash = Math.imul(hash ^ key[word]!, 0x9e3779b1);
    hash ^= hash >>> 15;
  }
  hash = Math.imul(hash, 0x85ebca6b);
  return hash ^ (hash >>> 13);
}
