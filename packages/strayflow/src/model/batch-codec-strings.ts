/** String dictionaries of a batch as Arrow utf8 columns and back. */
import { type Batch, batchType, Column, type DataType, utf8 } from '@uwdata/flechette';

export type FixedArray = Uint8Array | Uint16Array | Uint32Array | Float64Array;

interface ArrowParts {
  readonly length: number;
  readonly nullCount: number;
  readonly type: DataType;
  readonly validity: Uint8Array;
  readonly values: FixedArray;
  readonly offsets?: Int32Array;
}
export type ArrowBatch = Batch<unknown> & { dictionary?: Column<unknown> };
export type ArrowBatchConstructor = new (parts: ArrowParts) => ArrowBatch;

const encoder = new TextEncoder();
/** A leading byte order mark is part of the string; flechette's own decoder drops it. */
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
const BYTE_ORDER_MARK = 0xef;
const NO_BYTES = new Uint8Array(0);
const StringBatch = batchType(utf8()) as ArrowBatchConstructor;

/** `type` is the value type of the dictionary's own type object: flechette tells dictionaries apart by identity. */
export function arrowStrings(entries: readonly string[], type: DataType): Column<unknown> {
  const offsets = new Int32Array(entries.length + 1);
  const joined = entries.join('');
  let values = encoder.encode(joined);
  if (values.length === joined.length) {
    for (let i = 0; i < entries.length; i++) offsets[i + 1] = offsets[i]! + entries[i]!.length;
  } else {
    const encoded = entries.map((entry) => encoder.encode(entry));
    for (let i = 0; i < encoded.length; i++) offsets[i + 1] = offsets[i]! + encoded[i]!.length;
    values = new Uint8Array(offsets[entries.length]!);
    for (let i = 0; i < encoded.length; i++) values.set(encoded[i]!, offsets[i]!);
  }
  const parts = { length: entries.length, nullCount: 0, type, validity: NO_BYTES, values, offsets };
  return new Column([new StringBatch(parts)], type);
}

export function stringsOf(dictionary: Column<unknown>): readonly string[] {
  const strings = dictionary.toArray() as string[];
  let at = 0;
  for (const batch of dictionary.data) {
    const bytes = batch.values as Uint8Array;
    for (let i = 0; i < batch.length; i++, at++) {
      const offset = batch.offsets[i] as number;
      if (bytes[offset] !== BYTE_ORDER_MARK) continue;
      strings[at] = decoder.decode(bytes.subarray(offset, batch.offsets[i + 1] as number));
    }
  }
  return strings;
}
