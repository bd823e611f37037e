/** Shows the hosts of a report's evidence.json, which never leaves the browser. */
import { useState } from 'react';
import { Empty } from '../../parts/empty.js';
import { Field } from '../../parts/field.js';
import { PageHead } from '../../parts/page-head.js';
import { Panel } from '../../parts/panel.js';
import { RiskMeter } from '../../parts/risk-meter.js';
import { familyWords } from '../../words/families.js';
import { counted } from '../../words/numbers.js';
import { type HostItem, hostsOf } from './evidence-file.js';
import './report.css';

type Read = { readonly hosts: readonly HostItem[] } | { readonly fault: string } | null;

async function read(file: File): Promise<Read> {
  try {
    return { hosts: hostsOf(await file.text()) };
  } catch (error) {
    return { fault: error instanceof Error ? error.message : String(error) };
  }
}

export default function ReportPage() {
  const [found, setFound] = useState<Read>(null);
  return (
    <>
      <PageHead
        title="Evidence of a report"
        says="Choose the evidence.json of a report folder. It is read in this page and sent nowhere."
      />
      <Field
        label="File"
        type="file"
        accept="application/json,.json"
        fault={found !== null && 'fault' in found ? found.fault : undefined}
        onChange={({ target }) => {
          const file = target.files?.[0];
          if (file !== undefined) void read(file).then(setFound);
        }}
      />
      <div role="status" className="report-count">
        {found !== null && 'hosts' in found ? `${counted(found.hosts.length, 'host')} with evidence.` : ''}
      </div>
      {found !== null && 'hosts' in found ? <Hosts hosts={found.hosts} /> : null}
    </>
  );
}

function Hosts({ hosts }: { readonly hosts: readonly HostItem[] }) {
  if (hosts.length === 0) return <Empty title="No host has evidence." />;
  return hosts.map(({ address, role, risk, evidence }) => (
    <Panel
      key={`${address} ${role}`}
      className="report-host"
      title={role === 'victim' ? `${address} (attacked)` : address}
      actions={<RiskMeter risk={risk} of={address} />}
    >
      <ul>
        {evidence.map(({ id, family, summary }) => (
          <li key={id}>
            {familyWords(family)}: {summary}
          </li>
        ))}
      </ul>
    </Panel>
  ));
}
