/** Turns the cells of one row of a table into a flow, whatever the table is written in. */

import { ConnectionState } from '../../model/flow-batch.js';
import { type StateWord, stateWord, TcpFlag, tcpFlagsOf } from '../record/connection-state.js';
import { completeIcmp, completeState, completeTotals } from '../record/flow-completion.js';
import { type FlowDraft, Value } from '../record/flow-draft.js';
import { LATEST_TIME } from '../record/latest-time.js';
import { NOT_AN_IP_PROTOCOL, Protocol, protocolNumber } from '../record/protocol-names.js';
import type { UnusableCells } from '../record/unusable-cells.js';
import { readAddress } from '../text/address.js';
import { TextCache } from '../text/cache.js';
import { isHexadecimal, isMissing, readNumber, readWhole } from '../text/number.js';
import { printable, printableBytes } from '../text/printable.js';
import { MILLISECOND_SHIFT, readTime, type TimeFormat } from '../text/time.js';
import { type Arrow, arrowOf } from './argus-arrow.js';
import type { FieldName } from './fields.js';
import type { TableFlows } from './flows.js';
import type { TablePlan } from './plan.js';

/** The row at hand: cell i is `bytes[starts[i]..ends[i])`. */
export interface Cells {
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  /** Cell `index` as text; `decode` reads a part of `bytes`. */
  text(
    bytes: Uint8Array,
    index: number,
    decode: (bytes: Uint8Array, from: number, to: number) => string,
  ): string;
}

/** Why a row gave no flow. */
export type RowFault = 'bad-time' | 'bad-source' | 'bad-destination' | LeftOut;
/** It is no flow, and says so. */
type LeftOut = 'not-ip' | 'NODATA' | 'SKIPDATA';

/** A row that is well-formed and holds no flow. */
export function isLeftOut(fault: RowFault): fault is LeftOut {
  return fault === 'not-ip' || fault === 'NODATA' || fault === 'SKIPDATA';
}

/** Words of firewalls for a flow that they did not let pass. */
const REFUSALS: ReadonlySet<string> = new Set(
  'reject rejected deny denied drop dropped block blocked refuse refused'.split(' '),
);

/** Columns of whole numbers, and the largest that they hold. */
export const WHOLE: Partial<Record<FieldName, number>> = {
  sourcePort: 65_535,
  destinationPort: 65_535,
  icmpType: 255,
  icmpCode: 255,
  ttl: 255,
  vlan: 4095,
  interfaceIndex: 0xffff_ffff,
  samplingRate: 0xffff_ffff,
};
export const COUNTERS: readonly FieldName[] = [
  'bytesSent',
  'bytesReceived',
  'bytesTotal',
  'packetsSent',
  'packetsReceived',
  'packetsTotal',
];

interface NumberColumn {
  readonly column: number;
  readonly name: string;
  /** Where it goes in the draft's values. */
  readonly value: number;
  /** Whole numbers up to it; Infinity for counters. */
  readonly largest: number;
}

const TEXTS = ['service', 'uid', 'identity', 'exporter'] as const;
const LONGEST_TEXT = 256;

export class TableRow {
  private readonly plan: TablePlan;
  private readonly cells: Cells;
  private readonly flows: TableFlows;
  private readonly draft: FlowDraft;
  private readonly unusable: UnusableCells;
  private readonly timeColumn: number;
  private readonly endColumn: number;
  private readonly durationColumn: number;
  private readonly sourceColumn: number;
  private readonly destinationColumn: number;
  private readonly sourcePortColumn: number;
  private readonly protocolColumn: number;
  private readonly tcpFlagsColumn: number;
  private readonly stateColumn: number;
  private readonly directionColumn: number;
  private readonly actionColumn: number;
  private readonly logStatusColumn: number;
  private readonly macColumn: number;
  private readonly hasTotals: boolean;
  private readonly hasTexts: boolean;
  private readonly numbers: readonly NumberColumn[];
  private readonly textColumns: readonly {
    readonly field: (typeof TEXTS)[number];
    readonly column: number;
  }[];
  private readonly durationShift: number;
  private readonly states = new TextCache<StateWord>(stateWord);
  private readonly protocols = new TextCache<number>(protocolNumber);
  private readonly arrows = new TextCache<Arrow>(arrowOf);
  private readonly flags = new TextCache<number>((text) => tcpFlagsOf(text.trim()));
  private readonly refusals = new TextCache<boolean>((text) => REFUSALS.has(text.trim().toLowerCase()));
  private readonly texts = new TextCache<string>((text) => text.trim());
  private bytes: Uint8Array = new Uint8Array(0);
  /** Column of the last fault. */
  private faultColumn = 0;

