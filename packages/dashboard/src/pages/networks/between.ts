/** What goes between areas as a drawing from left to right: who begins, and whom. */
import type { EChartsOption } from 'echarts';
import type { NetworkLink } from '../../api/contract/flows.js';
import type { ChartData } from '../../parts/chart/chart-table.js';
import type { Colours } from '../../parts/chart/colours.js';
import { bytes, count } from '../../words/numbers.js';
import { type Area, areaTitle } from './areas.js';

export type Measure = 'flows' | 'bytes';
/** Of each side; the others are drawn as one. */
const MOST = 12;
const OTHERS = '*';

export interface Band {
  /** Names of areas; "*" for all others. */
  readonly from: string;
  readonly to: string;
  readonly flows: number;
  readonly bytes: number;
}

function largest(links: readonly NetworkLink[], side: 'from' | 'to', measure: Measure): ReadonlySet<string> {
  const sums = new Map<string, number>();
  for (const link of links) sums.set(link[side], (sums.get(link[side]) ?? 0) + link[measure]);
  const sorted = [...sums].sort(([, less], [, more]) => more - less);
  return new Set(sorted.slice(0, MOST).map(([name]) => name));
}

export function bandsOf(links: readonly NetworkLink[], measure: Measure): readonly Band[] {
  const [left, right] = [largest(links, 'from', measure), largest(links, 'to', measure)];
  const bands = new Map<string, Band>();
  for (const link of links) {
    const from = left.has(link.from) ? link.from : OTHERS;
    const to = right.has(link.to) ? link.to : OTHERS;
    const key = `${from} ${to}`;
    const before = bands.get(key);
    bands.set(key, {
      from,
      to,
      flows: link.flows + (before?.flows ?? 0),
      bytes: link.bytes + (before?.bytes ?? 0),
    });
  }
  return [...bands.values()].filter((band) => band[measure] > 0).sort((a, b) => b[measure] - a[measure]);
}

/** Rows that the larger side has. */
export function sideLength(bands: readonly Band[]): number {
  return Math.max(new Set(bands.map(({ from }) => from)).size, new Set(bands.map(({ to }) => to)).size);
}

const titleOf = (name: string, areas: ReadonlyMap<string, Area>): string => {
  if (name === OTHERS) return 'all others';
  const area = areas.get(name);
  return area === undefined ? name : areaTitle(area);
};

export function bandTable(bands: readonly Band[], areas: ReadonlyMap<string, Area>): ChartData {
  return {
    columns: ['From, to', 'Flows', 'Bytes'],
    rows: bands.map(({ from, to, ...sums }) => [
      `${titleOf(from, areas)} to ${titleOf(to, areas)}`,
      count(sums.flows),
      bytes(sums.bytes),
    ]),
  };
}

/** Ids are "from to" of links, and " name" or "name " of areas. */
export function bandOption(
  bands: readonly Band[],
  areas: ReadonlyMap<string, Area>,
  measure: Measure,
  colours: Colours,
): EChartsOption {
  const node = (side: 'from' | 'to') =>
    [...new Set(bands.map((band) => band[side]))].map((name) => {
      const isInternal = areas.get(name)?.isInternal === true;
      const colour = name === OTHERS ? 'chart-ignored' : isInternal ? 'chart-traffic' : 'chart-scored';
      return {
        name: `${side} ${name}`,
        id: `${side} ${name}`,
        depth: side === 'from' ? 0 : 1,
        itemStyle: { color: colours(colour) },
        label: { position: side === 'from' ? ('right' as const) : ('left' as const) },
      };
    });
  const told = (name: string) => titleOf(name.slice(name.indexOf(' ') + 1), areas);
  // Bands run through the names.
  const halo = { textBorderColor: colours('surface'), textBorderWidth: 3 };
  const words = measure === 'bytes' ? bytes : (value: number) => `${count(value)} flows`;
  return {
    textStyle: { fontFamily: 'inherit', color: colours('text') },
    tooltip: {
      trigger: 'item',
      renderMode: 'richText',
      confine: true,
      backgroundColor: colours('raised'),
      borderColor: colours('line'),
      textStyle: { color: colours('text'), fontSize: 12 },
      formatter: (params) => {
        const { name, value, data } = Array.isArray(params) ? params[0]! : params;
        const { source, target } = (data ?? {}) as { source?: string; target?: string };
        const title = source && target ? `${told(source)} to ${told(target)}` : told(name);
        return `${title}\n${words(Number(value))}`;
      },
    },
    series: [
      {
        type: 'sankey',
        left: 0,
        right: 0,
        top: 8,
        bottom: 8,
        nodeWidth: 10,
        nodeGap: 18,
        draggable: false,
        layoutIterations: 0,
        emphasis: { focus: 'adjacency' },
        lineStyle: { color: 'gradient', opacity: 0.3, curveness: 0.5 },
        label: { color: colours('text'), ...halo, formatter: ({ name }) => told(name) },
        data: [...node('from'), ...node('to')],
        links: bands.map((band) => ({
          id: `link ${band.from} ${band.to}`,
          source: `from ${band.from}`,
          target: `to ${band.to}`,
          value: band[measure],
        })),
      },
    ],
  };
}
