/** What goes between networks of our own and countries, drawn and as links to its flows. */
import { useCallback, useMemo, useState } from 'react';
import { Link, useLocation } from 'wouter';
import type { NetworkLink, Networks } from '../../api/contract/flows.js';
import { Chart } from '../../parts/chart/chart.js';
import type { Colours } from '../../parts/chart/colours.js';
import { Choice } from '../../parts/choice.js';
import { type Column, DataTable } from '../../parts/data-table.js';
import { Panel } from '../../parts/panel.js';
import type { Bounds } from '../../parts/stored-span.js';
import { bytes, count } from '../../words/numbers.js';
import { flowsAddress } from '../addresses.js';
import { type Area, areaTitle, areaValue, linkQuery } from './areas.js';
import { bandOption, bandsOf, bandTable, type Measure, sideLength } from './between.js';

const MEASURES: readonly { readonly key: Measure; readonly title: string }[] = [
  { key: 'bytes', title: 'Bytes' },
  { key: 'flows', title: 'Flows' },
];
const ROW_REM = 2.25;
const LEAST_REM = 9;
const SHOWN = 12;

interface BetweenPanelProps {
  readonly networks: Networks;
  readonly areas: ReadonlyMap<string, Area>;
  readonly bounds: Bounds;
}

/** What an id of the drawing stands for, as a query; null where it stands for many. */
function queryOf(id: string, areas: ReadonlyMap<string, Area>): string | null {
  const [kind, first = '', second = ''] = id.split(' ');
  if (kind === 'link') return linkQuery({ from: first, to: second }, areas);
  const area = areas.get(first);
  const value = area === undefined ? '' : areaValue(area);
  return value === '' ? null : `${kind === 'from' ? 'src' : 'dst'}:${value}`;
}

export function BetweenPanel({ networks: { links }, areas, bounds }: BetweenPanelProps) {
  const [measure, setMeasure] = useState<Measure>('bytes');
  const [, go] = useLocation();
  const bands = useMemo(() => bandsOf(links, measure), [links, measure]);
  const option = useCallback(
    (colours: Colours) => bandOption(bands, areas, measure, colours),
    [bands, areas, measure],
  );
  const pick = useCallback(
    (id: string) => {
      const query = queryOf(id, areas);
      if (query !== null) go(flowsAddress(query, bounds));
    },
    [areas, bounds, go],
  );
  return (
    <Panel
      className="networks-wide"
      title="Who begins, and whom"
      says="From the left, who began the flows; to the right, whom they went to. Click to see them."
      actions={
        <Choice label="What is drawn" options={MEASURES} chosen={measure} choose={(key) => setMeasure(key)} />
      }
    >
      <Chart
        label={`What goes between ${count(areas.size)} networks and countries.`}
        height={Math.max(LEAST_REM, ROW_REM * sideLength(bands))}
        data={bandTable(bands, areas)}
        option={option}
        pick={pick}
      />
      <LinkTable links={links} areas={areas} bounds={bounds} />
    </Panel>
  );
}

function columnsOf(
  areas: ReadonlyMap<string, Area>,
  bounds: Bounds,
): readonly [Column<NetworkLink>, ...Column<NetworkLink>[]] {
  const title = (name: string) => {
    const area = areas.get(name);
    return area === undefined ? name : areaTitle(area);
  };
  return [
    { key: 'from', heading: 'From', cell: ({ from }) => title(from) },
    { key: 'to', heading: 'To', cell: ({ to }) => title(to) },
    { key: 'flows', heading: 'Flows', isNumber: true, cell: ({ flows }) => count(flows) },
    { key: 'bytes', heading: 'Bytes', isNumber: true, cell: (row) => bytes(row.bytes) },
    {
      key: 'look',
      heading: 'Its flows',
      cell: (link) => {
        const query = linkQuery(link, areas);
        return query === null ? null : <Link href={flowsAddress(query, bounds)}>Show</Link>;
      },
    },
  ];
}

function LinkTable({
  links,
  areas,
  bounds,
}: Pick<BetweenPanelProps, 'areas' | 'bounds'> & { readonly links: readonly NetworkLink[] }) {
  const [shown, setShown] = useState(SHOWN);
  const columns = useMemo(() => columnsOf(areas, bounds), [areas, bounds]);
  return (
    <DataTable
      label="What goes between"
      columns={columns}
      rows={links.slice(0, shown)}
      keyOf={({ from, to }) => `${from} ${to}`}
      more={shown < links.length ? () => setShown(shown + 50) : undefined}
    />
  );
}
