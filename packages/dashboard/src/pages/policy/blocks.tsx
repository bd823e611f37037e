/** Blocks: those that wait for approval, those that stand, those that ended. */
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useSearchParams } from 'wouter';
import { type BlockStatus, blocks, undoAll } from '../../api/blocks.js';
import type { BlockRow } from '../../api/contract/incidents.js';
import { useMay } from '../../api/session.js';
import { Badge } from '../../parts/badge.js';
import { Choice } from '../../parts/choice.js';
import { type Column, DataTable } from '../../parts/data-table.js';
import { useAct } from '../../parts/deeds/act.js';
import { BlockDeeds } from '../../parts/deeds/block-deeds.js';
import { Hours, hoursOf } from '../../parts/deeds/hours.js';
import { ReasonDialog } from '../../parts/deeds/reason-dialog.js';
import { Empty } from '../../parts/empty.js';
import { Loading } from '../../parts/loading.js';
import { Panel } from '../../parts/panel.js';
import { Problem } from '../../parts/problem.js';
import { Time } from '../../parts/time.js';
import { blockWords } from '../../words/incidents.js';
import { count } from '../../words/numbers.js';
import { hostAddress } from '../addresses.js';

const STATUSES: readonly { readonly key: BlockStatus; readonly title: string }[] = [
  { key: 'live', title: 'Waiting and standing' },
  { key: 'ended', title: 'Ended' },
  { key: 'all', title: 'All' },
];

const COLUMNS: readonly [Column<BlockRow>, ...Column<BlockRow>[]] = [
  {
    key: 'prefix',
    heading: 'Blocked',
    cell: ({ prefix, site, names }) => (
      <>
        <Link href={hostAddress(prefix.replace(/\/(?:32|128)$/, ''), site)} className="mono">
          {prefix}
        </Link>
        {names[0] === undefined ? null : <span className="muted small policy-name">{names[0]}</span>}
      </>
    ),
  },
  {
    key: 'status',
    heading: 'Status',
    cell: (row) => <Badge tone={blockWords(row)[1]}>{blockWords(row)[0]}</Badge>,
  },
  {
    key: 'reason',
    heading: 'Why',
    cell: ({ reason, rule }) => (
      <span className="policy-why">
        <span className="small">{reason}</span>
        <span className="muted small">rule {rule}</span>
      </span>
    ),
  },
  {
    key: 'refused',
    heading: 'Dropped since',
    isNumber: true,
    isMinor: true,
    cell: ({ refused }) => count(refused),
  },
  { key: 'decided', heading: 'Since (UTC)', isMinor: true, cell: ({ decided }) => <Time at={decided} /> },
  {
    key: 'expires',
    heading: 'Ends (UTC)',
    cell: ({ ended, expires }) => <Time at={ended ?? expires} />,
  },
  { key: 'deeds', heading: 'Do', cell: (row) => <BlockDeeds block={row} /> },
];

export function Blocks() {
  const [address, setAddress] = useSearchParams();
  const status = STATUSES.find(({ key }) => key === address.get('status'))?.key ?? 'live';
  const asked = useInfiniteQuery(blocks(status));
  const may = useMay('responder');
  const rows = asked.data?.pages.flatMap(({ items }) => items) ?? [];
  const choose = (key: BlockStatus) =>
    setAddress({ tab: 'blocks', ...(key === 'live' ? {} : { status: key }) }, { replace: true });
  return (
    <Panel
      title="Blocks"
      says="Each ends by itself, and can be undone."
      actions={
        <span className="deeds">
          <Choice label="Status" options={STATUSES} chosen={status} choose={choose} />
          {may && rows.some((row) => row.status === 'standing') ? <UndoAll /> : null}
        </span>
      }
    >
      {asked.isPending ? <Loading what="blocks" /> : null}
      {asked.isError ? <Problem error={asked.error} again={() => void asked.refetch()} /> : null}
      {asked.isSuccess && rows.length === 0 ? (
        <Empty
          title={status === 'live' ? 'Nothing is blocked.' : 'There are no blocks.'}
          command="strayflow doctor"
        >
          Blocks come from the rules of the policy. See whether this machine can block:
        </Empty>
      ) : null}
      {rows.length === 0 ? null : (
        <DataTable
          label="Blocks"
          columns={COLUMNS}
          rows={[...rows].sort(waitingFirst)}
          keyOf={({ id }) => id}
          more={asked.hasNextPage ? () => void asked.fetchNextPage() : undefined}
          isLoadingMore={asked.isFetchingNextPage}
        />
      )}
    </Panel>
  );
}

/** Within what is loaded; a sort keeps the order of others. */
function waitingFirst(one: BlockRow, other: BlockRow): number {
  return Number(other.status === 'waiting') - Number(one.status === 'waiting');
}

function UndoAll() {
  const [isAsked, setAsked] = useState(false);
  const act = useAct();
  return (
    <>
      <button type="button" className="button button-grave" onClick={() => setAsked(true)}>
        Undo all
      </button>
      {isAsked ? (
        <ReasonDialog
          title="Undo all blocks"
          verb="Undo all"
          fields={<Hours usual="24" isEndless={false} />}
          send={(reason, entered) =>
            act(() => undoAll(reason, hoursOf(entered) ?? 24), 'All blocks are undone.')
          }
          close={() => setAsked(false)}
        >
          All that stand end at once, and what they held back is not blocked for as long as you say. What
          comes after is blocked as the policy says: the switch above ends that, too.
        </ReasonDialog>
      ) : null}
    </>
  );
}
