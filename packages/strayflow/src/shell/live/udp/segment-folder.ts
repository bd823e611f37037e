/**
 * Datagrams of one listener on the disk: files of the datagram format, each named by where it begins in the listener's
 * stream, that is, in all files one after the other with one magic number in front.
 */
import { closeSync, ftruncateSync, mkdirSync, openSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { DATAGRAM_MAGIC, readDatagram } from '../../../sources/exports/datagram-file.js';

export const MAGIC_BYTES = DATAGRAM_MAGIC.length;
const NAME = /^\d{16}\.sfd$/;

export interface Segment {
  readonly path: string;
  /** Where its first datagram stands in the stream. */
  readonly start: number;
}

export function segmentPath(folder: string, start: number): string {
  return join(folder, `${String(start).padStart(16, '0')}.sfd`);
}

/** Oldest first. */
export function segmentsOf(folder: string): readonly Segment[] {
  let names: readonly string[];
  try {
    names = readdirSync(folder);
  } catch {
    // Nothing was received yet.
    return [];
  }
  return names
    .filter((name) => NAME.test(name))
    .sort()
    .map((name) => ({ path: join(folder, name), start: Number.parseInt(name, 10) }));
}

/** Where the datagrams end that a receiver has stored whole; what broke off when it was killed is cut away. */
export function recoverSegments(folder: string): { readonly end: number; readonly bytes: number } {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const segments = segmentsOf(folder);
  let bytes = 0;
  for (const { path } of segments) bytes += statSync(path).size;
  const last = segments.at(-1);
  if (last === undefined) return { end: MAGIC_BYTES, bytes };
  const content = readFileSync(last.path);
  if (content.length < MAGIC_BYTES) return { end: last.start, bytes };
  let at = MAGIC_BYTES;
  while (at < content.length) {
    const datagram = readDatagram(content, at, content.length);
    if (datagram === null || typeof datagram === 'number') break;
    at = datagram.to;
  }
  if (at < content.length) {
    const descriptor = openSync(last.path, 'r+');
    ftruncateSync(descriptor, at);
    closeSync(descriptor);
  }
  return { end: last.start + at - MAGIC_BYTES, bytes: bytes - (content.length - at) };
}
