/** Evidence about a host, each piece opened to what it rests on. */
import { useInfiniteQuery } from '@tanstack/react-query';
import { useSearchParams } from 'wouter';
import { type EvidenceOrder, type HostName, hostEvidence } from '../../api/host.js';
import { Choice } from '../../parts/choice.js';
import { Empty } from '../../parts/empty.js';
import { EvidenceList } from '../../parts/evidence/evidence-list.js';
import { Loading } from '../../parts/loading.js';
import { Panel } from '../../parts/panel.js';
import { Problem } from '../../parts/problem.js';
import { useRowLetters } from '../../parts/row-letters.js';
import { counted } from '../../words/numbers.js';

const ORDERS: readonly { readonly key: EvidenceOrder; readonly title: string }[] = [
  { key: 'last', title: 'Newest first' },
  { key: 'surprise', title: 'Strangest first' },
];

interface PiecesPanelProps {
  readonly name: HostName;
  /** How many are kept. */
  readonly evidence: number;
}

export function PiecesPanel({ name, evidence }: PiecesPanelProps) {
  const [address, setAddress] = useSearchParams();
  const order = ORDERS.find(({ key }) => key === address.get('order'))?.key ?? 'last';
  const choose = (key: EvidenceOrder) =>
    setAddress(
      (before) => {
        const after = new URLSearchParams(before);
        if (key === 'last') after.delete('order');
        else after.set('order', key);
        return after;
      },
      { replace: true },
    );
  return (
    <Panel
      className="host-wide"
      title={`${counted(evidence, 'piece')} of evidence`}
      actions={
        <div className="host-choices">
          {evidence < 2 ? null : <Choice label="Order" options={ORDERS} chosen={order} choose={choose} />}
          {evidence === 0 ? null : (
            <a className="button" href={exportAddress(name)} download>
              Export
            </a>
          )}
        </div>
      }
    >
      <Pieces name={name} order={order} opened={address.get('evidence')} />
    </Panel>
  );
}

/** Of a file of JSON lines. */
function exportAddress({ host, site }: HostName): string {
  const query = new URLSearchParams({ host, ...(site === '' ? {} : { site }) });
  return `/api/v1/evidence/export?${query}`;
}

interface PiecesProps {
  readonly name: HostName;
  readonly order: EvidenceOrder;
  /** Open from the beginning. */
  readonly opened: string | null;
}

function Pieces({ name, order, opened }: PiecesProps) {
  useRowLetters({});
  const { data, error, isPending, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } =
    useInfiniteQuery(hostEvidence(name, order));
  if (isPending) return <Loading what="evidence" />;
  if (data === undefined) return <Problem error={error} again={() => void refetch()} />;
  const items = data.pages.flatMap((page) => page.items);
  if (items.length === 0) return <Empty title="Its evidence is no longer kept." />;
  return (
    <>
      <EvidenceList items={items} opened={opened ?? (items.length === 1 ? items[0]!.id : null)} />
      {hasNextPage ? (
        <button
          type="button"
          className="button table-more"
          disabled={isFetchingNextPage}
          onClick={() => void fetchNextPage()}
        >
          {isFetchingNextPage ? 'Loading' : 'Show more'}
        </button>
      ) : null}
    </>
  );
}
