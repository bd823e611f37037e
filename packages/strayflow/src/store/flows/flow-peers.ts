/** Who had to do with whom: the peers of a host, and pairs of hosts. */
import { formatAddress, type Prefix, prefixContains } from '../../model/address.js';
import { type FlowBatch, isFailed, isKnown } from '../../model/flow-batch.js';
import { BoundedSums } from './bounded-sums.js';
import type { SqlRow } from './flow-database.js';
import type { FlowStore, FlowsWanted } from './flow-store.js';
import { BYTES, bytesAt, FLOWS, flowsAt, MOST_KEYS, type Sums, sumsBy } from './flow-sums.js';
import { conditionOf } from './query/sql.js';

const FAILED = `(count(*) FILTER (record IN ('end', 'complete') AND state IN ('S0', 'REJ', 'RSTOS0', 'SH')))::DOUBLE AS failed`;

/** By "source destination". */
export function flowsOfPairs(store: FlowStore, wanted: FlowsWanted) {
  return store.sums(
    wanted,
    {
      columns: `source || ' ' || destination AS pair, ${FLOWS}, ${BYTES}`,
      rest: 'GROUP BY 1 ORDER BY bytes DESC, flows DESC, pair',
      most: MOST_KEYS,
    },
    sumsBy(
      'bytes',
      (row) => String(row['pair']),
      (batch, row) =>
        `${formatAddress(batch.source, 16 * row)} ${formatAddress(batch.destination, 16 * row)}`,
    ),
  );
}

export interface PeerSums extends Sums {
  failed: number;
  /** Destination ports of its flows. */
  readonly ports: Set<number>;
  first: number;
  last: number;
  isOut: boolean;
  isIn: boolean;
}

const MOST_PORTS = 20;

function addPeer(
  bounded: BoundedSums<string, PeerSums>,
  peer: string,
  more: Omit<PeerSums, 'ports'> & { ports: readonly number[] },
) {
  let known = bounded.sums.get(peer);
  if (known === undefined) {
    known = { ...more, ports: new Set() };
    bounded.add(peer, known);
  } else {
    known.flows += more.flows;
    known.bytes += more.bytes;
    known.failed += more.failed;
    known.first = Math.min(known.first, more.first);
    known.last = Math.max(known.last, more.last);
    known.isOut ||= more.isOut;
    known.isIn ||= more.isIn;
  }
  for (const port of more.ports) if (known.ports.size < MOST_PORTS) known.ports.add(port);
}

/** By address of the other side of flows of a host, or of the hosts of a prefix. */
export function peersOf(store: FlowStore, wanted: FlowsWanted, host: Prefix) {
  const isSource = conditionOf({ kind: 'address', sides: ['source'], prefix: host });
  return store.sums(
    wanted,
    {
      columns: `CASE WHEN ${isSource.sql} THEN destination ELSE source END AS peer, ${isSource.sql} AS out, ${FLOWS}, ${BYTES}, ${FAILED},
        min(time) AS first, max(time) AS last, array_to_string(array_slice(list_sort(list(DISTINCT destinationPort)), 1, ${MOST_PORTS}), ',') AS ports`,
      values: [...isSource.values, ...isSource.values],
      rest: 'GROUP BY 1, 2 ORDER BY bytes DESC, flows DESC, peer',
      most: MOST_KEYS,
    },
    () => {
      const bounded = new BoundedSums<string, PeerSums>({ weightOf: ({ bytes }) => bytes });
      return {
        bounded,
        addRow(row: SqlRow) {
          const isOut = Boolean(row['out']);
          const ports = String(row['ports'] ?? '')
            .split(',')
            .filter((port) => port !== '')
            .map(Number);
          const [flows, bytes, failed] = [Number(row['flows']), Number(row['bytes']), Number(row['failed'])];
          const [first, last] = [Number(row['first']), Number(row['last'])];
          addPeer(bounded, String(row['peer']), {
            flows,
            bytes,
            failed,
            first,
            last,
            ports,
            isOut,
            isIn: !isOut,
          });
        },
        addFlow(batch: FlowBatch, row: number) {
          const isOut = prefixContains(host, batch.source, 16 * row);
          const flows = flowsAt(batch, row);
          const isKnownPort = isKnown(batch.validity.destinationPort, row);
          const hasFailed = isKnown(batch.validity.state, row) && isFailed(batch.state[row]!);
          addPeer(bounded, formatAddress(isOut ? batch.destination : batch.source, 16 * row), {
            flows,
            bytes: bytesAt(batch, row),
            failed: hasFailed ? flows : 0,
            first: batch.time[row]!,
            last: batch.time[row]!,
            ports: isKnownPort ? [batch.destinationPort[row]!] : [],
            isOut,
            isIn: !isOut,
          });
        },
      };
    },
  );
}
