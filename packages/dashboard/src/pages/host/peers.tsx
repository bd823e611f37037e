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
import { flowsAddress } from '../addresses.js';

const SHOWN_PORTS = 6;

function columns({ host }: HostName): readonly [Column<PeerRow>, ...Column<PeerRow>[]] {
  return [
    { key: 'peer', heading: 'Other side', cell: ({ peer }) => <span className="mono">{peer}</span> },
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

const DAY_MS = 86_400_000;
const SHOWN = 12;

interface PeersPanelProps {
  readonly name: HostName;
  /** Of its newest evidence (Unix ms); null: not known. */
  readonly lastSeen: number | null;
}

export function PeersPanel({ name, lastSeen }: PeersPanelProps) {
  const span = lastSeen === null ? {} : { from: lastSeen - DAY_MS, to: lastSeen + 1 };
  const { data, error, isPending, refetch } = useQuery(hostPeers(name, span));
  const [isWhole, setWhole] = useState(false);
  const rows = data?.items ?? [];
  return (
    <Panel
      className="host-wide"
      title="Other sides"
      says="Of its flows of the day up to its newest evidence, most bytes first."
      actions={<Link href={flowsAddress(`host:${name.host}`)}>All its flows</Link>}
    >
      {isPending ? <Loading what="other sides" /> : null}
      {error === null ? null : <Problem error={error} again={() => void refetch()} />}
      {data === undefined || rows.length > 0 ? null : (
        <Empty title="No flows of that day are kept.">Others may be: look for all its flows.</Empty>
      )}
      {rows.length === 0 ? null : (
        <DataTable
          label="Other sides"
          columns={columns(name)}
          rows={isWhole ? rows : rows.slice(0, SHOWN)}
          keyOf={({ peer }) => peer}
          more={isWhole || rows.length <= SHOWN ? undefined : () => setWhole(true)}
        />
      )}
    </Panel>
  );
}
