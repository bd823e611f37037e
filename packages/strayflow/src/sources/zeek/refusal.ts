/** Why a record of a Zeek log gave neither a flow nor a fact. */
import { printableAt } from '../text/json-values.js';
import type { Slots } from '../text/slots.js';
import { SLOT_NAMES, Zeek } from './fields.js';

export interface Refusal {
  readonly reason: string;
  /** The field that cannot be used; null when the record is well-formed and only tells nothing. */
  readonly slot: number | null;
}

export const BAD_TIME: Refusal = { reason: 'bad-time', slot: Zeek.ts };
export const BAD_SOURCE: Refusal = { reason: 'bad-source', slot: Zeek.source };
export const BAD_DESTINATION: Refusal = { reason: 'bad-destination', slot: Zeek.destination };

/** The field and what it holds, safe to show. */
export function faultDetail(record: Slots, slot: number): string {
  return `${SLOT_NAMES[slot]!} is ${printableAt(record, slot)}`;
}
