/** The audit log: who did what when, newest first; for admins. */
import { useInfiniteQuery } from '@tanstack/react-query';
import { useDeferredValue } from 'react';
import { useSearchParams } from 'wouter';
import { audit } from '../../api/audit.js';
import type { AuditEntry, AuditKind } from '../../api/contract/access.js';
import { type Column, DataTable } from '../../parts/data-table.js';
import { Empty } from '../../parts/empty.js';
import { Loading } from '../../parts/loading.js';
import { Panel } from '../../parts/panel.js';
import { Problem } from '../../parts/problem.js';
import { Time } from '../../parts/time.js';
import { KIND_WORDS, KINDS, partsOf } from './audit-words.js';

const COLUMNS: readonly [Column<AuditEntry>, ...Column<AuditEntry>[]] = [
  {
    key: 'what',
    heading: 'What',
    cell: ({ kind }) => <span className="settings-kind">{KIND_WORDS[kind] ?? kind}</span>,
  },
  { key: 'time', heading: 'When (UTC)', cell: ({ time }) => <Time at={Date.parse(time)} /> },
  { key: 'by', heading: 'Who', cell: ({ by }) => <span className="settings-by">{by}</span> },
  {
    key: 'about',
    heading: 'About',
    cell: ({ about }) => (
      <span className="settings-about">
        {partsOf(about).map(([name, text]) => (
          <span key={name}>
            <span className="muted">{name}</span> {text}
          </span>
        ))}
      </span>
    ),
  },
  { key: 'sequence', heading: 'No.', isNumber: true, isMinor: true, cell: ({ sequence }) => sequence },
];

export function Audit() {
  const [address, setAddress] = useSearchParams();
  const search = address.get('search') ?? '';
  const kind = KINDS.find((each) => each === address.get('kind')) ?? null;
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
      title="Audit log"
      says="Each entry has the hash of all before it: strayflow audit verify tells whether any was changed."
      className="settings-audit"
      actions={
        <div className="settings-filters">
          <input
            type="search"
            className="input"
            aria-label="Search the audit log"
            placeholder="Name, address or reason"
            maxLength={100}
            value={search}
            onChange={({ target }) => set('search', target.value)}
          />
          <select
            className="input"
            aria-label="Kind of entry"
            value={kind ?? ''}
            onChange={({ target }) => set('kind', target.value)}
          >
            <option value="">everything</option>
            {KINDS.map((each) => (
              <option key={each} value={each}>
                {KIND_WORDS[each]}
              </option>
            ))}
          </select>
        </div>
      }
    >
      <Entries search={useDeferredValue(search.trim())} kind={kind} />
    </Panel>
  );
}

function Entries({ search, kind }: { readonly search: string; readonly kind: AuditKind | null }) {
  const asked = useInfiniteQuery(audit(search, kind));
  if (asked.isPending) return <Loading what="audit log" />;
  if (asked.isError && asked.data === undefined) {
    return <Problem error={asked.error} again={() => void asked.refetch()} />;
  }
  const rows = asked.data.pages.flatMap(({ items }) => items);
  if (rows.length === 0) {
    return search === '' && kind === null ? (
      <Empty title="Nothing was done yet." />
    ) : (
      <Empty title="No entry fits.">
        Search for a part of a name, an address or a reason, or show everything.
      </Empty>
    );
  }
  return (
    <DataTable
      label="Audit log"
      columns={COLUMNS}
      rows={rows}
      keyOf={({ sequence }) => String(sequence)}
      more={asked.hasNextPage ? () => void asked.fetchNextPage() : undefined}
      isLoadingMore={asked.isFetchingNextPage}
    />
  );
}
