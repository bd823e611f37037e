/** The policy: what is done about which risk. */
import { Empty } from '../../parts/empty.js';
import { PageHead } from '../../parts/page-head.js';

export default function PolicyPage() {
  return (
    <>
      <PageHead title="Policy" />
      <Empty title="This page is not there yet." command="strayflow policy --help">
        Until then, the configuration has it:
      </Empty>
    </>
  );
}
