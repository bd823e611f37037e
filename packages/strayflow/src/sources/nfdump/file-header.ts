/** The header of an nfdump file: layout version 1 (nfdump 1.6) and 2 (1.7), little-endian. */
import { StrayflowError } from '../../model/errors.js';

export type Compression = 'none' | 'LZO' | 'LZ4';

export interface NfdumpHeader {
  readonly layout: 1 | 2;
  readonly compression: Compression;
}

/** Bytes that every header has before its layout is known. */
export const MAGIC_BYTES = 4;
/** Header, name and statistics of layout 1; header of layout 2. */
export const HEADER_BYTES = { 1: 276, 2: 40 } as const;

const LAYOUT_1_FLAGS = 4;
const LZO_FLAG = 0x1;
const BZ2_FLAG = 0x8;
const LZ4_FLAG = 0x10;
const LAYOUT_2_COMPRESSION = 16;
const LAYOUT_2_ENCRYPTION = 17;
const COMPRESSIONS = ['none', 'LZO', 'bzip2', 'LZ4', 'Zstandard'] as const;

/** Whether the bytes begin like an nfdump file of this machine's kind, or of one with the other order of bytes. */
export function magicOf(head: Uint8Array): 'little-endian' | 'big-endian' | null {
  if (head[0] === 0x0c && head[1] === 0xa5) return 'little-endian';
  return head[0] === 0xa5 && head[1] === 0x0c ? 'big-endian' : null;
}

function refuse(message: string): never {
  throw new StrayflowError('input-unknown', message, {
    hint: 'Write it again with "nfdump -r FILE -w OUT" (without -z, -j or -y), or give the output of "nfdump -r FILE -o csv".',
  });
}

/** Throws StrayflowError 'input-unknown' for what is no nfdump file or cannot be read. */
export function layoutOf(bytes: Uint8Array): 1 | 2 {
  const magic = magicOf(bytes);
  if (magic === null) refuse('this is no nfdump file');
  if (magic === 'big-endian') refuse('the nfdump file was written on a big-endian machine');
  const version = bytes[2]! | (bytes[3]! << 8);
  if (version !== 1 && version !== 2)
    refuse(`the nfdump file has layout version ${version}; 1 and 2 are known`);
  return version;
}

/** Reads a whole header. Throws StrayflowError 'input-unknown' for compressions that are not read. */
export function readHeader(layout: 1 | 2, bytes: Uint8Array): NfdumpHeader {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (layout === 1) {
    const flags = view.getUint32(LAYOUT_1_FLAGS, true);
    if ((flags & BZ2_FLAG) !== 0) refuse('the nfdump file is compressed with bzip2');
    const compression = (flags & LZO_FLAG) !== 0 ? 'LZO' : (flags & LZ4_FLAG) !== 0 ? 'LZ4' : 'none';
    return { layout, compression };
  }
  if (bytes[LAYOUT_2_ENCRYPTION] !== 0) refuse('the nfdump file is encrypted');
  const compression = COMPRESSIONS[bytes[LAYOUT_2_COMPRESSION]!];
  if (compression === undefined) refuse('the nfdump file has a compression that is not known');
  if (compression === 'bzip2' || compression === 'Zstandard') {
    refuse(`the nfdump file is compressed with ${compression}`);
  }
  return { layout, compression };
}
