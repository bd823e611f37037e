/** Flows: what was seen, by a query. */
import { Empty } from '../../parts/empty.js';
import { PageHead } from '../../parts/page-head.js';

export default function FlowsPage() {
  return (
    <>
      <PageHead title="Flows" />
      <Empty title="This page is not there yet." command="ls STATE/history">
        Until then, the history can be read by anything that reads Parquet.
      </Empty>
    </>
  );
}
