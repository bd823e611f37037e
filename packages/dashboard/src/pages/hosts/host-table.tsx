/** Hosts as rows. */
import type { HostRow } from '../../api/contract/hosts.js';
import { Badge } from '../../parts/badge.js';
import { type Column, DataTable } from '../../parts/data-table.js';
import { RiskMeter } from '../../parts/risk-meter.js';
import { useRowLetters } from '../../parts/row-letters.js';
import { Time } from '../../parts/time.js';
import { familyWords } from '../../words/families.js';
import { count } from '../../words/numbers.js';
import { siteWords } from '../../words/sites.js';
import { hostAddress } from '../addresses.js';

const COLUMNS: readonly [Column<HostRow>, ...Column<HostRow>[]] = [
  { key: 'host', heading: 'Host', cell: (row) => <HostName row={row} /> },
  {
    key: 'risk',
    heading: 'Risk',
    order: 'risk',
    onCard: 'corner',
    cell: ({ risk, host }) => <RiskMeter risk={risk} of={host} />,
  },
  {
    key: 'families',
    heading: 'Evidence of',
    onCard: 'bare',
    cell: ({ families }) => (
      <span className="hosts-families">
        {families.map((family) => (
          <Badge key={family}>{familyWords(family)}</Badge>
        ))}
      </span>
    ),
  },
  {
    key: 'evidence',
    heading: 'Pieces',
    isNumber: true,
    onCard: 'hidden',
    cell: ({ evidence }) => count(evidence),
  },
  { key: 'peak', heading: 'Peak', isNumber: true, isMinor: true, cell: ({ peak }) => peak.toFixed(2) },
  { key: 'last', heading: 'Last seen (UTC)', order: 'last', cell: ({ lastSeen }) => <Time at={lastSeen} /> },
];

/** Names come from traffic, and may be of any length: the whole is in the title. */
function HostName({ row: { host, role, names, subject, site } }: { readonly row: HostRow }) {
  const [name] = names;
  const of = siteWords(site);
  return (
    <>
      <span className={subject === null ? 'mono' : ''}>{host}</span>{' '}
      {role === 'victim' ? <Badge>attacked</Badge> : null}
      {subject === 'network' ? <Badge>network</Badge> : null}
      {of === null ? null : <Badge tone="accent">{of}</Badge>}
      {name === undefined ? null : (
        <span className="muted small hosts-name" title={name}>
          {name}
        </span>
      )}
    </>
  );
}

interface HostTableProps {
  readonly rows: readonly HostRow[];
  readonly order: string;
  orderBy(order: string): void;
  readonly more: (() => void) | undefined;
  readonly isLoadingMore: boolean;
}

export function HostTable(table: HostTableProps) {
  useRowLetters({});
  return (
    <DataTable
      {...table}
      label="Hosts"
      columns={COLUMNS}
      keyOf={({ site, host, role }) => `${site} ${host} ${role}`}
      addressOf={({ host, site }) => hostAddress(host, site)}
    />
  );
}
