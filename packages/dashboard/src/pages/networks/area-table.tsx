/** Networks or countries as a table; each opens to its busiest hosts. */
import { useState } from 'react';
import { Link } from 'wouter';
import { type Column, DataTable } from '../../parts/data-table.js';
import { RiskMeter } from '../../parts/risk-meter.js';
import type { Bounds } from '../../parts/stored-span.js';
import { bytes, count } from '../../words/numbers.js';
import { flowsAddress, hostAddress } from '../addresses.js';
import { type Area, areaTitle, areaValue } from './areas.js';

/** Below it a risk is none. */
const LEAST_RISK = 0.005;
const SHOWN = 12;

function columnsOf(bounds: Bounds, heading: string): readonly [Column<Area>, ...Column<Area>[]] {
  return [
    { key: 'name', heading, cell: (area) => <AreaName area={area} /> },
    { key: 'hosts', heading: 'Hosts', isNumber: true, cell: ({ hosts }) => count(hosts) },
    { key: 'flows', heading: 'Flows', isNumber: true, cell: ({ flows }) => count(flows) },
    { key: 'bytes', heading: 'Bytes', isNumber: true, cell: (area) => bytes(area.bytes) },
    {
      key: 'riskiest',
      heading: 'Riskiest host',
      cell: (area) =>
        area.riskiest < LEAST_RISK ? (
          <span className="muted">none</span>
        ) : (
          <RiskMeter risk={area.riskiest} of={areaTitle(area)} />
        ),
    },
    {
      key: 'look',
      heading: 'Its flows',
      cell: (area) => <Link href={flowsAddress(`host:${areaValue(area)}`, bounds)}>Show</Link>,
    },
  ];
}

/** Short names stay on a line; IPv6 need not. */
function AreaName({ area }: { readonly area: Area }) {
  const title = areaTitle(area);
  return <span className={title.includes(':') ? 'mono' : area.isInternal ? 'table-short' : ''}>{title}</span>;
}

interface AreaTableProps {
  readonly label: string;
  readonly heading: string;
  readonly areas: readonly Area[];
  readonly bounds: Bounds;
}

export function AreaTable({ label, heading, areas, bounds }: AreaTableProps) {
  const [shown, setShown] = useState(SHOWN);
  return (
    <DataTable
      label={label}
      columns={columnsOf(bounds, heading)}
      rows={areas.slice(0, shown)}
      keyOf={({ name }) => name}
      detailsOf={(area) => <Busiest area={area} bounds={bounds} />}
      more={shown < areas.length ? () => setShown(shown + 50) : undefined}
    />
  );
}

function Busiest({ area, bounds }: { readonly area: Area; readonly bounds: Bounds }) {
  const { busiest, hosts, isInternal, name } = area;
  const rest = hosts - busiest.length;
  return (
    <div className="networks-busiest">
      <p className="muted small">
        {rest > 0 ? `The busiest ${busiest.length} of ${count(hosts)} hosts; ` : 'Hosts, the busiest first; '}
        {!isInternal && rest > 0 ? 'their flows are what "Show" shows. ' : null}
        each with its flows.
      </p>
      <ul className="plain-list networks-hosts">
        {busiest.map((host) => (
          <li key={host}>
            <Link href={hostAddress(host)} className="mono">
              {host}
            </Link>{' '}
            <Link
              href={flowsAddress(`host:${host}`, bounds)}
              className="small"
              aria-label={`Flows of ${host}`}
            >
              flows
            </Link>
          </li>
        ))}
      </ul>
      {isInternal ? (
        <p>
          <Link href={`/hosts?${new URLSearchParams({ search: name })}`}>Hosts of it with evidence</Link>
        </p>
      ) : null}
    </div>
  );
}
