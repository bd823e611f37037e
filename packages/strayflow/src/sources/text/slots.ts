/** What a reader of records found: where each wanted value stands in the record's bytes, and what it is. */

/** What stands at a slot. */
export const JsonKind = {
  absent: 0,
  null: 1,
  boolean: 2,
  number: 3,
  string: 4,
  object: 5,
  array: 6,
} as const;

/** The slots of the record at hand; they mean nothing once the next one is read. */
export interface Slots {
  /** What the spans are places in. */
  readonly bytes: Uint8Array;
  /** A `JsonKind` per slot. */
  readonly kind: Uint8Array;
  /** Where the value begins and ends: strings without their quotes, anything else as written. */
  readonly from: Int32Array;
  readonly to: Int32Array;
  /** The whole number at a slot that holds one, where it is known already; else NaN. */
  readonly whole?: Float64Array;
  /** The text of a string slot, at most `limit` bytes of it; '' for anything else. */
  text(slot: number, limit?: number): string;
}

/** The same as a reader of JSON writes them. */
export interface WritableSlots extends Slots {
  /** 1 where a string holds an escape: its text is not its bytes. */
  readonly escaped: Uint8Array;
  readonly whole: Float64Array;
}
