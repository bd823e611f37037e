/** Where to look first. */
import { Link } from 'wouter';
import type { HostRow } from '../../api/contract/hosts.js';
import { Badge } from '../../parts/badge.js';
import { Empty } from '../../parts/empty.js';
import { Panel } from '../../parts/panel.js';
import { RiskMeter } from '../../parts/risk-meter.js';
import { familyWords } from '../../words/families.js';
import { siteWords } from '../../words/sites.js';
import { hostAddress } from '../addresses.js';

const MOST_FAMILIES = 3;

export function RiskiestPanel({ hosts }: { readonly hosts: readonly HostRow[] }) {
  return (
    <Panel title="Riskiest hosts" says="As of now." actions={<Link href="/hosts">All</Link>}>
      {hosts.length === 0 ? (
        <Empty title="No host has a risk.">Nothing has strayed from what is ordinary.</Empty>
      ) : (
        <ol className="riskiest plain-list">
          {hosts.map((row) => (
            <Host key={`${row.site} ${row.host} ${row.role}`} row={row} />
          ))}
        </ol>
      )}
    </Panel>
  );
}

function Host({ row: { host, site, role, risk, names, families } }: { readonly row: HostRow }) {
  const shown = families.slice(0, MOST_FAMILIES).map(familyWords);
  const rest = families.length - shown.length;
  const of = siteWords(site);
  return (
    <li>
      <div className="riskiest-name">
        <Link href={hostAddress(host, site)} className="mono">
          {host}
        </Link>
        {role === 'victim' ? <Badge>attacked</Badge> : null}
        {of === null ? null : <Badge tone="accent">{of}</Badge>}
        {names[0] === undefined ? null : (
          <span className="muted small riskiest-known" title={names[0]}>
            {names[0]}
          </span>
        )}
      </div>
      <RiskMeter risk={risk} of={host} />
      <p className="muted small">
        {shown.join(', ')}
        {rest > 0 ? ` and ${rest} more` : ''}
      </p>
    </li>
  );
}
