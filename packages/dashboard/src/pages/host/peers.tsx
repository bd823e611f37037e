/** The other sides of a host's flows. */
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'wouter';
import type { PeerRow } from '../../api/contract/hosts.js';
import { type HostName, hostPeers } from '../../api/host.js';
import { type Column, DataTable } from '../../parts/data-table.js';
import { Empty } from '../../parts/empty.js';
import { Loading } from '../../parts/loading.js';
import { Panel } from '../../parts/panel.js';
import { Problem } from '../../parts/problem.js';
import { Time } from '../../parts/time.js';
import { bytes, count, share } from '../../words/numbers.js';
import { flowsAddress, hostAddress } from '../addresses.js';
import { dayUpTo } from './evidence-day.js';

const SHOWN_PORTS = 6;
const WAYS: Readonly<Record<PeerRow['direction'], string>> = {
  out: 'from here',
  in: 'from there',
  both: 'both ways',
};

function columns({ host }: HostName): readonly [Column<PeerRow>, ...Column<PeerRow>[]] {
  return [
    {
      key: 'peer',
      heading: 'Other side',
      cell: ({ peer }) => <span className="mono">{peer}</span>,
    },
    { key: 'way', heading: 'Begun', isMinor: true, cell: ({ direction }) => WAYS[direction] },
    { key: 'flows', heading: 'Flows', isNumber: true, cell: ({ flows }) => count(flows) },
    {
      key: 'failed',
      heading: 'Failed',
      isNumber: true,
      cell: ({ failed, flows }) => (failed === 0 ? 'none' : share(failed, flows)),
    },
    { key: 'bytes', heading: 'Bytes', isNumber: true, cell: (row) => bytes(row.bytes) },
    {
      key: 'ports',
      heading: 'Ports',
      cell: ({ ports }) =>
        `${ports.slice(0, SHOWN_PORTS).join(', ')}${ports.length > SHOWN_PORTS ? ' and more' : ''}`,
    },
    { key: 'last', heading: 'Last (UTC)', isMinor: true, cell: ({ last }) => <Time at={last} /> },
    {
      key: 'look',
      heading: 'Flows between',
      cell: ({ peer, first, last }) => (
        <Link href={flowsAddress(`host:${host} host:${peer}`, { from: first, to: last + 1 })}>Show</Link>
      ),
    },
  ];
}

const SHOWN = 12;

interface PeersPanelProps {
  readonly name: HostName;
  /** Of its newest evidence (Unix ms); null: not known. */
  readonly lastSeen: number | null;
}

export function PeersPanel({ name, lastSeen }: PeersPanelProps) {
  const day = dayUpTo(lastSeen);
  const { data, error, isPending, refetch } = useQuery(hostPeers(name, day ?? {}));
  const [isWhole, setWhole] = useState(false);
  const rows = data?.items ?? [];
  return (
    <Panel
      className="host-wide"
      title="Other sides"
      says="Of its flows of the day up to its newest evidence, most bytes first."
      actions={<Link href={flowsAddress(`host:${name.host}`, day)}>All flows of that day</Link>}
    >
      {isPending ? <Loading what="other sides" /> : null}
      {error === null ? null : <Problem error={error} again={() => void refetch()} />}
      {data === undefined || rows.length > 0 ? null : (
        <Empty title="No flows of that day are kept.">
          Others may be: <Link href={flowsAddress(`host:${name.host}`)}>look for its flows</Link>.
        </Empty>
      )}
      {data?.isWhole === false ? (
        <p className="muted small">Not all flows of that day were looked at: there may be more.</p>
      ) : null}
      {rows.length === 0 ? null : (
        <DataTable
          label="Other sides"
          columns={columns(name)}
          rows={isWhole ? rows : rows.slice(0, SHOWN)}
          keyOf={({ peer }) => peer}
          addressOf={({ peer }) => hostAddress(peer, name.site)}
          more={isWhole || rows.length <= SHOWN ? undefined : () => setWhole(true)}
        />
      )}
    </Panel>
  );
}
