/**
 * The frame of a model file, 16 bytes before the text: "SFMODEL", version (1 byte), length of the text and CRC-32
 * of all that stands before and behind it (4 bytes each, little-endian).
 */
import { crc32 } from './model-file-checksum.js';
import { checkVersion } from './model-file-version.js';

const MAGIC = Uint8Array.from('SFMODEL', (letter) => letter.charCodeAt(0));
const VERSION_AT = 7;
const LENGTH_AT = 8;
const CHECKSUM_AT = 12;
const TEXT_AT = 16;

/** The file that carries this text. */
export function framed(text: Uint8Array, version: number): Uint8Array {
  const file = new Uint8Array(TEXT_AT + text.length);
  const view = new DataView(file.buffer);
  file.set(MAGIC);
  view.setUint8(VERSION_AT, version);
  view.setUint32(LENGTH_AT, text.length, true);
  view.setUint32(CHECKSUM_AT, crc32(file.subarray(0, CHECKSUM_AT), text), true);
  file.set(text, TEXT_AT);
  return file;
}

/**
 * Version and text of a file that is whole; the text is a view of the file's bytes.
 * @throws RangeError on a file of another kind, of a newer version, cut off, or damaged
 */
export function unframed(file: Uint8Array): { readonly version: number; readonly text: Uint8Array } {
  if (MAGIC.some((byte, i) => byte !== file[i])) {
    const start = Array.from(file.subarray(0, MAGIC.length), (byte) => byte.toString(16).padStart(2, '0'));
    throw new RangeError(
      `expected a model file, which begins with "SFMODEL", received ${file.length} bytes that begin with ${start.join(' ') || 'nothing'}`,
    );
  }
  const version = file[VERSION_AT];
  if (version !== undefined) checkVersion(version);
  if (version === undefined || file.length < TEXT_AT) {
    throw new RangeError(`expected at least ${TEXT_AT} bytes, received ${file.length}: the file was cut off`);
  }
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const length = TEXT_AT + view.getUint32(LENGTH_AT, true);
  if (file.length !== length) {
    throw new RangeError(
      `expected ${length} bytes, as the file says of itself, received ${file.length}: the file was cut off, added to or damaged`,
    );
  }
  const text = file.subarray(TEXT_AT);
  const expected = view.getUint32(CHECKSUM_AT, true);
  const received = crc32(file.subarray(0, CHECKSUM_AT), text);
  if (received !== expected) {
    throw new RangeError(
      `expected checksum ${expected.toString(16)}, received bytes of checksum ${received.toString(16)}: the file is damaged`,
    );
  }
  return { version, text };
}
