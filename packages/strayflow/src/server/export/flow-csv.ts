/** Flows as CSV (RFC 4180): cells that a spreadsheet shows and does not run. */
import { isoTime } from '../../model/format.js';
import { type Cell, csvCell } from '../../reports/escape.js';
import type { FlowRow } from '../../store/flows/flow-row.js';

const COLUMNS: readonly (readonly [name: string, of: (flow: FlowRow) => Cell])[] = [
  ['time', ({ time }) => isoTime(time)],
  ['duration_ms', ({ durationMs }) => durationMs],
  ['source', ({ source }) => source],
  ['source_port', ({ sourcePort }) => sourcePort],
  ['destination', ({ destination }) => destination],
  ['destination_port', ({ destinationPort }) => destinationPort],
  ['protocol', ({ protocol }) => protocol],
  ['state', ({ state }) => state],
  ['service', ({ service }) => service],
  ['bytes_sent', ({ bytesSent }) => bytesSent],
  ['bytes_received', ({ bytesReceived }) => bytesReceived],
  ['packets_sent', ({ packetsSent }) => packetsSent],
  ['packets_received', ({ packetsReceived }) => packetsReceived],
  ['vlan', ({ vlan }) => vlan],
  ['identity', ({ identity }) => identity],
  ['uid', ({ uid }) => uid],
  ['exporter', ({ exporter }) => exporter],
  ['mac', ({ mac }) => mac],
  ['site', ({ site }) => site],
  ['input', ({ input }) => input],
  ['record', ({ record }) => record],
];

export const CSV_HEAD = `${COLUMNS.map(([name]) => name).join(',')}\n`;

export function csvLine(flow: FlowRow): string {
  const cells = COLUMNS.map(([, of]) => csvCell(of(flow)));
  return `${cells.join(',')}\n`;
}
