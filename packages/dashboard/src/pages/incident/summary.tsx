/** What happened, in a few facts. */
import { Link } from 'wouter';
import type { IncidentDetail } from '../../api/contract/incidents.js';
import { Facts } from '../../parts/facts.js';
import { Panel } from '../../parts/panel.js';
import { RiskMeter } from '../../parts/risk-meter.js';
import { Time } from '../../parts/time.js';
import { actionWords } from '../../words/incidents.js';
import { hostAddress } from '../addresses.js';

export function Summary({ incident }: { readonly incident: IncidentDetail }) {
  const { host, site, role, risk, reason, opened, changed, rule, assigned, named } = incident;
  return (
    <Panel title={role === 'victim' ? 'Is attacked' : 'What it did'}>
      <p className="incident-reason">{reason}</p>
      <Facts
        facts={{
          Host: (
            <Link href={hostAddress(host, site)} className="mono">
              {host}
            </Link>
          ),
          'Highest risk': <RiskMeter risk={risk} of={host} />,
          'Since (UTC)': <Time at={opened} />,
          'Last change (UTC)': <Time at={changed} />,
          Decision: actionWords(incident),
          Rule: <Link href="/policy">{rule}</Link>,
          'Looked after by': assigned ?? 'nobody',
          'What others are called':
            named.length === 0
              ? null
              : named
                  .map(({ address, names }) => `${address} ${names.map(({ name }) => name).join(', ')}`)
                  .join('; '),
        }}
      />
    </Panel>
  );
}
