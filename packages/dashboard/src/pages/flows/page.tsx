/** Flows: every record that is kept, by a query. */
import { useInfiniteQuery, useIsFetching, useQuery, useQueryClient } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { flowRows, flowTop, SEARCHES, storedFlows } from '../../api/flows.js';
import { session } from '../../api/session.js';
import { Empty } from '../../parts/empty.js';
import { Loading } from '../../parts/loading.js';
import { PageHead } from '../../parts/page-head.js';
import { Problem } from '../../parts/problem.js';
import { SpanChoice } from '../../parts/span.js';
import { utc } from '../../words/times.js';
import { ExportDialog } from './export-dialog.js';
import { FlowsOverTime } from './over-time.js';
import { QueryBox } from './query-box.js';
import { queryFaultOf } from './query-fault.js';
import { QueryHelps } from './query-helps.js';
import { useQueryHistory } from './query-history.js';
import { FlowRows } from './rows.js';
import { TopValues } from './top-values.js';
import { useSearch } from './use-search.js';
import './flows.css';

export default function FlowsPage() {
  const state = useSearch();
  const { stored, span, asked } = state;
  const [isExporting, setExporting] = useState(false);
  const says =
    stored.data == null
      ? 'Every record of traffic that is kept.'
      : `Every record of traffic that is kept: ${utc(stored.data.from).slice(0, 10)} to ${utc(stored.data.to).slice(0, 10)}.`;
  return (
    <>
      <PageHead
        title="Flows"
        says={says}
        actions={
          <>
            <SpanChoice {...span} />
            <button
              type="button"
              className="button"
              disabled={asked === null}
              onClick={() => setExporting(true)}
            >
              Export
            </button>
          </>
        }
      />
      {stored.isPending ? <Loading what="flows" height="50vh" /> : null}
      {stored.error === null ? null : (
        <Problem
          title="The flows could not be loaded."
          error={stored.error}
          again={() => void stored.refetch()}
        />
      )}
      {stored.data === null ? (
        <Empty title="No flows are kept yet." command="strayflow doctor">
          They are here as soon as the watch has read some. See that the inputs receive something:
        </Empty>
      ) : null}
      {asked === null ? null : <Search state={{ ...state, asked }} />}
      {isExporting && asked !== null ? (
        <ExportDialog asked={asked} close={() => setExporting(false)} />
      ) : null}
    </>
  );
}

export type SearchState = ReturnType<typeof useSearch> & {
  readonly asked: NonNullable<ReturnType<typeof useSearch>['asked']>;
};

function Search({ state }: { readonly state: SearchState }) {
  const { query, asked, order, set } = state;
  const queries = useQueryClient();
  const { data: who } = useQuery(session);
  const history = useQueryHistory(who?.name ?? '');
  const isSearching = useIsFetching({ queryKey: SEARCHES }) > 0;
  const { data: services } = useQuery({ ...flowTop(asked, 'service'), enabled: false });
  const known = useMemo(
    () => ({ service: (services?.items ?? []).map(({ key }) => key).filter((key) => key !== '') }),
    [services],
  );
  const rows = useInfiniteQuery(flowRows(asked, order));
  const fault = useMemo(() => queryFaultOf(rows.error, query), [rows.error, query]);
  const isEmpty = rows.data?.pages[0]?.items.length === 0;
  const again = () => {
    void queries.invalidateQueries(storedFlows);
    void queries.resetQueries({ queryKey: SEARCHES });
  };
  const search = (next: string) => {
    history.keep(next);
    if (next === query) again();
    else set('query', next);
  };
  return (
    <>
      <QueryBox
        query={query}
        known={known}
        fault={fault}
        isSearching={isSearching}
        search={search}
        stop={() => void queries.cancelQueries({ queryKey: SEARCHES })}
      />
      <QueryHelps queries={history.queries} search={search} forget={history.forget} />
      {fault === null ? (
        <div className="flows">
          <FlowsOverTime state={state} />
          {isEmpty ? null : <TopValues state={state} search={search} />}
          <FlowRows rows={rows} state={state} search={search} again={again} />
        </div>
      ) : null}
    </>
  );
}