  constructor(plan: TablePlan, cells: Cells, flows: TableFlows, unusable: UnusableCells) {
    this.plan = plan;
    this.cells = cells;
    this.flows = flows;
    this.draft = flows.draft;
    this.unusable = unusable;
    const columnOf = (field: FieldName) => plan.columns.find((each) => each.field === field)?.column ?? -1;
    this.timeColumn = columnOf('time');
    this.endColumn = columnOf('end');
    this.durationColumn = columnOf('duration');
    this.sourceColumn = columnOf('source');
    this.destinationColumn = columnOf('destination');
    this.sourcePortColumn = columnOf('sourcePort');
    this.protocolColumn = columnOf('protocol');
    this.tcpFlagsColumn = columnOf('tcpFlags');
    this.stateColumn = columnOf('state');
    this.directionColumn = columnOf('direction');
    this.actionColumn = columnOf('action');
    this.logStatusColumn = columnOf('logStatus');
    this.macColumn = columnOf('sourceMac');
    this.durationShift = MILLISECOND_SHIFT[plan.durationUnit];
    this.numbers = plan.columns.flatMap(({ field, column, name }) => {
      const largest = COUNTERS.includes(field) ? Number.POSITIVE_INFINITY : WHOLE[field];
      if (largest === undefined) return [];
      return [{ column, name, value: Value[field as keyof typeof Value], largest }];
    });
    this.textColumns = TEXTS.map((field) => ({ field, column: columnOf(field) })).filter(
      ({ column }) => column >= 0,
    );
    this.hasTotals = columnOf('bytesTotal') >= 0 || columnOf('packetsTotal') >= 0;
    this.hasTexts = this.textColumns.length > 0 || this.macColumn >= 0;
  }

  /** Reads the row whose cells stand in `bytes`; null when it is now a flow. */
  read(bytes: Uint8Array, recordNumber: number): RowFault | null {
    const { draft } = this;
    this.bytes = bytes;
    const fault = this.readKey();
    if (fault !== null) {
      draft.clear();
      return fault;
    }
    for (let i = 0; i < this.numbers.length; i++) this.readNumber(this.numbers[i]!);
    this.readDuration();
    this.complete(recordNumber, this.hasHexadecimalPort());
    return null;
  }

  /**
   * Closes a row of which `draft` has addresses, times, protocol and numbers (none in hexadecimal) already, and `bytes` the
   * cells of all else;
   * false when it says that it is no flow, or lasts beyond all dates: nothing is done then.
   */
  close(bytes: Uint8Array, recordNumber: number): boolean {
    this.bytes = bytes;
    if (this.readLogStatus() !== null) return false;
    const { values } = this.draft;
    if (values[Value.durationMs]! > LATEST_TIME - (values[Value.time]! || 0)) return false;
    this.complete(recordNumber, false);
    return true;
  }

  /** What words say and what follows from it all. */
  private complete(recordNumber: number, hexadecimalPorts: boolean): void {
    const { draft } = this;
    if (this.tcpFlagsColumn >= 0) this.readTcpFlags(this.tcpFlagsColumn);
    if (this.plan.oneWay) this.readOpening();
    if (this.directionColumn >= 0) this.readDirection(this.directionColumn);
    if (this.hasTotals) completeTotals(draft.values);
    if (hexadecimalPorts) completeIcmp(draft.values, true);
    completeState(draft, this.readState());
    if (this.actionColumn >= 0) this.readAction(this.actionColumn);
    const time = this.completeTime();
    if (this.hasTexts) this.readTexts();
    this.flows.commit(recordNumber, time);
  }

  /** The cell of the last fault, safe to show. */
  faultDetail(): string {
    const { starts, ends } = this.cells;
    const cell = printableBytes(this.bytes, starts[this.faultColumn]!, ends[this.faultColumn]!);
    return `"${printable(this.nameOf(this.faultColumn))}" is "${cell}"`;
  }

