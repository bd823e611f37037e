/** The tuples of Azure's flow logs: virtual network flow logs (version 4) and those of network security groups (1, 2). */
import { parseAddress } from '../../model/address.js';
import { EndReason, type OneWayRecord } from '../record/one-way.js';
import { Protocol } from '../record/protocol-names.js';
import type { UnusableCells } from '../record/unusable-cells.js';
import { printable } from '../text/printable.js';
import { epochUnit, MILLISECOND_SHIFT } from '../text/time.js';

/** Which of the formats a tuple has. */
export type AzureFormat = 'network' | 'security-group';

export interface TupleFault {
  readonly reason: 'bad-tuple' | 'bad-time' | 'bad-source' | 'bad-destination' | 'bad-state';
  readonly detail: string;
}

/** Year 9999. */
const LATEST = 253_402_300_799_999;
const LONGEST_TUPLE = 512;
/** Time, addresses, ports, protocol, direction, and at least what became of it. */
const FEWEST_FIELDS = 8;

/** Where the first counter stands, in both formats. */
const COUNTERS_FROM = 9;
const COUNTER_NAMES = ['packets sent', 'bytes sent', 'packets received', 'bytes received'] as const;

/** Fills the record from a tuple, all but exporter, scope and MAC address; null when it was read. */
export function readTuple(
  text: string,
  format: AzureFormat,
  record: OneWayRecord,
  unusable: UnusableCells,
): TupleFault | null {
  record.clear();
  const cells = text.length > LONGEST_TUPLE ? [] : text.split(',');
  if (cells.length < FEWEST_FIELDS) return fault('bad-tuple', text);
  const time = timeOf(cells[0]!);
  if (Number.isNaN(time)) return fault('bad-time', cells[0]!);
  if (!parseAddress(cells[1]!, record.source)) return fault('bad-source', cells[1]!);
  if (!parseAddress(cells[2]!, record.destination)) return fault('bad-destination', cells[2]!);
  record.start = time;
  record.end = time;
  const whole = (at: number, name: string, largest: number) => {
    const value = wholeOf(cells[at] ?? '', largest);
    if (Number.isNaN(value) && (cells[at] ?? '') !== '') unusable.add(name, cells[at]!);
    return value;
  };
  record.sourcePort = whole(3, 'source port', 65_535);
  record.destinationPort = whole(4, 'destination port', 65_535);
  record.protocol = protocolOf(cells[5]!);
  if (Number.isNaN(record.protocol)) unusable.add('protocol', cells[5]!);
  const state = stateOf(cells, format);
  if (state === null) return fault('bad-state', text);
  // Flow logs follow connections as the filter does: the source is the one that opened it.
  record.isInitiator = true;
  record.refused = state === 'D';
  record.endReason = state === 'E' || state === 'D' ? EndReason.end : EndReason.active;
  // A begin has no statistics; those of a denied flow are zeros.
  if (state !== 'C' && state !== 'E') return null;
  const counters = COUNTER_NAMES.map((name, i) => whole(COUNTERS_FROM + i, name, Number.MAX_SAFE_INTEGER));
  [record.packets, record.bytes, record.reversePackets, record.reverseBytes] = counters as [
    number,
    number,
    number,
    number,
  ];
  return null;
}

/** The tuple tells traffic that leaves the network interface. */
export function isOutbound(text: string): boolean {
  return text.split(',', 7)[6] === 'O';
}

function fault(reason: TupleFault['reason'], text: string): TupleFault {
  return { reason, detail: printable(text, 120) };
}

/** B begin, C continuing, E end, D denied; version 1 of the security groups' logs has no states. */
function stateOf(cells: readonly string[], format: AzureFormat): 'B' | 'C' | 'E' | 'D' | null {
  const state = format === 'network' ? cells[7]! : cells[7] === 'D' ? 'D' : (cells[8] ?? 'B');
  if (state === 'B' || state === 'C' || state === 'E' || state === 'D') return state;
  return null;
}

function timeOf(text: string): number {
  const value = wholeOf(text, Number.MAX_SAFE_INTEGER);
  const time = value * 10 ** MILLISECOND_SHIFT[epochUnit(value)];
  return time > 0 && time <= LATEST ? time : Number.NaN;
}

function wholeOf(text: string, largest: number): number {
  const value = /^\d{1,16}$/.test(text) ? Number(text) : Number.NaN;
  return value <= largest ? value : Number.NaN;
}

/** IANA numbers, or T and U. */
function protocolOf(text: string): number {
  if (text === 'T') return Protocol.tcp;
  if (text === 'U') return Protocol.udp;
  return wholeOf(text, 255);
}
