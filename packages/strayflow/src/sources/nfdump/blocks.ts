/** The data blocks of an nfdump file, as their bytes arrive: framed, bounded, decompressed. */
import { decompressLz4 } from '../compression/lz4.js';
import { decompressLzo } from '../compression/lzo.js';
import { ByteWindow } from '../text/window.js';
import { HEADER_BYTES, layoutOf, MAGIC_BYTES, type NfdumpHeader, readHeader } from './file-header.js';

const BLOCK_HEADER_BYTES = 12;
/** nfdump's buffers have 5 MiB. */
const LARGEST_BLOCK = 16 * 1024 * 1024;
/** Block types that hold flow records: of nfdump 1.6 and of 1.7. */
const FLOW_BLOCKS: ReadonlySet<number> = new Set([2, 3]);
const UNCOMPRESSED_FLAG = 1;

export interface BlockHandler {
  /** The records of a block; the bytes are valid during the call alone. */
  block(bytes: Uint8Array, layout: 1 | 2): void;
  /** A block that holds no flows. */
  otherBlock(type: number, records: number): void;
  damagedBlock(records: number, detail: string): void;
}

/** Plain data. */
export interface BlockState {
  readonly header: NfdumpHeader | null;
  readonly unread: Uint8Array;
  readonly lost: boolean;
}

export class BlockReader {
  private readonly window = new ByteWindow();
  private readonly handler: BlockHandler;
  private header: NfdumpHeader | null;
  /** Where blocks begin is no longer known. */
  private lost: boolean;
  private room = new Uint8Array(0);

  constructor(handler: BlockHandler, state?: BlockState) {
    this.handler = handler;
    this.header = state?.header ?? null;
    this.lost = state?.lost ?? false;
    if (state !== undefined) this.window.append(state.unread);
  }

  get state(): BlockState {
    const { bytes, start, end } = this.window;
    return { header: this.header, unread: bytes.slice(start, end), lost: this.lost };
  }

  push(chunk: Uint8Array): void {
    if (this.lost) return;
    const { window } = this;
    window.append(chunk);
    if (this.header === null) this.begin();
    if (this.header === null) return;
    while (!this.lost && this.readBlock(this.header));
  }

  /** What is left of a block that was cut off. */
  end(): void {
    if (!this.lost && this.window.length > 0) {
      this.handler.damagedBlock(1, `${this.window.length} bytes are left of a block that was cut off`);
    }
  }

  private begin(): void {
    const { window } = this;
    if (window.length < MAGIC_BYTES) return;
    const layout = layoutOf(window.bytes.subarray(window.start, window.end));
    const length = HEADER_BYTES[layout];
    if (window.length < length) return;
    this.header = readHeader(layout, window.bytes.subarray(window.start, window.start + length));
    window.start += length;
  }

  private readBlock(header: NfdumpHeader): boolean {
    const { window, handler } = this;
    if (window.length < BLOCK_HEADER_BYTES) return false;
    const view = new DataView(
      window.bytes.buffer,
      window.bytes.byteOffset + window.start,
      BLOCK_HEADER_BYTES,
    );
    const records = view.getUint32(0, true);
    const size = view.getUint32(4, true);
    const type = view.getUint16(8, true);
    const flags = view.getUint16(10, true);
    if (size > LARGEST_BLOCK) {
      handler.damagedBlock(1, `a block of ${size} bytes; nothing behind it can be read`);
      this.lost = true;
      return false;
    }
    if (window.length < BLOCK_HEADER_BYTES + size) return false;
    const from = window.start + BLOCK_HEADER_BYTES;
    window.start = from + size;
    if (!FLOW_BLOCKS.has(type) || (header.layout === 1 && type === 3)) handler.otherBlock(type, records);
    else if (header.compression === 'none' || flags === UNCOMPRESSED_FLAG) {
      handler.block(window.bytes.subarray(from, from + size), header.layout);
    } else this.decompress(header, from, from + size, records);
    return true;
  }

  private decompress(header: NfdumpHeader, from: number, to: number, records: number): void {
    const { bytes } = this.window;
    if (this.room.length === 0) this.room = new Uint8Array(LARGEST_BLOCK);
    let length: number;
    try {
      length =
        header.compression === 'LZO'
          ? decompressLzo(bytes, from, to, this.room)
          : decompressLz4(bytes, from, to, this.room);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      this.handler.damagedBlock(Math.max(1, records), `a block is damaged: ${error.message}`);
      return;
    }
    this.handler.block(this.room.subarray(0, length), header.layout);
  }
}
