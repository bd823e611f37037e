/** The inputs of the watch with what comes in now, what could not be read, and what was lost. */
import { useInfiniteQuery } from '@tanstack/react-query';
import type { SourceRow } from '../../api/contract/status.js';
import { sources } from '../../api/sources.js';
import { Badge } from '../../parts/badge.js';
import { type Column, DataTable } from '../../parts/data-table.js';
import { Empty } from '../../parts/empty.js';
import { Loading } from '../../parts/loading.js';
import { Panel } from '../../parts/panel.js';
import { Problem } from '../../parts/problem.js';
import { Time } from '../../parts/time.js';
import { count, shortCount } from '../../words/numbers.js';
import { adviceOf, HEALTH, healthSentence, lostOf, reasonsOf, totalOf } from './source-words.js';

const COLUMNS: readonly [Column<SourceRow>, ...Column<SourceRow>[]] = [
  {
    key: 'name',
    heading: 'Input',
    cell: ({ name, format, source }) => (
      <>
        {name}
        <span className="muted small settings-under">
          {source}, {format}
        </span>
      </>
    ),
  },
  { key: 'health', heading: 'Now', cell: (row) => <Health row={row} /> },
  {
    key: 'rate',
    heading: 'Records/min',
    isNumber: true,
    cell: ({ perMinute, isFinished }) => (isFinished || perMinute === null ? '-' : count(perMinute)),
  },
  {
    key: 'last',
    heading: 'Newest (UTC)',
    cell: ({ lastEvent }) =>
      lastEvent === null ? <span className="muted">none yet</span> : <Time at={lastEvent} />,
  },
  { key: 'read', heading: 'Read', isNumber: true, cell: ({ read }) => shortCount(read) },
  { key: 'rejected', heading: 'Not readable', cell: ({ rejected }) => <Reasons counts={rejected} isFault /> },
  {
    key: 'ignored',
    heading: 'Not traffic',
    isMinor: true,
    cell: ({ ignored }) => <Reasons counts={ignored} />,
  },
  {
    key: 'lost',
    heading: 'Lost',
    isNumber: true,
    cell: (row) => (lostOf(row) === 0 ? '0' : <Badge tone="severe">{count(lostOf(row))}</Badge>),
  },
];

function Health({ row }: { readonly row: SourceRow }) {
  const { word, tone } = HEALTH[row.health];
  const advice = adviceOf(row);
  return (
    <span>
      <Badge tone={tone}>{word}</Badge>
      {advice === null ? null : <span className="muted small settings-under">{advice}</span>}
    </span>
  );
}

interface ReasonsProps {
  readonly counts: Readonly<Record<string, number>>;
  readonly isFault?: boolean;
}

function Reasons({ counts, isFault = false }: ReasonsProps) {
  const total = totalOf(counts);
  if (total === 0) return <span className="muted">0</span>;
  return (
    <span>
      {isFault ? <Badge tone="medium">{count(total)}</Badge> : count(total)}
      <span className="muted small settings-under">{reasonsOf(counts)}</span>
    </span>
  );
}

export function Sources() {
  const asked = useInfiniteQuery(sources);
  if (asked.isPending) return <Loading what="sources" />;
  if (asked.isError && asked.data === undefined) {
    return <Problem error={asked.error} again={() => void asked.refetch()} />;
  }
  const rows = asked.data.pages.flatMap(({ items }) => items);
  return (
    <Panel
      title="Sources"
      says={
        rows.length === 0 ? 'What the watch reads.' : `${healthSentence(rows)} Counts since the state began.`
      }
    >
      {rows.length === 0 ? (
        <Empty title="Nothing is watched yet." command="strayflow serve --config strayflow.yaml">
          Name inputs under <code>watch.inputs</code> of the configuration, or on the command line: files that
          grow, NetFlow, IPFIX and sFlow by UDP, logs that others push. Then start the service again:
        </Empty>
      ) : (
        <DataTable
          label="Sources"
          columns={COLUMNS}
          rows={rows}
          keyOf={({ input }) => String(input)}
          more={asked.hasNextPage ? () => void asked.fetchNextPage() : undefined}
          isLoadingMore={asked.isFetchingNextPage}
        />
      )}
    </Panel>
  );
}
