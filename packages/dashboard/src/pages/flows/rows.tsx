/** The records themselves, one a row, each opened to all that is known of it. */
import type { InfiniteData, UseInfiniteQueryResult } from '@tanstack/react-query';
import { useState } from 'react';
import type { FlowPage } from '../../api/contract/flows.js';
import { Choice } from '../../parts/choice.js';
import { DataTable } from '../../parts/data-table.js';
import { Empty } from '../../parts/empty.js';
import { Panel } from '../../parts/panel.js';
import { count } from '../../words/numbers.js';
import { utc } from '../../words/times.js';
import { chosenColumns, useColumns } from './columns.js';
import { ColumnsDialog } from './columns-dialog.js';
import type { SearchState } from './page.js';
import { RowDetails } from './row-details.js';
import { CutNote, unanswered } from './state.js';
import { ORDERS } from './use-search.js';

interface FlowRowsProps {
  readonly rows: UseInfiniteQueryResult<InfiniteData<FlowPage>>;
  readonly state: SearchState;
  search(query: string): void;
  again(): void;
}

export function FlowRows({ rows: found, state, search, again }: FlowRowsProps) {
  const { query, order, set } = state;
  const { columns, setColumns } = useColumns();
  const [isChoosing, setChoosing] = useState(false);
  const { data } = found;
  // The same record may come twice: what was read of it is a row each time.
  const rows = (data?.pages ?? []).flatMap(({ items }) => items).map((row, place) => ({ row, place }));
  const isWhole = data?.pages.every((page) => page.isWhole) ?? true;
  return (
    <Panel
      className="flows-wide"
      title={
        rows.length === 0 ? 'Records' : `${count(rows.length)} records${found.hasNextPage ? ' so far' : ''}`
      }
      says="A long flow has several."
      actions={
        <div className="flows-actions">
          <button type="button" className="button button-quiet small" onClick={() => setChoosing(true)}>
            Columns
          </button>
          <Choice
            label="Order"
            options={ORDERS}
            chosen={order}
            choose={(key) => set('order', key === ORDERS[0]!.key ? '' : key)}
          />
        </div>
      }
    >
      <CutNote isWhole={isWhole}>There may be more that fit.</CutNote>
      {unanswered({ asked: found, what: 'records', height: '20rem', again })}
      {data !== undefined && rows.length === 0 ? <NoRows state={state} search={search} /> : null}
      {rows.length === 0 ? null : (
        <DataTable
          label="Records of flows"
          columns={chosenColumns(columns)}
          rows={rows}
          keyOf={({ place }) => String(place)}
          detailsOf={({ row }) => <RowDetails row={row} query={query} search={search} />}
          more={found.hasNextPage ? () => void found.fetchNextPage() : undefined}
          isLoadingMore={found.isFetchingNextPage}
        />
      )}
      {isChoosing ? (
        <ColumnsDialog chosen={columns} choose={setColumns} close={() => setChoosing(false)} />
      ) : null}
    </Panel>
  );
}

function NoRows({ state: { query, asked, stored, span }, search }: Pick<FlowRowsProps, 'state' | 'search'>) {
  const { data: kept } = stored;
  const isAll = kept == null || (asked.from <= kept.from && asked.to >= kept.to);
  return (
    <Empty title={query === '' ? 'No flows in this span of time.' : 'No flows fit.'}>
      <p>
        Looked through: {utc(asked.from).slice(0, 16)} to {utc(asked.to).slice(0, 16)} UTC.
        {isAll
          ? ' That is all that is kept.'
          : ` Kept are flows of ${utc(kept.from).slice(0, 16)} to ${utc(kept.to).slice(0, 16)}.`}
      </p>
      <p className="flows-actions">
        {isAll ? null : (
          <button
            type="button"
            className="button"
            onClick={() => span.setSpan({ kind: 'between', from: kept.from, to: kept.to })}
          >
            Look through all that is kept
          </button>
        )}
        {query === '' ? null : (
          <button type="button" className="button" onClick={() => search('')}>
            Show all flows of this span
          </button>
        )}
      </p>
    </Empty>
  );
}
