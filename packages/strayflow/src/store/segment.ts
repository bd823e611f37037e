/** Segments: files of batches as they arrived, kept until every row was judged and is in the history. */
import { closeSync, fsyncSync, ftruncateSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { decodeFactBatch, decodeFlowBatch, encodeFactBatch, encodeFlowBatch } from '../model/batch-codec.js';
import { StrayflowError } from '../model/errors.js';
import type { FactBatch } from '../model/fact-batch.js';
import type { FlowBatch } from '../model/flow-batch.js';
import { syncFolder, unwritable, writeAll } from './disk.js';

export const HOUR_MS = 3_600_000;

export type StoredItem =
  | { readonly kind: 'flows'; readonly batch: FlowBatch; readonly late: boolean }
  | { readonly kind: 'facts'; readonly batch: FactBatch; readonly late: boolean };

export interface SegmentInfo {
  /** Names the file; grows. */
  readonly number: number;
  readonly bytes: number;
  readonly rows: number;
  /** Event time of the oldest and the newest row (Unix ms). */
  readonly first: number;
  readonly last: number;
  /** Hours (since 1970) that it has rows of, ascending. */
  readonly hours: readonly number[];
}

/** Before each batch: kind, length, CRC-32; little endian. */
const HEADER_BYTES = 12;
const FACTS = 1;
const LATE = 2;

export function segmentName(number: number): string {
  return `${String(number).padStart(10, '0')}.segment`;
}

export const SEGMENT_NAME = /^\d{10,}\.segment$/;

/** An open segment; what is appended counts once it is closed and its number is stored. */
export class SegmentWriter {
  readonly number: number;
  rows = 0;
  private readonly folder: string;
  private readonly path: string;
  private readonly descriptor: number;
  private bytes = 0;
  private first = Number.POSITIVE_INFINITY;
  private last = Number.NEGATIVE_INFINITY;
  private readonly hours = new Set<number>();

  constructor(folder: string, number: number) {
    this.number = number;
    this.folder = folder;
    this.path = join(folder, segmentName(number));
    try {
      this.descriptor = openSync(this.path, 'w', 0o600);
    } catch (cause) {
      throw unwritable(this.path, cause);
    }
  }

  /** What a full disk took only in part is overwritten by the next. */
  append(item: StoredItem): void {
    const { batch } = item;
    const payload = item.kind === 'flows' ? encodeFlowBatch(item.batch) : encodeFactBatch(item.batch);
    const header = new DataView(new ArrayBuffer(HEADER_BYTES));
    header.setUint32(0, (item.kind === 'facts' ? FACTS : 0) | (item.late ? LATE : 0), true);
    header.setUint32(4, payload.length, true);
    header.setUint32(8, crc32(payload), true);
    try {
      writeAll(this.descriptor, new Uint8Array(header.buffer), this.bytes);
      writeAll(this.descriptor, payload, this.bytes + HEADER_BYTES);
    } catch (cause) {
      throw unwritable(this.path, cause);
    }
    this.bytes += HEADER_BYTES + payload.length;
    this.rows += batch.length;
    for (const time of batch.time) {
      if (time < this.first) this.first = time;
      if (time > this.last) this.last = time;
      this.hours.add(Math.floor(time / HOUR_MS));
    }
  }

  /** The file stays, and counts for nothing. */
  abandon(): void {
    closeSync(this.descriptor);
  }

  /** On the disk when it returns; when it throws it is still open. */
  close(): SegmentInfo {
    try {
      ftruncateSync(this.descriptor, this.bytes);
      fsyncSync(this.descriptor);
      syncFolder(this.folder);
    } catch (cause) {
      throw unwritable(this.path, cause);
    }
    closeSync(this.descriptor);
    const { number, bytes, rows, first, last } = this;
    return { number, bytes, rows, first, last, hours: [...this.hours].sort((a, b) => a - b) };
  }
}

function damaged(path: string, what: string): StrayflowError {
  return new StrayflowError('state-unreadable', `${path} is damaged: ${what}`);
}

function readExactly(descriptor: number, length: number, path: string): Uint8Array {
  const bytes = new Uint8Array(length);
  for (let at = 0; at < length; ) {
    const read = readSync(descriptor, bytes, at, length - at, null);
    if (read === 0) throw damaged(path, 'it ends too early');
    at += read;
  }
  return bytes;
}

/** The batches of a closed segment, in the order of arrival. Throws StrayflowError 'state-unreadable'. */
export function* readSegment(folder: string, info: SegmentInfo): Generator<StoredItem> {
  const path = join(folder, segmentName(info.number));
  let descriptor: number;
  try {
    descriptor = openSync(path, 'r');
  } catch (cause) {
    throw new StrayflowError('state-unreadable', `${path} cannot be read`, { cause });
  }
  try {
    for (let at = 0; at < info.bytes; ) {
      const bytes = readExactly(descriptor, HEADER_BYTES, path);
      const header = new DataView(bytes.buffer);
      const length = header.getUint32(4, true);
      if (length > info.bytes - at - HEADER_BYTES) throw damaged(path, 'a length is wrong');
      const payload = readExactly(descriptor, length, path);
      if (crc32(payload) !== header.getUint32(8, true)) throw damaged(path, 'a checksum is wrong');
      at += HEADER_BYTES + length;
      const kind = header.getUint32(0, true);
      const late = (kind & LATE) !== 0;
      if ((kind & FACTS) !== 0) yield { kind: 'facts', batch: decodeFactBatch(payload), late };
      else yield { kind: 'flows', batch: decodeFlowBatch(payload), late };
    }
  } finally {
    closeSync(descriptor);
  }
}
