/** What nobody is told about. */
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Mute } from '../../api/contract/incidents.js';
import { endMute, mutes } from '../../api/deeds.js';
import { useMay } from '../../api/session.js';
import { Confirm } from '../../parts/confirm.js';
import { type Column, DataTable } from '../../parts/data-table.js';
import { useAct } from '../../parts/deeds/act.js';
import { MuteDialog } from '../../parts/deeds/mute-dialog.js';
import { Empty } from '../../parts/empty.js';
import { Loading } from '../../parts/loading.js';
import { Panel } from '../../parts/panel.js';
import { Problem } from '../../parts/problem.js';
import { Time } from '../../parts/time.js';
import { familyWords } from '../../words/families.js';
import { count } from '../../words/numbers.js';

function columns(end: ((mute: Mute) => void) | null): readonly [Column<Mute>, ...Column<Mute>[]] {
  return [
    {
      key: 'prefix',
      heading: 'About',
      cell: ({ prefix }) => (prefix === null ? 'any host' : <span className="mono">{prefix}</span>),
    },
    {
      key: 'families',
      heading: 'Kinds',
      cell: ({ families }) => (families === null ? 'all' : families.map(familyWords).join(', ')),
    },
    { key: 'reason', heading: 'Reason', cell: ({ reason }) => reason },
    { key: 'kept', heading: 'Messages kept back', isNumber: true, cell: ({ kept }) => count(kept) },
    {
      key: 'expires',
      heading: 'Ends (UTC)',
      cell: ({ expires }) => (expires === null ? 'never' : <Time at={expires} />),
    },
    {
      key: 'end',
      heading: 'End',
      cell: (mute) =>
        end === null ? null : (
          <button
            type="button"
            className="button small"
            aria-label={`End the mute of ${mute.prefix ?? 'any host'}`}
            onClick={() => end(mute)}
          >
            End
          </button>
        ),
    },
  ];
}

export function Mutes() {
  const asked = useInfiniteQuery(mutes);
  const may = useMay('analyst');
  const act = useAct();
  const [ended, setEnded] = useState<Mute | null>(null);
  const [isAdding, setAdding] = useState(false);
  if (asked.isPending) return <Loading what="mutes" />;
  if (asked.isError) return <Problem error={asked.error} again={() => void asked.refetch()} />;
  const rows = asked.data.pages.flatMap(({ items }) => items);
  return (
    <Panel
      title="Mutes"
      says="Nobody is sent messages about these. Evidence is kept, and the policy blocks as before."
      actions={
        may ? (
          <button type="button" className="button" onClick={() => setAdding(true)}>
            Mute a host
          </button>
        ) : undefined
      }
    >
      {rows.length === 0 ? (
        <Empty title="Nothing is muted.">An incident or a host can be muted from its page.</Empty>
      ) : (
        <DataTable
          label="Mutes"
          columns={columns(may ? setEnded : null)}
          rows={rows}
          keyOf={({ id }) => String(id)}
          more={asked.hasNextPage ? () => void asked.fetchNextPage() : undefined}
          isLoadingMore={asked.isFetchingNextPage}
        />
      )}
      {isAdding ? <MuteDialog prefix="" families={[]} close={() => setAdding(false)} /> : null}
      {ended === null ? null : (
        <Confirm
          title={`End the mute of ${ended.prefix ?? 'any host'}?`}
          verb="End"
          act={() => act(() => endMute(ended.id), 'The mute has ended.')}
          close={() => setEnded(null)}
        >
          Messages about it are sent again.
        </Confirm>
      )}
    </Panel>
  );
}
