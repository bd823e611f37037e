/** Incidents: what wants to be decided, and what was. */
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useDeferredValue } from 'react';
import { useSearchParams } from 'wouter';
import { assignees, type IncidentState, type IncidentsWanted, incidents } from '../../api/incidents.js';
import { session } from '../../api/session.js';
import { Choice } from '../../parts/choice.js';
import { Empty } from '../../parts/empty.js';
import { Loading } from '../../parts/loading.js';
import { PageHead } from '../../parts/page-head.js';
import { Panel } from '../../parts/panel.js';
import { Problem } from '../../parts/problem.js';
import { Tabs } from '../../parts/tabs.js';
import { IncidentTable } from './incident-table.js';
import { Mutes } from './mutes.js';
import './incidents.css';

const STATES: readonly { readonly key: IncidentState; readonly title: string }[] = [
  { key: 'open', title: 'Open' },
  { key: 'closed', title: 'Closed' },
  { key: 'all', title: 'All' },
];

export default function IncidentsPage() {
  const [address, setAddress] = useSearchParams();
  return (
    <>
      <PageHead title="Incidents" />
      <Tabs
        label="Incidents"
        tabs={[
          { key: 'list', title: 'List', render: () => <Incidents /> },
          { key: 'mutes', title: 'Mutes', render: () => <Mutes /> },
        ]}
        chosen={address.get('tab') ?? 'list'}
        choose={(tab) => setAddress(tab === 'list' ? {} : { tab }, { replace: true })}
      />
    </>
  );
}

function Incidents() {
  const [address, setAddress] = useSearchParams();
  const state = STATES.find(({ key }) => key === address.get('state'))?.key ?? 'open';
  const search = address.get('search') ?? '';
  const assigned = address.get('assigned') ?? '';
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
    <Panel
      title="The last change first"
      says="An incident is all that is decided about one host until it is quiet again."
      actions={
        <div className="incidents-filters">
          <Choice
            label="State"
            options={STATES}
            chosen={state}
            choose={(key) => set('state', key === 'open' ? '' : key)}
          />
          <Assigned chosen={assigned} choose={(name) => set('assigned', name)} />
          <input
            type="search"
            className="input incidents-search"
            aria-label="Search incidents"
            placeholder="Host, name, kind or rule"
            maxLength={100}
            value={search}
            onChange={({ target }) => set('search', target.value)}
          />
        </div>
      }
    >
      <List wanted={{ state, search: useDeferredValue(search.trim()), assigned }} />
    </Panel>
  );
}

function Assigned({ chosen, choose }: { readonly chosen: string; choose(name: string): void }) {
  const { data = [] } = useQuery(assignees);
  const { data: me } = useQuery(session);
  const others = data.filter((name) => name !== me?.name);
  return (
    <select
      className="input"
      aria-label="Assigned to"
      value={chosen}
      onChange={({ target }) => choose(target.value)}
    >
      <option value="">Assigned or not</option>
      <option value="-">Assigned to nobody</option>
      {me == null ? null : <option value={me.name}>Assigned to me</option>}
      {others.map((name) => (
        <option key={name} value={name}>
          {name}
        </option>
      ))}
    </select>
  );
}

function List({ wanted }: { readonly wanted: IncidentsWanted }) {
  const asked = useInfiniteQuery(incidents(wanted));
  if (asked.isPending) return <Loading what="incidents" />;
  if (asked.isError && asked.data === undefined) {
    return (
      <Problem
        title="The incidents could not be loaded."
        error={asked.error}
        again={() => void asked.refetch()}
      />
    );
  }
  const rows = asked.data.pages.flatMap(({ items }) => items);
  if (rows.length > 0) {
    return (
      <IncidentTable
        rows={rows}
        more={asked.hasNextPage ? () => void asked.fetchNextPage() : undefined}
        isLoadingMore={asked.isFetchingNextPage}
      />
    );
  }
  if (wanted.search !== '' || wanted.assigned !== '') {
    return (
      <Empty title="No incident fits.">Search for an address, a name, a kind of evidence or a rule.</Empty>
    );
  }
  return (
    <Empty
      title={wanted.state === 'open' ? 'Nothing waits for you.' : 'There are no incidents.'}
      command="strayflow notify test"
    >
      No host is over the alert line of the policy. See that messages would reach you:
    </Empty>
  );
}
