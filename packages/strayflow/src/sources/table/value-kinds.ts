/** Which kinds of values a column holds, by a sample of its cells. */
import { protocolNumber } from '../record/protocol-names.js';
import { isMissingText } from '../text/number.js';
import { detectTime, epochUnit } from '../text/time.js';
import type { FieldName } from './fields.js';
import { isAddress, numberOfText } from './values.js';

export type ValueKind = 'address' | 'port' | 'time' | 'protocol' | 'number' | 'text';

/** Years 2000 to 2100 as Unix seconds: what a time of traffic lies in. */
const EARLIEST = 946_684_800;
const LATEST = 4_102_444_800;
const PER_SECOND = { s: 1, ms: 1e3, us: 1e6, ns: 1e9 } as const;
const LARGEST_PORT = 65_535;

/** What a field's values must be. */
export function kindOfField(field: FieldName): ValueKind {
  if (field === 'source' || field === 'destination') return 'address';
  if (field === 'sourcePort' || field === 'destinationPort') return 'port';
  if (field === 'time' || field === 'end') return 'time';
  if (field === 'protocol') return 'protocol';
  const texts: readonly FieldName[] = [
    'state',
    'direction',
    'action',
    'logStatus',
    'tcpFlags',
    'sourceMac',
    'service',
    'uid',
    'identity',
    'exporter',
  ];
  return texts.includes(field) ? 'text' : 'number';
}

/** A time in this century, as an epoch of any unit or a calendar time. */
function isPlausibleTime(text: string): boolean {
  const number = numberOfText(text);
  if (!Number.isNaN(number)) {
    const seconds = number / PER_SECOND[epochUnit(number)];
    return seconds >= EARLIEST && seconds <= LATEST;
  }
  return detectTime([text], null) !== null;
}

const TESTS: Readonly<Record<ValueKind, (text: string) => boolean>> = {
  address: isAddress,
  port: (text) => {
    // nfdump has type and code of ICMP there, Argus hexadecimal numbers.
    const number = /^0x[0-9a-f]{1,4}$/i.test(text) ? 0 : numberOfText(text);
    return number >= 0 && number <= LARGEST_PORT;
  },
  time: isPlausibleTime,
  protocol: (text) => !Number.isNaN(protocolNumber(text)) || (/^\d{1,3}$/.test(text) && Number(text) < 256),
  number: (text) => numberOfText(text) >= 0,
  text: () => true,
};

export interface KindShare {
  /** Cells that say something. */
  readonly filled: number;
  /** Share of those that are of the kind; 0 when none is filled. */
  readonly share: number;
}

export function shareOf(cells: readonly string[], kind: ValueKind): KindShare {
  const filled = cells.map((cell) => cell.trim()).filter((cell) => !isMissingText(cell));
  const fitting = filled.filter(TESTS[kind]);
  return { filled: filled.length, share: filled.length === 0 ? 0 : fitting.length / filled.length };
}
