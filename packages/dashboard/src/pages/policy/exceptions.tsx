/** What people said must never be blocked. */
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Exception } from '../../api/contract/incidents.js';
import { endException, exceptions } from '../../api/deeds.js';
import { useMay } from '../../api/session.js';
import { Confirm } from '../../parts/confirm.js';
import { type Column, DataTable } from '../../parts/data-table.js';
import { useAct } from '../../parts/deeds/act.js';
import { ExceptionDialog } from '../../parts/deeds/exception-dialog.js';
import { Empty } from '../../parts/empty.js';
import { Loading } from '../../parts/loading.js';
import { Panel } from '../../parts/panel.js';
import { Problem } from '../../parts/problem.js';
import { Time } from '../../parts/time.js';
import { familyWords } from '../../words/families.js';

/** "port scan; ports 22, 443; inwards" */
function scopeWords({ families, ports, direction, site }: Exception): string {
  const words = [
    families === null ? '' : families.map(familyWords).join(', '),
    ports === null ? '' : `ports ${ports.join(', ')}`,
    direction === null ? '' : `direction ${direction}`,
    site === null ? '' : `site ${site}`,
  ].filter((text) => text !== '');
  return words.length === 0 ? 'whatever it does' : words.join('; ');
}

function columns(
  end: ((exception: Exception) => void) | null,
): readonly [Column<Exception>, ...Column<Exception>[]] {
  return [
    { key: 'prefix', heading: 'Spared', cell: ({ prefix }) => <span className="mono">{prefix}</span> },
    { key: 'scope', heading: 'For', cell: scopeWords },
    { key: 'reason', heading: 'Reason', cell: ({ reason }) => reason },
    { key: 'added', heading: 'Since (UTC)', isMinor: true, cell: ({ added }) => <Time at={added} /> },
    {
      key: 'expires',
      heading: 'Ends (UTC)',
      cell: ({ expires }) => (expires === null ? 'never' : <Time at={expires} />),
    },
    {
      key: 'end',
      heading: 'End',
      cell: (exception) =>
        end === null ? null : (
          <button
            type="button"
            className="button small"
            aria-label={`End the exception of ${exception.prefix}`}
            onClick={() => end(exception)}
          >
            End
          </button>
        ),
    },
  ];
}

export function Exceptions() {
  const asked = useInfiniteQuery(exceptions);
  const may = useMay('responder');
  const act = useAct();
  const [ended, setEnded] = useState<Exception | null>(null);
  const [isAdding, setAdding] = useState(false);
  if (asked.isPending) return <Loading what="exceptions" />;
  if (asked.isError) return <Problem error={asked.error} again={() => void asked.refetch()} />;
  const rows = asked.data.pages.flatMap(({ items }) => items);
  return (
    <Panel
      title="Exceptions"
      says="Nothing of these is blocked; alerts go on. What the configuration file allows stands in the guards."
      actions={
        may ? (
          <button type="button" className="button" onClick={() => setAdding(true)}>
            Add an exception
          </button>
        ) : undefined
      }
    >
      {rows.length === 0 ? (
        <Empty title="There are no exceptions." command='strayflow allow 198.51.100.7 --reason "our scanner"'>
          Add what this network cannot live without, here or by the command:
        </Empty>
      ) : (
        <DataTable
          label="Exceptions"
          columns={columns(may ? setEnded : null)}
          rows={rows}
          keyOf={({ id }) => String(id)}
          more={asked.hasNextPage ? () => void asked.fetchNextPage() : undefined}
          isLoadingMore={asked.isFetchingNextPage}
        />
      )}
      {isAdding ? <ExceptionDialog prefix="" close={() => setAdding(false)} /> : null}
      {ended === null ? null : (
        <Confirm
          title={`End the exception of ${ended.prefix}?`}
          verb="End"
          act={() => act(() => endException(ended.id), `${ended.prefix} may be blocked again.`)}
          close={() => setEnded(null)}
        >
          It may be blocked again when the policy says so.
        </Confirm>
      )}
    </Panel>
  );
}
