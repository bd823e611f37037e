/** Incidents: who does what about which host. */
import { Empty } from '../../parts/empty.js';
import { PageHead } from '../../parts/page-head.js';

export default function IncidentsPage() {
  return (
    <>
      <PageHead title="Incidents" />
      <Empty title="This page is not there yet." command="strayflow incidents">
        Until then, the command line lists what stands:
      </Empty>
    </>
  );
}
