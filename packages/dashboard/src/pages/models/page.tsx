/** Models: what judges, and how it was learned. */
import { Empty } from '../../parts/empty.js';
import { PageHead } from '../../parts/page-head.js';

export default function ModelsPage() {
  return (
    <>
      <PageHead title="Models" />
      <Empty title="This page is not there yet." command="strayflow models list">
        Until then, the command line has them:
      </Empty>
    </>
  );
}
