/** Networks: who talks to whom, by network and country. */
import { Empty } from '../../parts/empty.js';
import { PageHead } from '../../parts/page-head.js';

export default function NetworksPage() {
  return (
    <>
      <PageHead title="Networks" />
      <Empty title="This page is not there yet." command="strayflow analyze FILE">
        Until then, a report shows where traffic goes:
      </Empty>
    </>
  );
}
