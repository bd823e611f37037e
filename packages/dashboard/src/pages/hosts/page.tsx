/** Hosts with a risk: the riskiest, or those seen last. */
import { useInfiniteQuery } from '@tanstack/react-query';
import { useDeferredValue } from 'react';
import { hosts } from '../../api/hosts.js';
import { Empty } from '../../parts/empty.js';
import { Loading } from '../../parts/loading.js';
import { PageHead } from '../../parts/page-head.js';
import { Panel } from '../../parts/panel.js';
import { Problem } from '../../parts/problem.js';
import { Choices, type HostChoices, useHostChoices } from './choices.js';
import { HostTable } from './host-table.js';
import './hosts.css';

export default function HostsPage() {
  const choices = useHostChoices();
  const { wanted } = choices;
  const asked = useInfiniteQuery(hosts({ ...wanted, search: useDeferredValue(wanted.search.trim()) }));
  const rows = asked.data?.pages.flatMap(({ items }) => items) ?? [];
  const sites = [...new Set([wanted.site, ...rows.map(({ site }) => site)])]
    .filter((site) => site !== '')
    .sort();
  return (
    <>
      <PageHead
        title="Hosts"
        says="Hosts with evidence against them, or of attacks on them. The risk is that of now: it fades as nothing more happens."
      />
      <Panel
        title={wanted.order === 'risk' ? 'Riskiest first' : 'Last seen first'}
        actions={<Choices {...choices} sites={sites} />}
      >
        {asked.isPending ? <Loading what="hosts" /> : null}
        {asked.isError && asked.data === undefined ? (
          <Problem
            title="The hosts could not be loaded."
            error={asked.error}
            again={() => void asked.refetch()}
          />
        ) : null}
        {asked.data !== undefined && rows.length === 0 ? <NoHosts {...choices} /> : null}
        {rows.length === 0 ? null : (
          <div className="hosts-list" aria-busy={asked.isPlaceholderData}>
            <HostTable
              rows={rows}
              order={wanted.order}
              orderBy={(key) => choices.set('order', key === 'risk' ? '' : key)}
              more={asked.hasNextPage ? () => void asked.fetchNextPage() : undefined}
              isLoadingMore={asked.isFetchingNextPage}
            />
          </div>
        )}
      </Panel>
    </>
  );
}

function NoHosts({ wanted: { search, family, role, site }, clear }: HostChoices) {
  if (`${search}${family}${role}${site}` === '') {
    return (
      <Empty title="No host has a risk." command="strayflow doctor">
        There is evidence as soon as something strays from what is ordinary. See that traffic comes in:
      </Empty>
    );
  }
  return (
    <Empty title="No host fits.">
      <p>Search for a part of an address, a prefix such as 10.0.0.0/8, or a name.</p>
      <button type="button" className="button hosts-clear" onClick={clear}>
        Show all hosts
      </button>
    </Empty>
  );
}
