/** One incident: what happened, what it rests on, what was done about it, and what can be. */
import { useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import { ApiFault } from '../../api/fault.js';
import { incident } from '../../api/incidents.js';
import { Badge } from '../../parts/badge.js';
import { Empty } from '../../parts/empty.js';
import { EvidenceList } from '../../parts/evidence/evidence-list.js';
import { Loading } from '../../parts/loading.js';
import { PageHead } from '../../parts/page-head.js';
import { Panel } from '../../parts/panel.js';
import { Problem } from '../../parts/problem.js';
import { STATE_TONES } from '../../words/incidents.js';
import { counted } from '../../words/numbers.js';
import { hostAddress } from '../addresses.js';
import type { PageProps } from '../page.js';
import { IncidentBlocks } from './blocks.js';
import { IncidentDeeds } from './deeds.js';
import { Summary } from './summary.js';
import { Timeline } from './timeline.js';
import './incident.css';

export default function IncidentPage({ params }: PageProps) {
  const id = params['id'] ?? '';
  const { data, error, isPending, refetch } = useQuery(incident(id));
  if (isPending) return <Loading what="the incident" height="50vh" />;
  if (error !== null) {
    return (
      <>
        <PageHead title="Incident" />
        {error instanceof ApiFault && error.status === 404 ? (
          <Empty title="There is no such incident.">
            <Link href="/incidents?state=all">All incidents</Link>
          </Empty>
        ) : (
          <Problem title="The incident could not be loaded." error={error} again={() => void refetch()} />
        )}
      </>
    );
  }
  const { host, site, names, state, isMuted, evidence, moreEvidence } = data;
  return (
    <>
      <PageHead
        title={`Incident of ${host}`}
        says={
          <span className="incident-says">
            <Badge tone={STATE_TONES[state]}>{state}</Badge>
            {isMuted ? <Badge>muted</Badge> : null}
            {names.join(', ')}
          </span>
        }
        actions={<IncidentDeeds incident={data} />}
      />
      <div className="incident">
        <Summary incident={data} />
        <IncidentBlocks incident={data} />
        <Panel
          className="incident-wide"
          title="Why"
          says="The evidence it rests on."
          actions={<Link href={hostAddress(host, site)}>All about {host}</Link>}
        >
          {evidence.length === 0 ? (
            <Empty title="Its evidence is no longer kept." />
          ) : (
            <EvidenceList items={evidence} />
          )}
          {moreEvidence === 0 ? null : (
            <p className="muted small">{counted(moreEvidence, 'more piece')} on the page of the host.</p>
          )}
        </Panel>
        <Timeline moments={data.timeline} />
      </div>
    </>
  );
}
