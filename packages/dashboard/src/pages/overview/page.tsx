/** The overview: what happens, how much of it is seen, and where to look first. */
import { useQuery } from '@tanstack/react-query';
import { overview } from '../../api/overview.js';
import { Loading } from '../../parts/loading.js';
import { PageHead } from '../../parts/page-head.js';
import { Problem } from '../../parts/problem.js';
import { SpanChoice, useSpan } from '../../parts/span.js';
import { utc } from '../../words/times.js';
import { CoveragePanel } from './coverage.js';
import { FamiliesPanel } from './families.js';
import { RiskiestPanel } from './riskiest.js';
import { Tiles } from './tiles.js';
import { TrafficPanel } from './traffic.js';
import './overview.css';

export default function OverviewPage() {
  const state = useSpan();
  const { data, error, isPending, isPlaceholderData, refetch } = useQuery(overview(state.span));
  const says = data === undefined ? undefined : `Up to ${utc(data.to).slice(0, 16)} UTC, the newest record.`;
  const select = (from: number, to: number) => state.setSpan({ kind: 'between', from, to });
  return (
    <>
      <PageHead
        title="Overview"
        says={state.span.kind === 'latest' ? says : undefined}
        actions={<SpanChoice {...state} />}
      />
      {isPending ? <Loading what="the overview" height="50vh" /> : null}
      {error !== null ? (
        <Problem title="The overview could not be loaded." error={error} again={() => void refetch()} />
      ) : null}
      {data === undefined ? null : (
        <div className="overview" aria-busy={isPlaceholderData}>
          <Tiles overview={data} />
          <TrafficPanel overview={data} select={select} />
          <RiskiestPanel hosts={data.riskiest} />
          <CoveragePanel overview={data} />
          <FamiliesPanel families={data.families} />
        </div>
      )}
    </>
  );
}
