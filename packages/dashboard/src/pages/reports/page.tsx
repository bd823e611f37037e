/** Reports: what was made, and what is to be made. */
import { Link } from 'wouter';
import { Empty } from '../../parts/empty.js';
import { PageHead } from '../../parts/page-head.js';

export default function ReportsPage() {
  return (
    <>
      <PageHead title="Reports" />
      <Empty title="This page is not there yet." command="strayflow analyze FILE">
        Until then, the command line makes reports.{' '}
        <Link href="/reports/read">Read the evidence of one here.</Link>
      </Empty>
    </>
  );
}
