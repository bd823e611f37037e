/** What is known of a host. */
import type { HostDetail } from '../../api/contract/hosts.js';
import { Badge } from '../../parts/badge.js';
import { Facts } from '../../parts/facts.js';
import { RiskMeter } from '../../parts/risk-meter.js';
import { Time } from '../../parts/time.js';
import { siteWords } from '../../words/sites.js';
import { Because } from './because.js';

const SOURCES: Readonly<Record<string, string>> = {
  dhcp: 'says its DHCP lease',
  dns: 'says DNS',
  tls: 'says TLS',
  http: 'says HTTP',
};

export function HostFacts({ host }: { readonly host: HostDetail }) {
  const { names, location, isInternal, firstSeen, lastSeen, site, risks, subject } = host;
  return (
    <div className="host-facts">
      {risks.map(({ role, risk, peak, peakTime, shares }) => (
        <div key={role} className="host-risk">
          <p>
            {role === 'victim' ? 'Attacked' : subject === 'network' ? 'Network that acts' : 'Acts'}{' '}
            <Badge tone={risk >= host.lines.block ? 'severe' : risk >= host.lines.alert ? 'high' : 'plain'}>
              {verdict(risk, host.lines)}
            </Badge>
          </p>
          <RiskMeter risk={risk} of={`${host.host}, ${role}`} />
          <Because shares={shares} />
          <p className="muted small">
            Its peak was {peak.toFixed(2)} at <Time at={peakTime} />
            {shares.every(({ attributable }) => attributable) ? '' : '; part of it may be forged by others'}
          </p>
        </div>
      ))}
      <Facts
        facts={{
          Names:
            names.length === 0 ? null : (
              <ul className="plain-list">
                {names.map(({ name, source }) => (
                  <li key={`${name} ${source}`}>
                    {name} <span className="muted small">{SOURCES[source] ?? source}</span>
                  </li>
                ))}
              </ul>
            ),
          Where: isInternal === null ? null : isInternal ? 'in our network' : 'outside',
          Country: location?.country ?? null,
          Network: location?.network ?? null,
          Site: siteWords(site),
          'First evidence (UTC)': firstSeen === null ? null : <Time at={firstSeen} />,
          'Newest evidence (UTC)': lastSeen === null ? null : <Time at={lastSeen} />,
        }}
      />
    </div>
  );
}

function verdict(risk: number, { alert, block }: HostDetail['lines']): string {
  if (risk >= block) return 'over the block line';
  return risk >= alert ? 'over the alert line' : 'under the alert line';
}
