/** One host: what is known of it, its risk, its evidence. */
import { Empty } from '../../parts/empty.js';
import { PageHead } from '../../parts/page-head.js';
import type { PageProps } from '../page.js';

export default function HostPage({ params }: PageProps) {
  return (
    <>
      <PageHead title={params['host'] ?? 'Host'} />
      <Empty title="This page is not there yet." command="strayflow analyze FILE">
        Until then, a report tells of hosts.
      </Empty>
    </>
  );
}
