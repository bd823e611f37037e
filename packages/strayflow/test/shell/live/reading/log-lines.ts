/** Log lines that carry a number of their own, so that a test can say which were read, and how often. */
import type { LiveItem } from '../../../../src/shell/live/live-input.js';

const START_S = 1_700_000_000;

export const CSV_HEADER =
  'time,source,source_port,destination,destination_port,protocol,duration_s,bytes_out,bytes_in,packets_out,packets_in,state\n';

export const csvLine = (id: number): string =>
  `${START_S + id / 10},10.0.0.1,50000,192.0.2.1,443,6,1,${id},10,2,2,SF\n`;

export function eveLine(id: number): string {
  const time = new Date((START_S + id / 10) * 1000).toISOString();
  return `${JSON.stringify({
    timestamp: time,
    flow_id: id + 1,
    event_type: 'flow',
    src_ip: '10.0.0.1',
    src_port: 50_000,
    dest_ip: '192.0.2.1',
    dest_port: 443,
    proto: 'TCP',
    flow: {
      pkts_toserver: 2,
      pkts_toclient: 2,
      bytes_toserver: id,
      bytes_toclient: 10,
      start: time,
      end: time,
      state: 'closed',
    },
  })}\n`;
}

/** The numbers of the lines that these rows were made of. */
export function idsOf(items: readonly LiveItem[]): number[] {
  return items.flatMap(({ kind, batch }) => (kind === 'flows' ? [...batch.bytesSent] : []));
}
