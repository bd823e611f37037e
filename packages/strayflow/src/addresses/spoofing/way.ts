/** The way a record came: link-layer sender, interface and VLAN, where the source of the records has them. */
import type { FlowBatch } from '../../model/flow-batch.js';

const MAC_BYTES = 6;

export function hasWays(batch: FlowBatch): boolean {
  return batch.sourceMac !== null || batch.interfaceIndex !== null;
}

/** A fingerprint of the way, as an unsigned 32-bit number; 0 where neither MAC nor interface is known. */
export function wayOf(batch: FlowBatch, row: number): number {
  const { sourceMac, interfaceIndex, vlan } = batch;
  const port = interfaceIndex === null ? 0 : interfaceIndex[row]!;
  let known = port;
  let hash = 0x811c9dc5;
  if (sourceMac !== null) {
    for (let i = row * MAC_BYTES; i < (row + 1) * MAC_BYTES; i++) {
      known |= sourceMac[i]!;
      hash = Math.imul(hash ^ sourceMac[i]!, 0x01000193);
    }
  }
  if (known === 0) return 0;
  hash = Math.imul(hash ^ port, 0x01000193);
  hash = Math.imul(hash ^ (vlan === null ? 0 : vlan[row]!), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  return (hash ^ (hash >>> 13)) >>> 0 || 1;
}

export function hasMac({ sourceMac }: FlowBatch, row: number): boolean {
  if (sourceMac === null) return false;
  for (let i = row * MAC_BYTES; i < (row + 1) * MAC_BYTES; i++) if (sourceMac[i] !== 0) return true;
  return false;
}

/** "MAC 02:00:00:00:00:09, interface 2, VLAN 12" */
export function wayWords(batch: FlowBatch, row: number): string {
  const { sourceMac, interfaceIndex, vlan } = batch;
  const words: string[] = [];
  if (sourceMac !== null && hasMac(batch, row)) {
    const bytes = sourceMac.subarray(row * MAC_BYTES, (row + 1) * MAC_BYTES);
    words.push(`MAC ${Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join(':')}`);
  }
  if (interfaceIndex !== null && interfaceIndex[row] !== 0) words.push(`interface ${interfaceIndex[row]}`);
  if (vlan !== null && vlan[row] !== 0) words.push(`VLAN ${vlan[row]}`);
  return words.join(', ');
}
