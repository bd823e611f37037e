/** One host: what it is, how risky, why, and with whom it speaks. */
import { useQuery } from '@tanstack/react-query';
import { Link, useSearchParams } from 'wouter';
import { ApiFault } from '../../api/fault.js';
import { type HostName, host } from '../../api/host.js';
import { Empty } from '../../parts/empty.js';
import { Loading } from '../../parts/loading.js';
import { PageHead } from '../../parts/page-head.js';
import { Panel } from '../../parts/panel.js';
import { Problem } from '../../parts/problem.js';
import { SpanChoice, useSpan } from '../../parts/span.js';
import { flowsAddress } from '../addresses.js';
import type { PageProps } from '../page.js';
import { HostDeeds } from './deeds.js';
import { HostFacts } from './host-facts.js';
import { PeersPanel } from './peers.js';
import { PiecesPanel } from './pieces.js';
import { RiskCourse } from './risk-course.js';
import { Standing } from './standing.js';
import './host.css';

export default function HostPage({ params }: PageProps) {
  const [address] = useSearchParams();
  const name: HostName = { host: params['host'] ?? '', site: address.get('site') ?? '' };
  const { data, error, isPending, refetch } = useQuery(host(name));
  const span = useSpan('7d');
  if (isPending) return <Loading what="the host" height="50vh" />;
  if (error !== null) {
    const isUnknown = error instanceof ApiFault && error.status === 404;
    return (
      <>
        <PageHead title={name.host} />
        {isUnknown ? (
          <Unknown name={name} />
        ) : (
          <Problem title="The host could not be loaded." error={error} again={() => void refetch()} />
        )}
      </>
    );
  }
  return (
    <>
      <PageHead
        title={data.host}
        says={data.names.map((each) => each.name).join(', ') || undefined}
        actions={<HostDeeds host={data} />}
      />
      <div className="host">
        <Panel title="What is known">
          <HostFacts host={data} />
        </Panel>
        <Standing host={data} />
        <Panel
          className="host-wide"
          title="Risk over time"
          says="What each kind of evidence adds to it. It fades as nothing more happens."
          actions={
            <div className="host-choices">
              <SpanChoice {...span} />
            </div>
          }
        >
          <RiskCourse name={name} host={data} {...span} />
        </Panel>
        <PiecesPanel name={{ host: data.host, site: data.site }} evidence={data.evidence} />
        {data.subject === 'network' ? null : <PeersPanel name={name} lastSeen={data.lastSeen} />}
      </div>
    </>
  );
}

function Unknown({ name: { host: address } }: { readonly name: HostName }) {
  return (
    <Empty title="There is no evidence about this host.">
      <p>It may have had traffic all the same, and its evidence may be older than what is kept.</p>
      <p>
        <Link href={flowsAddress(`host:${address}`)}>Look for its flows</Link>
      </p>
    </Empty>
  );
}