  private nameOf(column: number): string {
    return this.plan.columns.find((each) => each.column === column)?.name ?? String(column + 1);
  }

  private fault(fault: RowFault, column: number): RowFault {
    this.faultColumn = column;
    return fault;
  }

  /** Counts a cell that was not understood, unless it says that there is no value. */
  private countUnusable(column: number): void {
    const from = this.cells.starts[column]!;
    const to = this.cells.ends[column]!;
    if (isMissing(this.bytes, from, to)) return;
    this.unusable.add(this.nameOf(column), printableBytes(this.bytes, from, to));
  }

  /** What a flow cannot be without: protocol (it must be an IP flow), time and addresses. */
  private readKey(): RowFault | null {
    const { draft, plan } = this;
    if (this.protocolColumn >= 0 && this.readProtocol() === NOT_AN_IP_PROTOCOL) {
      return this.fault('not-ip', this.protocolColumn);
    }
    const leftOut = this.readLogStatus();
    if (leftOut !== null) return leftOut;
    if (plan.time !== null) {
      draft.values[Value.time] = this.readTime(this.timeColumn, plan.time);
      if (Number.isNaN(draft.values[Value.time]!)) return this.fault('bad-time', this.timeColumn);
    }
    if (plan.end !== null) {
      draft.values[Value.end] = this.readTime(this.endColumn, plan.end);
      if (Number.isNaN(draft.values[Value.end]!)) {
        if (plan.time === null) return this.fault('bad-time', this.endColumn);
        this.countUnusable(this.endColumn);
      }
    }
    if (!this.readAddress(this.sourceColumn, draft.source))
      return this.fault('bad-source', this.sourceColumn);
    if (this.destinationColumn < 0) return null;
    const known = this.readAddress(this.destinationColumn, draft.destination);
    return known ? null : this.fault('bad-destination', this.destinationColumn);
  }

  private readTime(column: number, format: TimeFormat): number {
    return readTime(this.bytes, this.cells.starts[column]!, this.cells.ends[column]!, format);
  }

  private readAddress(column: number, out: Uint8Array): boolean {
    const { starts, ends } = this.cells;
    return readAddress(this.bytes, starts[column]!, ends[column]!, out, this.draft.addressOffset);
  }

  private readProtocol(): number {
    const from = this.cells.starts[this.protocolColumn]!;
    const to = this.cells.ends[this.protocolColumn]!;
    let protocol = readWhole(this.bytes, from, to, 255);
    if (Number.isNaN(protocol)) protocol = this.protocols.read(this.bytes, from, to);
    if (Number.isNaN(protocol)) this.countUnusable(this.protocolColumn);
    this.draft.values[Value.protocol] = protocol;
    return protocol;
  }

  private readNumber({ column, value, largest }: NumberColumn): void {
    const from = this.cells.starts[column]!;
    const to = this.cells.ends[column]!;
    const whole = largest !== Number.POSITIVE_INFINITY;
    const number = whole ? readWhole(this.bytes, from, to, largest) : readNumber(this.bytes, from, to);
    if (number >= 0) this.draft.values[value] = number;
    else if (!this.readIcmpCell(value, from, to)) this.countUnusable(column);
  }

  /** nfdump writes type and code of ICMP as "8.0" where the destination port stands. */
  private readIcmpCell(value: number, from: number, to: number): boolean {
    const { values } = this.draft;
    const protocol = values[Value.protocol];
    if (value !== Value.destinationPort || (protocol !== Protocol.icmp && protocol !== Protocol.icmp6))
      return false;
    const dot = this.bytes.subarray(from, to).indexOf(46);
    if (dot < 0) return false;
    const type = readWhole(this.bytes, from, from + dot, 255);
    const code = readWhole(this.bytes, from + dot + 1, to, 255);
    if (Number.isNaN(type) || Number.isNaN(code)) return false;
    values[Value.icmpType] = type;
    values[Value.icmpCode] = code;
    return true;
  }

  private readDuration(): void {
    const column = this.durationColumn;
    if (column < 0) return;
    const { starts, ends } = this.cells;
    const milliseconds = readNumber(this.bytes, starts[column]!, ends[column]!, this.durationShift);
    if (milliseconds >= 0) this.draft.values[Value.durationMs] = milliseconds;
    else this.countUnusable(column);
  }

