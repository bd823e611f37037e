/** Lines of conn.log in Zeek's JSON format, read in one pass when nothing in them is unusual. */
import { QuickObjects } from '../text/quick-objects.js';
import type { ZeekConnections } from './connection.js';
import { ConnectionCells, isTextCell } from './connection-cells.js';
import type { ZeekJson } from './json.js';

export class JsonConnections {
  private readonly connections: ZeekConnections;
  private readonly cells: ConnectionCells;
  private readonly objects: QuickObjects;

  constructor(json: ZeekJson, connections: ZeekConnections) {
    this.connections = connections;
    this.cells = new ConnectionCells(connections);
    const { cells } = this;
    this.objects = new QuickObjects(json, {
      isText: isTextCell,
      read: (slot, bytes, from) => cells.read(slot, bytes, from),
    });
  }

  /** As `LineHandler.quick`: the object that begins at `from` becomes a flow, or nothing happens. */
  read(bytes: Uint8Array<ArrayBuffer>, from: number, stop: number, recordNumber: number): number {
    const { cells, objects } = this;
    if (!objects.isDue) return -1;
    cells.start();
    const newline = objects.walk(bytes, from, stop);
    const isFlow = newline >= 0 && cells.isConnection && cells.finish(recordNumber);
    objects.tell(isFlow);
    if (isFlow) return newline;
    this.connections.clear();
    return -1;
  }
}
