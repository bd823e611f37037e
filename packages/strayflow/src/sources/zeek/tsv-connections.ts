/** Rows of conn.log in Zeek's text format, read in one pass when nothing in them is unusual. */
import { CARRIAGE_RETURN, NEWLINE } from '../text/window.js';
import type { ZeekConnections } from './connection.js';
import { ConnectionCells, isPlainCell } from './connection-cells.js';
import type { ZeekTsv } from './tsv.js';

const TAB = 9;
const PARENTHESIS = 40;
const HYPHEN = 45;

export class TsvConnections {
  private readonly tsv: ZeekTsv;
  private readonly connections: ZeekConnections;
  private readonly cells: ConnectionCells;

  constructor(tsv: ZeekTsv, connections: ZeekConnections) {
    this.tsv = tsv;
    this.connections = connections;
    this.cells = new ConnectionCells(connections);
  }

  /** As `LineHandler.quick`: the row that begins at `from` becomes a flow, or nothing happens. */
  read(bytes: Uint8Array, from: number, stop: number, recordNumber: number): number {
    if (!this.tsv.isPlain) return -1;
    this.cells.start();
    const newline = this.cellsOf(bytes, from, stop);
    if (newline >= 0 && this.cells.finish(recordNumber)) return newline;
    this.connections.clear();
    return -1;
  }

  /** Reads all cells; gives the place of the newline, or -1. */
  private cellsOf(bytes: Uint8Array, from: number, stop: number): number {
    const { cells } = this;
    const { slots } = this.tsv;
    const last = slots.length - 1;
    let at = from;
    for (let column = 0; ; column++) {
      const slot = slots[column]!;
      const first = bytes[at]!;
      if (slot < 0) {
        while (bytes[at] !== TAB && bytes[at] !== NEWLINE) at++;
      } else if (first === HYPHEN) at++;
      else {
        if (first === PARENTHESIS || !isPlainCell(slot)) return -1;
        at = cells.read(slot, bytes, at);
        if (at < 0) return -1;
      }
      const behind = bytes[at]!;
      if (column === last) {
        if (behind !== TAB && behind !== NEWLINE && behind !== CARRIAGE_RETURN) return -1;
        if (behind === CARRIAGE_RETURN && bytes[at + 1] !== NEWLINE) return -1;
        break;
      }
      if (behind !== TAB) return -1;
      at++;
    }
    while (bytes[at] !== NEWLINE) at++;
    return at < stop ? at : -1;
  }
}
