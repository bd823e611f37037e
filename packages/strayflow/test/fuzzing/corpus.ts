/** Files of real data as inputs to begin with. */

import { DATAGRAM_PROTOCOLS } from '../../src/sources/exports/protocols.js';
import { sniffFormat } from '../../src/sources/index.js';
import { feedOf } from './datagram-feed.js';

/** Of a longer file, its head and as much from its middle. */
const PIECE_BYTES = 16_384;
const LONGEST_DATAGRAM = 65_535;

/** What of a file can be an input of the target with this name. */
export function inputsOf(target: string, file: Uint8Array): readonly Uint8Array[] {
  if (target === 'datagrams') {
    const isDatagram =
      file.length <= LONGEST_DATAGRAM &&
      DATAGRAM_PROTOCOLS.some((protocol) => protocol.recognises(file, 0, file.length));
    return isDatagram ? [feedOf([file])] : [];
  }
  const told = sniffFormat(file.subarray(0, 65_536))?.name;
  if (told !== target && !(target === 'pcap' && told === 'export-capture')) return [];
  if (file.length <= 2 * PIECE_BYTES) return [file];
  const middle = file.length >> 1;
  const head = file.slice(0, PIECE_BYTES);
  return [head, Uint8Array.from([...head, ...file.subarray(middle, middle + PIECE_BYTES)])];
}
