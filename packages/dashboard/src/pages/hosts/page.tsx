/** Hosts with a risk: the riskiest, or those seen last. */
import { useInfiniteQuery } from '@tanstack/react-query';
import { useDeferredValue } from 'react';
import { useSearchParams } from 'wouter';
import type { HostRow } from '../../api/contract/hosts.js';
import { type HostOrder, hosts } from '../../api/hosts.js';
import { Badge } from '../../parts/badge.js';
import { type Column, DataTable } from '../../parts/data-table.js';
import { Empty } from '../../parts/empty.js';
import { Loading } from '../../parts/loading.js';
import { PageHead } from '../../parts/page-head.js';
import { Panel } from '../../parts/panel.js';
import { Problem } from '../../parts/problem.js';
import { RiskMeter } from '../../parts/risk-meter.js';
import { Time } from '../../parts/time.js';
import { familyWords } from '../../words/families.js';
import { count } from '../../words/numbers.js';
import { hostAddress } from '../addresses.js';
import './hosts.css';

const COLUMNS: readonly [Column<HostRow>, ...Column<HostRow>[]] = [
  { key: 'host', heading: 'Host', cell: (row) => <HostName row={row} /> },
  {
    key: 'risk',
    heading: 'Risk',
    order: 'risk',
    cell: ({ risk, host }) => <RiskMeter risk={risk} of={host} />,
  },
  {
    key: 'families',
    heading: 'Evidence of',
    cell: ({ families }) => (
      <span className="hosts-families">
        {families.map((family) => (
          <Badge key={family}>{familyWords(family)}</Badge>
        ))}
      </span>
    ),
  },
  { key: 'evidence', heading: 'Pieces', isNumber: true, cell: ({ evidence }) => count(evidence) },
  { key: 'peak', heading: 'Peak', isNumber: true, isMinor: true, cell: ({ peak }) => peak.toFixed(2) },
  { key: 'last', heading: 'Last seen (UTC)', order: 'last', cell: ({ lastSeen }) => <Time at={lastSeen} /> },
];

function HostName({ row: { host, role, names } }: { readonly row: HostRow }) {
  return (
    <>
      <span className="mono">{host}</span> {role === 'victim' ? <Badge>attacked</Badge> : null}
      {names[0] === undefined ? null : <span className="muted small hosts-name">{names[0]}</span>}
    </>
  );
}

function orderOf(text: string | null): HostOrder {
  return text === 'last' ? 'last' : 'risk';
}

export default function HostsPage() {
  const [address, setAddress] = useSearchParams();
  const search = address.get('search') ?? '';
  const order = orderOf(address.get('order'));
  const set = (name: string, value: string) =>
    setAddress(
      (before) => {
        const after = new URLSearchParams(before);
        if (value === '') after.delete(name);
        else after.set(name, value);
        return after;
      },
      { replace: true },
    );
  return (
    <>
      <PageHead
        title="Hosts"
        says="Hosts with evidence against them, or of attacks on them. The risk is that of now."
        actions={
          <input
            type="search"
            className="input hosts-search"
            aria-label="Search hosts"
            placeholder="Address, prefix or name"
            value={search}
            onChange={({ target }) => set('search', target.value)}
          />
        }
      />
      <Panel title={order === 'risk' ? 'Riskiest first' : 'Last seen first'}>
        <HostTable search={search} order={order} orderBy={(key) => set('order', key === 'risk' ? '' : key)} />
      </Panel>
    </>
  );
}

interface HostTableProps {
  readonly search: string;
  readonly order: HostOrder;
  orderBy(order: string): void;
}

function HostTable({ search, order, orderBy }: HostTableProps) {
  const asked = useInfiniteQuery(hosts(useDeferredValue(search.trim()), order));
  if (asked.isPending) return <Loading what="hosts" />;
  if (asked.isError && asked.data === undefined) {
    return (
      <Problem
        title="The hosts could not be loaded."
        error={asked.error}
        again={() => void asked.refetch()}
      />
    );
  }
  const rows = asked.data.pages.flatMap(({ items }) => items);
  if (rows.length === 0 && search !== '') {
    return (
      <Empty title="No host fits.">
        Search for a part of an address, a prefix such as 10.0.0.0/8, or a name.
      </Empty>
    );
  }
  if (rows.length === 0) {
    return (
      <Empty title="No host has a risk." command="strayflow doctor">
        There is evidence as soon as something strays from what is ordinary. See that traffic comes in:
      </Empty>
    );
  }
  return (
    <DataTable
      label="Hosts"
      columns={COLUMNS}
      rows={rows}
      keyOf={({ site, host, role }) => `${site} ${host} ${role}`}
      addressOf={({ host, site }) => hostAddress(host, site)}
      order={order}
      orderBy={orderBy}
      more={asked.hasNextPage ? () => void asked.fetchNextPage() : undefined}
      isLoadingMore={asked.isFetchingNextPage}
    />
  );
}
