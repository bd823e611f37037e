/** Records of flows, one a row. */
import { Link } from 'wouter';
import type { FlowRow } from '../api/contract/flows.js';
import { hostAddress } from '../pages/addresses.js';
import { bytes, count, duration } from '../words/numbers.js';
import { protocolName } from '../words/protocols.js';
import { type Column, DataTable } from './data-table.js';
import { Time } from './time.js';

function End({
  address,
  port,
  site,
}: {
  readonly address: string;
  readonly port: number | null;
  readonly site: string;
}) {
  return (
    <span>
      <Link href={hostAddress(address, site)} className="mono">
        {address}
      </Link>
      {port === null ? null : <span className="mono muted"> {port}</span>}
    </span>
  );
}

const sum = (one: number | null, other: number | null) =>
  one === null && other === null ? null : (one ?? 0) + (other ?? 0);

const shown = (value: number | null, words: (value: number) => string) =>
  value === null ? '' : words(value);

export const FLOW_COLUMNS: readonly [Column<FlowRow>, ...Column<FlowRow>[]] = [
  { key: 'time', heading: 'Time (UTC)', cell: ({ time }) => <Time at={time} /> },
  {
    key: 'source',
    heading: 'Source',
    cell: ({ source, sourcePort, site }) => <End address={source} port={sourcePort} site={site} />,
  },
  {
    key: 'destination',
    heading: 'Destination',
    cell: ({ destination, destinationPort, site }) => (
      <End address={destination} port={destinationPort} site={site} />
    ),
  },
  {
    key: 'protocol',
    heading: 'Protocol',
    cell: ({ protocol, service }) =>
      [protocolName(protocol), service ?? ''].filter((text) => text !== '').join(' '),
  },
  { key: 'state', heading: 'State', cell: ({ state }) => <span className="table-short">{state}</span> },
  {
    key: 'bytes',
    heading: 'Bytes',
    isNumber: true,
    cell: ({ bytesSent, bytesReceived }) => shown(sum(bytesSent, bytesReceived), bytes),
  },
  {
    key: 'packets',
    heading: 'Packets',
    isNumber: true,
    isMinor: true,
    cell: ({ packetsSent, packetsReceived }) => shown(sum(packetsSent, packetsReceived), count),
  },
  {
    key: 'duration',
    heading: 'Lasted',
    isNumber: true,
    isMinor: true,
    cell: ({ durationMs }) => shown(durationMs, duration),
  },
];

interface FlowTableProps {
  readonly rows: readonly FlowRow[];
  readonly label: string;
  /** In front of the others: what may be done with a row. */
  readonly last?: Column<FlowRow>;
  readonly more?: (() => void) | undefined;
  readonly isLoadingMore?: boolean;
}

export function FlowTable({ rows, label, last, more, isLoadingMore = false }: FlowTableProps) {
  return (
    <DataTable
      label={label}
      columns={last === undefined ? FLOW_COLUMNS : [...FLOW_COLUMNS, last]}
      rows={rows}
      keyOf={({ input, record, time }) => `${input} ${record} ${time}`}
      more={more}
      isLoadingMore={isLoadingMore}
    />
  );
}
