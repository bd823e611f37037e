/** Values of columnar files as cells of a row. */
import { formatAddress } from '../../model/address.js';
import type { ScratchCells } from './scratch-cells.js';

const HEXADECIMAL = '0123456789abcdef';

/** Bytes that are no text: an address of 4 or 16 bytes, a MAC address of 6, else hexadecimal digits. */
export function textOfBytes(bytes: Uint8Array): string {
  if (bytes.length === 16) return formatAddress(bytes, 0);
  if (bytes.length === 4) return bytes.join('.');
  const digits = Array.from(
    bytes.subarray(0, 64),
    (byte) => HEXADECIMAL[byte >> 4]! + HEXADECIMAL[byte & 15]!,
  );
  return digits.join(bytes.length === 6 ? ':' : '');
}

/** Writes a value to a cell; null and what has no text stay empty. `isText`: bytes are UTF-8, not a value in binary. */
export function setCell(cells: ScratchCells, cell: number, value: unknown, isText: boolean): void {
  if (typeof value === 'number') cells.setNumber(cell, value);
  else if (typeof value === 'bigint') {
    const number = Number(value);
    if (Number.isSafeInteger(number)) cells.setNumber(cell, number);
    else cells.setText(cell, String(value));
  } else if (typeof value === 'string' || typeof value === 'boolean') cells.setText(cell, String(value));
  else if (value instanceof Uint8Array) {
    if (isText) cells.setBytes(cell, value);
    else cells.setText(cell, textOfBytes(value));
  }
}

const decoder = new TextDecoder();

/** The same as a text of its own. */
export function textOfValue(value: unknown, isText: boolean): string {
  if (value instanceof Uint8Array) return isText ? decoder.decode(value) : textOfBytes(value);
  return typeof value === 'number' || typeof value === 'bigint' || typeof value === 'string'
    ? String(value)
    : typeof value === 'boolean'
      ? String(value)
      : '';
}