  private readTcpFlags(column: number): void {
    const { values } = this.draft;
    const from = this.cells.starts[column]!;
    const to = this.cells.ends[column]!;
    const number = readWhole(this.bytes, from, to, 0xffff);
    const flags = Number.isNaN(number) ? this.flags.read(this.bytes, from, to) : number & 0xff;
    if (Number.isNaN(flags)) this.countUnusable(column);
    else if (values[Value.protocol] === Protocol.tcp) values[Value.tcpFlags] = flags;
  }

  /** Of one way alone: a SYN that acknowledges nothing opens a connection; all else may as well be the answer. */
  private readOpening(): void {
    const flags = this.draft.values[Value.tcpFlags]!;
    this.draft.initiatorKnown = (flags & (TcpFlag.syn | TcpFlag.ack)) === TcpFlag.syn;
  }

  private readDirection(column: number): void {
    const { starts, ends } = this.cells;
    const arrow = this.arrows.read(this.bytes, starts[column]!, ends[column]!);
    if (!arrow.initiatorKnown) this.draft.initiatorKnown = false;
    if (arrow.swapped) this.draft.swapSides();
  }

  /** AWS writes a row for an interval in which there was nothing, or nothing could be recorded. */
  private readLogStatus(): LeftOut | null {
    const column = this.logStatusColumn;
    if (column < 0) return null;
    const status = this.texts.read(this.bytes, this.cells.starts[column]!, this.cells.ends[column]!);
    return status === 'NODATA' || status === 'SKIPDATA' ? status : null;
  }

  private readAction(column: number): void {
    const { starts, ends } = this.cells;
    if (!this.refusals.read(this.bytes, starts[column]!, ends[column]!)) return;
    this.flows.refused = true;
    const { values } = this.draft;
    if (Number.isNaN(values[Value.state]!)) values[Value.state] = ConnectionState.REJ;
  }

  private readState(): StateWord | null {
    const column = this.stateColumn;
    if (column < 0) return null;
    return this.states.read(this.bytes, this.cells.starts[column]!, this.cells.ends[column]!);
  }

  /** Argus writes them for ICMP. */
  private hasHexadecimalPort(): boolean {
    const protocol = this.draft.values[Value.protocol];
    const column = this.sourcePortColumn;
    if (column < 0 || (protocol !== Protocol.icmp && protocol !== Protocol.icmp6)) return false;
    const { starts, ends } = this.cells;
    return isHexadecimal(this.bytes, starts[column]!, ends[column]!);
  }

  /** Completes start and duration from each other and the end; returns the event time: the end, where it is known. */
  private completeTime(): number {
    const { plan, draft } = this;
    const { values } = draft;
    if (plan.time === null && plan.end === null) {
      values[Value.time] = draft.rows;
      return draft.rows;
    }
    const end = values[Value.end]!;
    if (plan.time === null) values[Value.time] = Math.max(0, end - (values[Value.durationMs]! || 0));
    const start = values[Value.time]!;
    if (Number.isNaN(values[Value.durationMs]!) && end >= start) values[Value.durationMs] = end - start;
    if (start + values[Value.durationMs]! > LATEST_TIME) {
      values[Value.durationMs] = Number.NaN;
      if (this.durationColumn >= 0) this.countUnusable(this.durationColumn);
    }
    return start + (values[Value.durationMs]! || 0);
  }

  private readTexts(): void {
    const { cells, bytes } = this;
    for (let i = 0; i < this.textColumns.length; i++) {
      const { field, column } = this.textColumns[i]!;
      if (isMissing(bytes, cells.starts[column]!, cells.ends[column]!)) continue;
      const value = cells.text(bytes, column, this.decode);
      if (value.length > LONGEST_TEXT) this.unusable.add(this.nameOf(column), value.slice(0, LONGEST_TEXT));
      else this.flows.text(field, value);
    }
    if (this.macColumn >= 0) {
      this.flows.mac(bytes, cells.starts[this.macColumn]!, cells.ends[this.macColumn]!);
    }
  }

  private readonly decode = (bytes: Uint8Array, from: number, to: number) => this.texts.read(bytes, from, to);
}
