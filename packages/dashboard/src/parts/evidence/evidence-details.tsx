/** What a piece of evidence rests on: what was measured and what is usual, what would have had to be otherwise, and the records. */
import { useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import type { EvidenceDetail } from '../../api/contract/hosts.js';
import { evidence, evidenceRecords } from '../../api/evidence.js';
import { flowsAddress, hostAddress } from '../../pages/addresses.js';
import { counted } from '../../words/numbers.js';
import { odds } from '../../words/odds.js';
import { Facts } from '../facts.js';
import { FlowTable } from '../flow-table.js';
import { Loading } from '../loading.js';
import { Problem } from '../problem.js';
import { Time } from '../time.js';
import { Contributions } from './contributions.js';

export function EvidenceDetails({ id }: { readonly id: string }) {
  const { data, error, isPending, refetch } = useQuery(evidence(id));
  if (isPending) return <Loading what="the evidence" />;
  if (error !== null) return <Problem error={error} again={() => void refetch()} />;
  return (
    <div className="evidence-details">
      {data.counterfactual === null ? null : (
        <p className="evidence-counterfactual">
          <span className="muted small">What would have had to be otherwise</span>
          <br />
          {data.counterfactual}
        </p>
      )}
      <Contributions piece={data} />
      <Facts facts={factsOf(data)} />
      <Records piece={data} />
    </div>
  );
}

function factsOf(piece: EvidenceDetail) {
  const { window, firstSeen, lastSeen, peer, site, ports, basis, surprise, attributable, technique, inputs } =
    piece;
  return {
    'Seen (UTC)': (
      <>
        <Time at={firstSeen} /> to <Time at={lastSeen} />
      </>
    ),
    'Looked at together (UTC)': (
      <>
        <Time at={window.start} /> to <Time at={window.end} />
      </>
    ),
    'Other side': peer === null ? null : <Link href={hostAddress(peer, site)}>{peer}</Link>,
    Ports: ports === null || ports.length === 0 ? null : ports.slice(0, 20).join(', '),
    'How strange': `${odds(surprise)} (surprise ${surprise.toFixed(1)})`,
    Address: attributable
      ? 'belongs to who did it: answers came back, or it cannot be forged here'
      : 'may be forged',
    'MITRE ATT&CK': technique,
    'Judged by': basisWords(basis),
    'Read from': inputs.length === 0 ? null : inputs.map(({ name }) => name).join(', '),
  };
}

function basisWords(basis: EvidenceDetail['basis']): string {
  return Object.entries(basis)
    .filter(([name, value]) => name !== 'kind' && (typeof value === 'string' || typeof value === 'number'))
    .map(([name, value]) => (name === 'test' || name === 'name' ? String(value) : `${spaced(name)} ${value}`))
    .join('; ');
}

/** "falseAlarms" as "false alarms" */
function spaced(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}

function Records({ piece: { id, recordCount, host, peer, window } }: { readonly piece: EvidenceDetail }) {
  const { data, error, isPending, refetch } = useQuery(evidenceRecords(id));
  const query = peer === null ? `host:${host}` : `host:${host} host:${peer}`;
  return (
    <section aria-label="Records">
      <header className="evidence-records">
        <h3>{counted(recordCount, 'record')}</h3>
        <Link href={flowsAddress(query, { from: window.start, to: window.end + 1 })}>
          All flows of that time
        </Link>
      </header>
      {isPending ? <Loading what="records" height="4rem" /> : null}
      {error === null ? null : <Problem error={error} again={() => void refetch()} />}
      {data === undefined || data.items.length === 0 ? null : (
        <div className="evidence-record-rows">
          <FlowTable label="Records" rows={data.items} />
        </div>
      )}
      {data === undefined || data.missing === 0 ? null : (
        <p className="muted small">
          {counted(data.missing, 'record is', 'records are')} not shown: no longer kept, or not of a flow.
        </p>
      )}
    </section>
  );
}
